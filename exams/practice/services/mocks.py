"""Taking a mock exam: begun by a person or a visitor, claimed later, removed when a visitor's time is over."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import Programme
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer, TimeAdjustment
from exams.delivery.services import attempts
from exams.practice.models import MockExam, MockPart
from exams.practice.selectors import mocks
from exams.sittings.models import Sitting
from lms.accounts.models import Person
from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal

KEPT_DAYS = 30
"""A visitor's mock goes after so many days; nobody could find it again (ARCHITECTURE, nouns)."""


class MockUnavailable(Refusal):
    """The programme has no mock for now."""

    code = "mock_unavailable"


class UnableToClaim(Refusal):
    """The mock belongs to somebody already."""

    code = "mock_owned"


def begin(*, programme: Programme, person: Person | None, visitor_hash: str, now: dt.datetime) -> MockExam:
    """A mock with one admitted attempt per subject; an unfinished one of the same owner is given instead.

    The lock on the pool makes two clicks one mock. Raises :class:`MockUnavailable`.
    """
    sittings = mocks.sittings_of(programme)
    if not sittings:
        raise MockUnavailable(_("這個項目目前沒有模擬測驗。"))
    owner = {"person": person} if person else {"person": None, "visitor_hash": visitor_hash}
    with transaction.atomic():
        locked(Sitting.objects.all(), pk=sittings[0].pk)
        open_mock = mocks.unfinished(programme, owner, now=now)
        if open_mock is not None:
            return open_mock
        mock = MockExam.objects.create(programme=programme, created_at=now, **owner)
        for position, sitting in enumerate(sittings, start=1):
            attempt = attempts.prepare_mock(
                sitting=sitting, person=person, visitor_hash="" if person else visitor_hash, now=now
            )
            MockPart.objects.create(mock_exam=mock, attempt=attempt, position=position)
        audit.record(actor=None, action="mock.begun", subject=f"practice.MockExam:{mock.public_id}", now=now)
    return mock


def claim(*, mock: MockExam, person: Person, now: dt.datetime) -> MockExam:
    """Give a visitor's mock to the person who took it before signing in. Raises :class:`UnableToClaim`."""
    with transaction.atomic():
        held = locked(MockExam.objects.all(), pk=mock.pk)
        if held.person_id is not None and held.person_id != person.pk:
            raise UnableToClaim(_("這次模擬測驗已屬於另一個帳號。"))
        if held.person_id is None:
            Attempt.objects.filter(mock_part__mock_exam=held).update(person=person, visitor_hash="")
            held.person, held.visitor_hash = person, ""
            held.save(update_fields=["person", "visitor_hash"])
            audit.record(
                actor=person.user, action="mock.claimed", subject=f"practice.MockExam:{held.public_id}", now=now
            )
    return held


def purge(*, now: dt.datetime, limit: int = 200) -> int:
    """Remove visitors' mocks older than :data:`KEPT_DAYS`, answers included; one transaction each. Returns how many."""
    old = MockExam.objects.filter(person__isnull=True, created_at__lt=now - dt.timedelta(days=KEPT_DAYS))
    gone = 0
    for mock in old.order_by("created_at", "id")[:limit]:
        with transaction.atomic():
            held = MockExam.objects.select_for_update().filter(pk=mock.pk, person__isnull=True).first()
            if held is None:  # claimed meanwhile
                continue
            ids = list(held.parts.values_list("attempt_id", flat=True))
            held.delete()
            for evidence in (AnswerEvent, LateAnswer, TimeAdjustment):
                evidence.objects.filter(attempt_id__in=ids).delete()
            Attempt.objects.filter(pk__in=ids).delete()
        gone += 1
    return gone
