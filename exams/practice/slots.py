"""What this app adds to pages of others."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.delivery.models import Attempt
from exams.practice.models import MockPart
from exams.practice.selectors import history, mocks
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.slots import Action, LearnerCard, MenuEntry


@slots.register("menu", order=40)
def menu(user: Any) -> list[MenuEntry]:
    """Mocks are open to everybody."""
    return [MenuEntry(label=_("模擬測驗"), url=reverse("practice:index"), icon="pencil")]


@slots.register("programme_action", order=60)
def try_a_mock(programme_code: str, person: Person | None) -> list[Action]:
    """The way to the mock of a programme that has one."""
    if programme_code not in {programme.code for programme, _sittings in mocks.offered()}:
        return []
    return [Action(label=_("試做模擬測驗"), url=f"{reverse('practice:index')}#{programme_code}")]


@slots.register("after_attempt", order=100)
def result_of_mock(attempt: Attempt) -> str | None:
    """After a part of a mock comes its result, which leads on to the next part."""
    if attempt.registration_id is not None:
        return None
    part = MockPart.objects.filter(attempt=attempt).select_related("mock_exam").first()
    return reverse("practice:result", args=[part.mock_exam.public_id]) if part else None


@slots.register("learner_card", order=40)
def mocks_so_far(person: Person) -> list[LearnerCard]:
    """The last and the best mock of a person."""
    finished = [entry for entry in history.of(person, now=clock.now()) if entry.total is not None]
    if not finished:
        return [LearnerCard(title=_("模擬測驗"), url=reverse("practice:index"), detail=_("還沒有紀錄"), icon="pencil")]
    last = finished[0]
    best = next(entry for entry in finished if entry.is_best and entry.mock.programme_id == last.mock.programme_id)
    detail = _("最近：%(last)s　最佳：%(best)s") % {"last": last.result.sentence, "best": best.result.sentence}
    return [LearnerCard(title=_("模擬測驗"), url=reverse("practice:index"), detail=detail, icon="pencil")]
