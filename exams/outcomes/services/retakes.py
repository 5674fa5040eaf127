"""Retake applications: sent by the learner, decided by the original host school (GCT-12)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.delivery.services import sealing
from exams.outcomes.enums import RetakeState
from exams.outcomes.models import Mark, RetakeApplication
from exams.outcomes.rules.enums import RetakeVerdict
from exams.outcomes.rules.retakes import Decision
from exams.outcomes.selectors import explanations
from exams.outcomes.selectors import retakes as reads
from exams.sittings.enums import SittingKind, SittingMode
from exams.sittings.models import Registration, Round
from exams.sittings.services import eligibilities, registrations
from lms.accounts.models import Person
from lms.core import audit
from lms.core.calendar.rules import format_roc_slash
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal
from lms.notices.services import outbox


class NotEntitled(Refusal):
    """The rules give no retake at this test; the message says why."""

    code = "retake_not_entitled"


class AlreadyApplied(Refusal):
    """There is an application for this result already."""

    code = "retake_already_applied"


class AlreadyDecided(Refusal):
    """Somebody decided this application before."""

    code = "retake_already_decided"


class NoteMissing(Refusal):
    """A refusal needs its reason."""

    code = "retake_note_missing"


def apply(*, failed_mark: Mark, target_round: Round, actor: Any, now: dt.datetime) -> RetakeApplication:
    """Ask the original host school for a retake at a coming test; after a refusal it can be asked again.

    The number of retakes is counted under the person's lock (RC-03). Raises :class:`NotEntitled`,
    :class:`AlreadyApplied`.
    """
    person, enrolment = failed_mark.registration.person, failed_mark.registration.enrolment
    if enrolment is None or not reads.coming(failed_mark, now=now).filter(pk=target_round.pk).exists():
        raise NotEntitled(_("這場測驗不能申請補測。"))
    with transaction.atomic():
        locked(Person.objects.all(), pk=person.pk)
        existing = RetakeApplication.objects.filter(failed_mark=failed_mark).first()
        if existing is not None and existing.state != RetakeState.REFUSED:
            raise AlreadyApplied(_("這次測驗的補測已經申請過。"))
        last = reads.last_mark(person)
        if last is None or last.pk != failed_mark.pk:
            raise NotEntitled(_("之後已有較新的測驗成績，請依最近一次成績申請。"))
        decision = _entitled(failed_mark, target_round)
        application, _created = RetakeApplication.objects.update_or_create(
            failed_mark=failed_mark,
            defaults={
                "person": person,
                "enrolment": enrolment,
                "target_round": target_round,
                "state": RetakeState.SUBMITTED,
                "decision": _stored(decision),
                "submitted_at": now,
                "decided_by": None,
                "decided_at": None,
                "note": "",
            },
        )
        _record(application, "retake.applied", actor, now)
    return application


def accept(*, application: RetakeApplication, actor: Any, now: dt.datetime) -> RetakeApplication:
    """The school accepts: the right to sit is recorded, the seat taken, the paper added if the round is sealed.

    Raises :class:`AlreadyDecided`, and what ``sittings.registrations.register`` raises; then nothing has changed.
    """
    with transaction.atomic():
        # The round before the audit trail, as registering and sealing lock them: two never wait in a ring.
        locked(Round.objects.all(), pk=application.target_round_id)
        _decide(application, RetakeState.ACCEPTED, "", actor, now)
        registration = _register(application, actor, now)
        application.registration = registration
        application.save(update_fields=["registration"])
        _tell(application, now)
    return application


def refuse(*, application: RetakeApplication, note: str, actor: Any, now: dt.datetime) -> RetakeApplication:
    """The school refuses, with a reason the learner reads. Raises :class:`NoteMissing`, :class:`AlreadyDecided`."""
    if not note.strip():
        raise NoteMissing(_("請填寫不受理的理由，學員會看到這段文字。"))
    with transaction.atomic():
        _decide(application, RetakeState.REFUSED, note.strip(), actor, now)
        _tell(application, now)
    return application


def _entitled(failed_mark: Mark, target_round: Round) -> Decision:
    if target_round.exam_date is None:
        raise NotEntitled(_("這場測驗尚未公布日期。"))
    decision = reads.decide(failed_mark, test_date=target_round.exam_date)
    if decision.verdict is not RetakeVerdict.ELIGIBLE:
        raise NotEntitled(" ".join(explanations.retake(decision.reasons)))
    return decision


def _register(application: RetakeApplication, actor: Any, now: dt.datetime) -> Registration:
    sitting = reads.sitting_of(application)
    until = application.decision["valid_until"]
    eligibilities.grant(
        person=application.person,
        programme=sitting.programme,
        subject=sitting.subject,
        kind=SittingKind.RETAKE,
        reason="retake_accepted",
        source_key=f"retake:{application.public_id}",
        enrolment=application.enrolment,
        valid_until=dt.date.fromisoformat(until) if until else None,
    )
    room, seat = reads.free_seat(sitting, application.enrolment.regional_class.county)
    registration = registrations.register(
        person=application.person,
        sitting=sitting,
        kind=SittingKind.RETAKE,
        enrolment=application.enrolment,
        room=room,
        seat=seat,
        actor=actor,
        now=now,
    )
    if sitting.sealed_at is not None and sitting.mode == SittingMode.COMPUTER:
        sealing.add_attempt(registration=registration, actor=actor, now=now)
    return registration


def _decide(application: RetakeApplication, state: RetakeState, note: str, actor: Any, now: dt.datetime) -> None:
    changes = {"state": state, "note": note, "decided_by": actor, "decided_at": now}
    if not conditional_update(application, {"state": RetakeState.SUBMITTED}, **changes):
        raise AlreadyDecided(_("這筆申請已經處理過了。"))
    _record(application, f"retake.{state.value}", actor, now)


def _tell(application: RetakeApplication, now: dt.datetime) -> None:
    round, school = application.target_round, application.enrolment.regional_class.school
    assert round.exam_date is not None
    outbox.put(
        person=application.person,
        event_id=f"retake:{application.public_id}:{now.isoformat()}",
        template="retake_decision",
        context={
            "accepted": application.state == RetakeState.ACCEPTED,
            "note": application.note,
            "school_zh": school.name_zh,
            "school_en": school.name_en,
            "round_zh": round.name_zh,
            "round_en": round.name_en,
            "test_date": f"{round.exam_date:%-d %B %Y}",
            "test_date_roc": format_roc_slash(round.exam_date),
            "path": reverse("outcomes:retakes"),
        },
        now=now,
    )


def _stored(decision: Decision) -> dict[str, Any]:
    """The decision as JSON v1."""
    return {
        "v": 1,
        "verdict": decision.verdict.value,
        "reasons": [reason.as_json() for reason in decision.reasons],
        "valid_until": decision.valid_until.isoformat() if decision.valid_until else None,
        "remaining": decision.remaining,
    }


def _record(application: RetakeApplication, action: str, actor: Any, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"outcomes.RetakeApplication:{application.public_id}",
        now=now,
        round=str(application.target_round.public_id),
    )
