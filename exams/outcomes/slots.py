"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.outcomes import policies
from exams.outcomes.enums import RetakeState
from exams.outcomes.selectors import releases, results, retakes
from lms.accounts.models import Person
from lms.accounts.selectors import person_of
from lms.core import clock, slots
from lms.core.templatetags.ui import localized
from lms.organizations.policies import is_staff

_RETAKE_STATES = {
    RetakeState.SUBMITTED: "current",
    RetakeState.ACCEPTED: "done",
    RetakeState.REFUSED: "problem",
}


@slots.register("timeline", order=60)
def result_steps(person: Person) -> list[slots.Step]:
    """Results out and awaited, oldest first."""
    url = reverse("outcomes:results")
    steps = [
        slots.Step(
            _("成績：%(round)s") % {"round": localized(each.round, "name")},
            "problem" if each.kind == "bad" else "done",
            on=each.round.exam_date,
            detail=each.verdict,
            url=url,
        )
        for each in reversed(results.of_person(person))
    ]
    for waiting in results.pending(person):
        title = _("等待成績：%(round)s") % {"round": localized(waiting.round, "name")}
        steps.append(slots.Step(title, "current", on=waiting.due_date, url=url, waiting_for=_("試務單位")))
    return steps


@slots.register("timeline", order=70)
def retake_step(person: Person) -> list[slots.Step]:
    """The retake of the last failed test."""
    case = retakes.case_of(person, now=clock.now())
    url = reverse("outcomes:retakes")
    if case is None:
        return []
    if case.application is None:
        return [slots.Step(_("補測"), "current", detail=_("可申請補測"), url=url)] if case.can_apply else []
    state = RetakeState(case.application.state)
    school = localized(case.enrolment.regional_class.school, "name")
    return [
        slots.Step(
            _("補測：%(round)s") % {"round": localized(case.application.target_round, "name")},
            _RETAKE_STATES[state],
            on=case.application.target_round.exam_date,
            url=url,
            waiting_for=school if state == RetakeState.SUBMITTED else "",
        )
    ]


@slots.register("next_action", order=40)
def apply_for_retake(person: Person) -> slots.NextAction | None:
    """A retake that can be asked for now."""
    case = retakes.case_of(person, now=clock.now())
    if case is None or not case.can_apply:
        return None
    detail = _("您上次的測驗未及格，可向原開班學校申請補測。")
    return slots.NextAction(_("申請補測"), reverse("outcomes:retakes"), detail, case.decision.valid_until, priority=30)


@slots.register("desk_card", order=10)
def releases_waiting(user: Any) -> slots.DeskCard | None:
    """Rounds whose results wait for an officer."""
    if not policies.can_release(user):
        return None
    count = releases.waiting_count(now=clock.now())
    return slots.DeskCard(_("計分與公布"), reverse("outcomes:releases"), _("計分、核准與公布成績"), count, icon="flag")


@slots.register("desk_card", order=30)
def retakes_waiting(user: Any) -> slots.DeskCard | None:
    """Retake applications to the schools this user coordinates."""
    if not policies.can_decide_retakes(user):
        return None
    count = policies.visible_retakes(user).filter(state=RetakeState.SUBMITTED).count()
    return slots.DeskCard(_("補測申請"), reverse("outcomes:retake_queue"), _("受理或退回"), count, icon="refresh")


@slots.register("menu", order=60)
def menu(user: Any) -> list[slots.MenuEntry]:
    """A learner's results; staff have a person for their notices only."""
    if person_of(user) is None or is_staff(user):
        return []
    return [slots.MenuEntry(pgettext("menu", "成績"), reverse("outcomes:results"), icon="chart")]


@slots.register("learner_card", order=160)
def learner_card(person: Person) -> list[slots.LearnerCard]:
    """The newest result."""
    newest = next(iter(results.of_person(person)), None)
    if newest is None:
        return []
    title = localized(newest.round.programme, "name")
    detail = _("%(round)s・%(verdict)s") % {"round": localized(newest.round, "name"), "verdict": newest.verdict}
    return [slots.LearnerCard(title, reverse("outcomes:results"), detail, icon="chart")]


@slots.register("roster_column", order=160)
def roster_column(person_ids: list[int]) -> slots.RosterColumn:
    """How each learner of a class did in the last released test, for their own school."""
    return slots.RosterColumn(_("測驗成績"), results.last_scores(person_ids))
