"""The demo's rounds: a green-collar test already released, one open now, one for retakes, and an iPAS round open now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.delivery.models import Attempt
from exams.delivery.services import sealing
from exams.outcomes.services import releases
from exams.sittings.enums import RoundOrigin, SittingKind, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from exams.sittings.services import duties, eligibilities, registrations, rooms, rounds, sittings
from lms.accounts.models import Person, User
from lms.core import clock
from lms.demo.seed import answering, papers, people
from lms.demo.seed.moments import Moments
from lms.organizations.models import TestArea
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject

#: How long the windows of the open demo sittings stay open after the seed.
OPEN_FOR = dt.timedelta(hours=12)
OPENED_BEFORE = dt.timedelta(minutes=5)
#: iPAS candidates whose release shows each rule: 70/70, by average, retained, rounded half up, absent in S2.
IPAS_MARKS: tuple[tuple[str, str | None], ...] = (
    ("70", "70"),
    ("80", "60"),
    ("81", "59"),
    ("69.5", "70"),
    ("88", None),
)
GREEN_MARKS = (92, 88, 86, 84, 82, 80, 78, 76, 74, 74, 72, 70, 68, 66, 64, 62, 60, 60, 58, 54, 46, 72)


@dataclass(frozen=True)
class Plan:
    """What the rounds need from the other parts of the seed."""

    moments: Moments
    users: dict[str, User]
    learner: Person
    retaker: Person
    learner_enrolment: Enrolment
    retaker_enrolment: Enrolment
    sat_before: Sequence[Enrolment]
    sits_now: Sequence[Enrolment]


def load(plan: Plan) -> None:
    """Write the rounds that are not there yet."""
    _past_green(plan)
    _open_green(plan)
    _retake_green(plan)
    _open_ipas(plan)


def _past_green(plan: Plan) -> None:
    """Released before the demo: the retaker failed with 54, the others fill the statistics."""
    moments = plan.moments
    day = -45
    round = new_round(plan, "green", f"{moments.roc_year}-1", "示範測驗（第 1 次）", "Demo exam 1", day, at=day - 60)
    if round is None:
        return
    starts = moments.at(day, 10)
    sitting = new_sitting(
        round, "GC", ItemUse.SECURE, starts, starts + dt.timedelta(minutes=10), now=moments.at(day - 30)
    )
    room = room_of(round, "taipei", "101")
    people_and_marks = [(plan.retaker_enrolment, 54), *zip(plan.sat_before, GREEN_MARKS, strict=False)]
    for seat, (enrolment, _) in enumerate(people_and_marks, start=1):
        register(sitting, enrolment.person, enrolment, room, seat, at=moments.at(day - 20))
    sealing.seal(round=round, actor=plan.users["officer1"], now=moments.at(day - 3))
    for seat, (enrolment, marks) in enumerate(people_and_marks[:-1], start=1):  # the last one did not come
        _sit(sitting, enrolment.person, Decimal(marks), starts + dt.timedelta(seconds=7 * seat))
    release = releases.prepare(round=round, actor=plan.users["officer1"], now=moments.at(day + 9, 14))
    releases.approve(release=release, actor=plan.users["officer2"], now=moments.at(day + 10, 10))
    with clock.frozen(moments.at(day + 10, 10, 5)):  # documents and notices carry the day of the release
        releases.carry_out(release=release, now=clock.now())


def _open_green(plan: Plan) -> None:
    """Sealed, window open now: the demo learner can sit it; the others have handed in."""
    moments = plan.moments
    round = new_round(plan, "green", f"{moments.roc_year}-2", "示範測驗（第 2 次）", "Demo exam 2", 0, at=-30)
    if round is None:
        return
    opens = moments.now - OPENED_BEFORE
    sitting = new_sitting(round, "GC", ItemUse.SECURE, opens, moments.now + OPEN_FOR, now=moments.at(-10))
    room = room_of(round, "taipei", "201")
    lead = plan.users["invigilator"]
    duties.assign(room=room, user=lead, is_lead=True, actor=plan.users["officer1"], now=moments.at(-9))
    register(sitting, plan.learner, plan.learner_enrolment, room, 1, at=moments.at(-10))
    others = list(plan.sits_now)[:5]
    for seat, enrolment in enumerate(others, start=2):
        register(sitting, enrolment.person, enrolment, room, seat, at=moments.at(-10))
    sealing.seal(round=round, actor=plan.users["officer1"], now=moments.at(-2))
    for enrolment, marks in zip(others[:-1], (88, 76, 62, 56), strict=True):
        _sit(sitting, enrolment.person, Decimal(marks), opens, minutes=3)


def _retake_green(plan: Plan) -> None:
    """The next national test, sealed too: accepted retakes are added to it."""
    moments = plan.moments
    round = new_round(
        plan, "green", f"{moments.roc_year}-3", "示範測驗（第 3 次，收補測）", "Demo exam 3 (takes retakes)", 0, at=-30
    )
    if round is None:
        return
    opens = moments.now - OPENED_BEFORE
    sitting = new_sitting(round, "GC", ItemUse.SECURE, opens, moments.now + OPEN_FOR, now=moments.at(-10))
    room = room_of(round, "taipei", "301")
    for seat, enrolment in enumerate(list(plan.sits_now)[5:], start=11):
        register(sitting, enrolment.person, enrolment, room, seat, at=moments.at(-10))
    sealing.seal(round=round, actor=plan.users["officer1"], now=moments.at(-2))
    for enrolment, marks in zip(list(plan.sits_now)[5:], (90, 72, 58), strict=True):
        _sit(sitting, enrolment.person, Decimal(marks), opens, minutes=3)


def _open_ipas(plan: Plan) -> None:
    """Two subjects on one day; says openly that it replays practice items."""
    moments = plan.moments
    round = new_round(
        plan,
        "ipas-nz-beginner",
        f"{moments.roc_year}-3",
        "示範場次（第 3 次）",
        "Demo round 3",
        0,
        at=-120,
        note_zh="本示範場次沿用練習題，僅供體驗流程；配分亦為示範。",
        note_en="This demo sitting replays practice items to show the process; its weights are for demonstration too.",
    )
    if round is None:
        return
    opens = moments.now - OPENED_BEFORE
    closes = moments.now + OPEN_FOR
    papers_of = [
        new_sitting(round, code, ItemUse.PRACTICE, opens, closes, now=moments.at(-10)) for code in ("L11", "L12")
    ]
    room = room_of(round, "taipei", "A1")
    duties.assign(room=room, user=plan.users["invigilator3"], actor=plan.users["officer1"], now=moments.at(-9))
    candidates = [plan.learner, *(people.candidate(900 + n, now=moments.at(-40)) for n in range(len(IPAS_MARKS)))]
    for sitting in papers_of:
        for seat, person in enumerate(candidates, start=1):
            register(sitting, person, None, room, seat, at=moments.at(-30))
    sealing.seal(round=round, actor=plan.users["officer1"], now=moments.at(-2))
    for person, marks in zip(candidates[1:], IPAS_MARKS, strict=True):
        for sitting, mark in zip(papers_of, marks, strict=True):
            if mark is not None:
                _sit(sitting, person, Decimal(mark), opens, minutes=3)


def new_round(
    plan: Plan,
    programme: str,
    code: str,
    name_zh: str,
    name_en: str,
    day: int,
    *,
    at: int,
    note_zh: str = "",
    note_en: str = "",
) -> Round | None:
    """A new round, or None when the demo has it already."""
    of = Programme.objects.get(code=programme)
    if Round.objects.filter(programme=of, code=code).exists():
        return None
    return rounds.create(
        programme=of,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        exam_date=plan.moments.day(day),
        bulletin_date=plan.moments.day(day - 100),
        origin=RoundOrigin.PLATFORM,
        actor=plan.users["officer1"],
        now=plan.moments.at(at),
        note_zh=note_zh,
        note_en=note_en,
    )


def new_sitting(
    round: Round,
    subject: str,
    use: ItemUse,
    opens: dt.datetime,
    closes: dt.datetime,
    *,
    mode: SittingMode = SittingMode.COMPUTER,
    leave_after_minutes: int = 0,
    now: dt.datetime,
) -> Sitting:
    """A sitting with a form of its own; on the computer candidates admit themselves."""
    of = Subject.objects.get(level=round.programme.level, code=subject)
    drawn = papers.form(
        subject=subject,
        programme_level=str(of.level),
        use=use,
        code=f"DEMO-{round.programme.code}-{round.code}-{subject}",
        seed=round.ordinal,
        ipas_points=subject != "GC",
        now=now,
    )
    return sittings.create(
        round=round,
        subject=of,
        mode=mode,
        opens_at=opens,
        entry_closes_at=closes,
        minutes=100 if subject == "GC" else 75,
        leave_after_minutes=leave_after_minutes,
        self_admission=mode == SittingMode.COMPUTER,
        forms=[drawn],
        actor=None,
        now=now,
    )


def room_of(round: Round, area: str, code: str) -> ExamRoom:
    """A room of the round; made on first need."""
    return rooms.ensure(
        round=round,
        test_area=TestArea.objects.get(code=area),
        code=code,
        name_zh=f"示範大樓 {code} 試場",
        name_en=f"Demo building, room {code}",
    )


def register(
    sitting: Sitting, person: Person, enrolment: Enrolment | None, room: ExamRoom, seat: int, *, at: dt.datetime
) -> Registration:
    """A registration with the right to sit."""
    eligibilities.grant(
        person=person,
        programme=sitting.programme,
        subject=sitting.subject,
        kind=SittingKind.REGULAR,
        reason="class_completed",
        enrolment=enrolment,
        source_key=f"demo:{sitting.public_id}:{person.public_id}",
    )
    return registrations.register(
        person=person,
        sitting=sitting,
        kind=SittingKind.REGULAR,
        enrolment=enrolment,
        room=room,
        seat=f"{seat:03d}",
        actor=None,
        now=at,
    )


def _sit(sitting: Sitting, person: Person, marks: Decimal, starts_at: dt.datetime, *, minutes: int = 70) -> None:
    attempt = Attempt.objects.get(sitting=sitting, registration__person=person)
    answering.sit(attempt, marks=marks, starts_at=starts_at, took=dt.timedelta(minutes=minutes))
