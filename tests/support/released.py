"""A round that was sat, marked and released, in a few lines.

``sit`` writes the answers a candidate had saved when the attempt ended; ``release`` takes the round through both
officers and carries it out.
"""

import datetime as dt

from courses.classes.models import Enrolment
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.services import attempts
from exams.outcomes.models import Release
from exams.outcomes.services import releases
from exams.sittings.enums import SittingKind
from exams.sittings.models import Round
from exams.sittings.services import eligibilities
from lms.accounts.models import User
from question_bank.syllabus.models import Subject
from tests.support import exams

AFTER = exams.OPENS_AT + dt.timedelta(hours=4)
"""An instant at which every paper of the tests is over."""


def entitle(enrolment: Enrolment) -> None:
    """The right to sit that a completed class gives, under the key that ``exams.register`` asks for."""
    programme = enrolment.regional_class.programme
    subject = Subject.objects.get(level=programme.level_id)
    eligibilities.grant(
        person=enrolment.person,
        programme=programme,
        subject=subject,
        kind=SittingKind.REGULAR,
        reason="class_completed",
        enrolment=enrolment,
        source_key=f"test:{enrolment.person_id}:{subject.pk}",
    )


def sit(attempt: Attempt, *, right: int, hand_in: bool = True) -> Attempt:
    """Start an attempt, answer the first ``right`` items rightly and the others wrongly, and hand in (or run out)."""
    running = exams.start(attempt).attempt
    events = [
        AnswerEvent(
            attempt=running,
            lease=running.lease,
            client_seq=position,
            item_id=shown["item"],
            options=["b" if position <= right else "a"],
            received_at=exams.OPENS_AT + dt.timedelta(minutes=1),
        )
        for position, shown in enumerate(running.order, start=1)
    ]
    AnswerEvent.objects.bulk_create(events)
    if hand_in:
        attempts.hand_in(attempt=running, now=exams.OPENS_AT + dt.timedelta(minutes=60))
    return running


def release(round: Round, *, officer: User, second: User, now: dt.datetime = AFTER) -> Release:
    """Prepare, approve and carry out."""
    prepared = releases.prepare(round=round, actor=officer, now=now)
    approved = releases.approve(release=prepared, actor=second, now=now)
    return releases.carry_out(release=approved, now=now)
