"""Marking a round: everything that was saved, whatever ended the attempt, against the keys of its form (ITM-1)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.selectors import responses
from exams.delivery.services import closing
from exams.outcomes.enums import RunOrigin
from exams.outcomes.models import ScoreRun
from exams.outcomes.rules import marking
from exams.outcomes.rules.round_decisions import MarkInput
from exams.outcomes.selectors import keys
from exams.outcomes.services import score_runs
from exams.sittings.enums import RegistrationState, RoundOrigin, RoundState
from exams.sittings.models import Registration, Round
from lms.core.errors import Refusal


class UnableToMark(Refusal):
    """The round cannot be marked from answers; ``code`` is ``imported``, ``not_sealed`` or ``no_answers``."""

    code = "unable_to_mark"


def mark_round(*, round: Round, actor: Any, now: dt.datetime) -> ScoreRun:
    """Close the round and mark it: a draft run, the same one again if nothing changed.

    Whoever started attended, however the attempt ended; prepared or admitted and never started is absent. Raises
    :class:`UnableToMark` or ``delivery.closing.RoundNotOver``.
    """
    if round.origin != RoundOrigin.PLATFORM:
        raise UnableToMark(_("匯入的梯次不由作答計分。"), code="imported")
    if round.state == RoundState.OPEN:
        raise UnableToMark(_("梯次尚未封存，沒有作答可以計分。"), code="not_sealed")
    closing.close_round(round=round, actor=actor, now=now)
    return score_runs.create(round=round, origin=RunOrigin.ANSWERS, inputs=_inputs(round), actor=actor, now=now)


def _inputs(round: Round) -> list[MarkInput]:
    rows = Registration.objects.filter(sitting__round=round, state=RegistrationState.REGISTERED)
    registrations = list(rows.select_related("sitting__subject").order_by("pk"))
    attempts = {each.registration_id: each for each in Attempt.objects.filter(registration__in=rows).defer("order")}
    without = [each for each in registrations if each.pk not in attempts]
    if without:
        raise UnableToMark(_("有 %(n)s 筆報名沒有電腦作答紀錄，不能計分。") % {"n": len(without)}, code="no_answers")
    found = responses.final([attempt.pk for attempt in attempts.values()])
    answers: dict[int, Mapping[marking.ItemKey, tuple[str, ...]]] = {
        attempt: {item: options for item, options in given.items()}  # noqa: C416 - widens the key's type
        for attempt, given in found.items()
    }
    of_forms = keys.of_forms(attempt.form_id for attempt in attempts.values())
    markers = {form: marking.Marker(key) for form, key in of_forms.items()}
    return [_input(each, attempts[each.pk], answers, markers[attempts[each.pk].form_id]) for each in registrations]


def _input(
    registration: Registration,
    attempt: Attempt,
    answers: Mapping[int, Mapping[marking.ItemKey, tuple[str, ...]]],
    marker: marking.Marker,
) -> MarkInput:
    attended = attempt.started_at is not None and attempt.state != AttemptState.VOID
    subject = registration.sitting.subject.code
    if not attended:
        return MarkInput(registration.pk, registration.person_id, subject, False, None)
    marked = marker.mark(answers.get(attempt.pk, {}))
    return MarkInput(registration.pk, registration.person_id, subject, True, marked.total, _detail(attempt, marked))


def _detail(attempt: Attempt, marked: marking.Marking) -> dict[str, Any]:
    """Per-item marks, JSON v1: item version, hundredths of a point, reason."""
    items = [{"item": each.item, "hundredths": each.hundredths, "reason": each.reason.value} for each in marked.items]
    return {"v": 1, "form": attempt.form_id, "items": items}
