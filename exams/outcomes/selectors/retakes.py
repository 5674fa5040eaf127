"""Retakes of the green-collar test: whether, why, until when, at which test; and what waits at a school (GCT-12)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from exams.outcomes import dated as settings
from exams.outcomes.enums import RetakeState, RunState
from exams.outcomes.models import LevelResult, Mark, RetakeApplication
from exams.outcomes.rules import retakes
from exams.outcomes.rules.enums import PaperResult, RetakeVerdict
from exams.outcomes.selectors import releases
from exams.sittings.enums import RegistrationState, RoundOrigin, RoundState, SittingKind
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.accounts.models import Person
from lms.core import dated
from lms.organizations.models import County


@dataclass(frozen=True)
class Option:
    """A coming test with the decision that holds for it."""

    round: Round
    decision: retakes.Decision

    @property
    def is_open(self) -> bool:
        """Whether the retake may be sat there."""
        return self.decision.verdict is RetakeVerdict.ELIGIBLE


@dataclass(frozen=True)
class Case:
    """A failed test: the class behind it, the decision as of today, the coming tests, the application made for it."""

    mark: Mark
    enrolment: Enrolment
    decision: retakes.Decision
    options: list[Option]
    application: RetakeApplication | None
    provisional: bool

    @property
    def can_apply(self) -> bool:
        """Something is open and no application is under way."""
        free = self.application is None or self.application.state == RetakeState.REFUSED
        return free and any(option.is_open for option in self.options)


def case_of(person: Person | None, *, now: dt.datetime) -> Case | None:
    """The retake case of a person's last released green-collar test; None unless it was not passed."""
    mark = last_mark(person) if person else None
    if mark is None or mark.passed or mark.registration.enrolment is None or mark.registration.sitting.round is None:
        return None
    on = timezone.localtime(now).date()
    application = (
        RetakeApplication.objects.filter(failed_mark=mark).select_related("target_round", "registration").first()
    )
    tests = [(each, each.exam_date) for each in coming(mark, now=now) if each.exam_date]
    today, *then = decide_each(mark, test_dates=[on, *(day for _, day in tests)])
    return Case(
        mark=mark,
        enrolment=mark.registration.enrolment,
        decision=today,
        options=[Option(each, decision) for (each, _), decision in zip(tests, then, strict=True)],
        application=application,
        provisional=any(dated.lookup(key, on=on).provisional for key in _TERMS),
    )


def last_mark(person: Person) -> Mark | None:
    """The person's mark in the last released green-collar test."""
    of_green = Mark.objects.filter(
        registration__person=person,
        run__state=RunState.RELEASED,
        run__round__programme__level__certification__code=releases.GREEN,
    )
    related = (
        "run__round__programme",
        "registration__sitting__round",
        "registration__enrolment__regional_class__school",
    )
    return of_green.select_related(*related, "registration__person").order_by("-run__round__exam_date", "-pk").first()


def decide(mark: Mark, *, test_date: dt.date) -> retakes.Decision:
    """What the rules say about sitting again on a date, under the settings in force then."""
    return decide_each(mark, test_dates=[test_date])[0]


def decide_each(mark: Mark, *, test_dates: Sequence[dt.date]) -> list[retakes.Decision]:
    """What the rules say about each of these dates, in their order."""
    taken, terms = used(mark.registration.person_id, mark.run.round.programme_id), dated.History(*_TERMS)
    return [
        retakes.decide(_case(mark, taken, day), retakes.Terms(*(terms.value(key, on=day) for key in _TERMS)))
        for day in test_dates
    ]


def used(person_id: int, programme_id: int) -> int:
    """Retakes that count against the limit: every seat taken, sat or not, and every application under way (RC-03)."""
    seats = Registration.objects.filter(
        person_id=person_id,
        sitting__programme_id=programme_id,
        kind=SittingKind.RETAKE,
        state=RegistrationState.REGISTERED,
    )
    asked = RetakeApplication.objects.filter(
        person_id=person_id, target_round__programme_id=programme_id, state=RetakeState.SUBMITTED
    )
    return seats.count() + asked.count()


