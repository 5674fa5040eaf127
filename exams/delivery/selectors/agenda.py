"""What a person's exams look like from outside: ahead, running, or over."""

import datetime as dt
from dataclasses import dataclass

from exams.delivery.enums import AttemptState, AttendanceState
from exams.delivery.models import Attempt, Attendance
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.sittings.enums import SittingMode
from exams.sittings.models import Registration
from exams.sittings.selectors import registrations
from lms.accounts.models import Person


@dataclass(frozen=True)
class Exam:
    """A registration with where its paper stands; ``attempt`` is None before the round is sealed, and for a paper that is
    not answered on the screen."""

    registration: Registration
    kind: str
    attempt: Attempt | None
    is_over: bool
    is_missed: bool
    is_running: bool

    @property
    def is_ahead(self) -> bool:
        """Still to be sat."""
        return not (self.is_over or self.is_missed)


def of_person(person: Person, *, now: dt.datetime, today: dt.date) -> list[Exam]:
    """The person's registrations held here, in time order; papers of one instant in the order of their subjects."""
    rows = sorted(
        registrations.of_person(person, today=today),
        key=lambda row: (row.registration.sitting.opens_at, row.registration.sitting.subject.position),
    )
    papers = {
        attempt.registration_id: attempt
        for attempt in Attempt.objects.filter(registration__in=[row.registration for row in rows]).select_related(
            "sitting"
        )
    }
    return [_exam(row.registration, row.kind, papers.get(row.registration.pk), now) for row in rows]


def _exam(registration: Registration, kind: str, attempt: Attempt | None, now: dt.datetime) -> Exam:
    if registration.sitting.mode == SittingMode.PAPER:
        return _on_paper(registration, kind, attempt)
    state = status.state(attempt, now) if attempt else None
    over = state in transitions.OVER and attempt is not None and attempt.started_at is not None
    closes = status.entry_closes_at(attempt) if attempt else registration.sitting.entry_closes_at
    started = attempt is not None and attempt.started_at is not None
    missed = not started and closes is not None and closes <= now
    return Exam(registration, kind, attempt, over, missed, state == AttemptState.RUNNING)


def _on_paper(registration: Registration, kind: str, attempt: Attempt | None) -> Exam:
    """What the door noted counts; the attempt itself starts and ends when the answer sheet has been read."""
    noted = Attendance.objects.filter(registration=registration).values_list("state", flat=True).first()
    closed = attempt is not None and attempt.state in transitions.OVER
    sat = attempt is not None and attempt.started_at is not None
    missed = noted == AttendanceState.ABSENT or (closed and not sat)
    return Exam(registration, kind, None, noted is not None and not missed, missed, False)