def coming(mark: Mark, *, now: dt.datetime) -> QuerySet[Round]:
    """The tests of the same programme and subject that still take somebody in, the next one first: those of a later
    day, and those whose entry is still open, even past midnight."""
    today = timezone.localtime(now).date()
    takes_in = Q(exam_date__gt=today) | Q(sittings__entry_closes_at__gt=now)
    rounds = Round.objects.filter(
        takes_in,
        programme=mark.run.round.programme_id,
        origin=RoundOrigin.PLATFORM,
        rehearsal_of__isnull=True,
        state__in=(RoundState.OPEN, RoundState.SEALED),
        sittings__subject=mark.registration.sitting.subject_id,
    )
    return rounds.distinct().order_by("exam_date", "id")


def option_round(case: Case, public_id: UUID) -> Round | None:
    """The coming test of a case with this public id."""
    return next((option.round for option in case.options if option.round.public_id == public_id), None)


def sitting_of(application: RetakeApplication) -> Sitting:
    """The paper of the target round that the retaker will sit."""
    subject = application.failed_mark.registration.sitting.subject_id
    return Sitting.objects.select_related("programme", "subject", "round").get(
        round=application.target_round, subject=subject
    )


def free_seat(sitting: Sitting, county: County) -> tuple[ExamRoom | None, str]:
    """A room of the round, one in the school's county if there is one, the emptiest first, and its next seat."""
    rooms = (
        ExamRoom.objects.filter(round=sitting.round_id).select_related("test_area").annotate(n=Count("registrations"))
    )
    ordered = sorted(rooms, key=lambda room: (room.test_area.county_id != county.pk, room.n, room.pk))
    if not ordered:
        return None, ""
    taken = Registration.objects.filter(room=ordered[0], sitting=sitting).values_list("seat", flat=True)
    numbered = [seat for seat in taken if seat.isdigit()]
    last = max((int(seat) for seat in numbered), default=0)
    return ordered[0], str(last + 1).zfill(max((len(seat) for seat in numbered), default=2))


def entitled(result: LevelResult) -> bool:
    """Whether the person may ask for a retake after this result."""
    mark = Mark.objects.filter(run=result.run_id, registration__person=result.person_id, attended=True, passed=False)
    found = mark.select_related("run__round", "registration__enrolment__regional_class").first()
    if found is None or found.run.round.exam_date is None:
        return False
    after = found.run.round.exam_date + dt.timedelta(days=1)
    return decide(found, test_date=after).verdict is RetakeVerdict.ELIGIBLE


def queue(applications: QuerySet[RetakeApplication]) -> list[RetakeApplication]:
    """Applications as a school works through them: waiting ones first, the oldest on top, then decided ones."""
    related = ("person", "enrolment__regional_class__programme", "target_round", "failed_mark__run__round")
    rows = list(applications.select_related(*related).order_by("submitted_at", "id"))
    waiting = [row for row in rows if row.state == RetakeState.SUBMITTED]
    return waiting + [row for row in reversed(rows) if row.state != RetakeState.SUBMITTED]


_TERMS = (settings.RETAKE_COUNT, settings.RETAKE_WINDOW_YEARS)


def _case(mark: Mark, taken: int, test_date: dt.date) -> retakes.Case:
    enrolment = mark.registration.enrolment
    return retakes.Case(
        class_completed=enrolment is not None and enrolment.state == EnrolmentState.COMPLETED,
        class_ended_on=enrolment.regional_class.end_date if enrolment else test_date,
        last_result=_paper_result(mark),
        used=taken,
        test_date=test_date,
    )


def _paper_result(mark: Mark) -> PaperResult:
    if not mark.attended:
        return PaperResult.ABSENT
    return PaperResult.PASSED if mark.passed else PaperResult.FAILED
