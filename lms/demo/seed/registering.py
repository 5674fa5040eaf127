"""A round that takes registrations, with a fee invented for the demo; people in every state of paying; tuition paid."""

import datetime as dt
from collections.abc import Mapping

from courses.catalogue.models import Programme
from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment, RegionalClass
from courses.classes.services import enrolments
from courses.tuition.enums import EntryKind
from courses.tuition.services import charges, ledger
from exams.sittings.enums import RoundOrigin, SittingMode
from exams.sittings.models import Registration, Round, Sitting
from exams.sittings.services import applying, groups, payments, rounds, sittings
from lms.accounts.models import Person, User
from lms.accounts.rules import identity
from lms.accounts.services import documents
from lms.demo.seed import classes, people
from lms.demo.seed.moments import Moments
from question_bank.syllabus.models import Subject

FEE = 900
PLACES = 300
EXAM_DAY = 110
PAPERS = (("L11", 9, 0), ("L12", 13, 30))
_WITHDRAWS = classes.Plan("11", "ntnu", 15, -20, -1)


def load(moments: Moments, *, users: Mapping[str, User]) -> None:
    """Write what is not there yet."""
    _withdraw_one(moments, users["coordinator"])
    _pay_tuition(moments, users["coordinator"])
    round = _round(moments, users["officer1"])
    if Registration.objects.filter(sitting__round=round).exists():
        return
    papers = list(Sitting.objects.filter(round=round).order_by("subject__position"))
    _apply(_known(people.candidate(699, now=moments.at(-5)), 1), round, papers, at=moments.at(-2))
    paid = _apply(_known(people.candidate(700, now=moments.at(-5)), 2), round, papers, at=moments.at(-4))
    payments.confirm(
        code=paid[0].payment_code,
        amount=FEE * len(papers),
        reference="DEMO-0001",
        actor=users["officer1"],
        now=moments.at(-1),
    )
    _group(moments, round, papers, contact=users["coordinator"])


def _round(moments: Moments, officer: User) -> Round:
    programme = Programme.objects.get(code="ipas-nz-beginner")
    exam = moments.day(EXAM_DAY)
    code = f"{exam.year - 1911}-9"
    known = Round.objects.filter(programme=programme, code=code).first()
    if known is not None:
        return known
    made = rounds.create(
        programme=programme,
        code=code,
        name_zh="示範場次（受理報名中）",
        name_en="Demo round (registration open)",
        exam_date=exam,
        bulletin_date=moments.day(-10),
        origin=RoundOrigin.PLATFORM,
        actor=officer,
        now=moments.at(-10),
    )
    for subject, hour, minute in PAPERS:
        opens = moments.at(EXAM_DAY, hour, minute)
        sittings.create(
            round=made,
            subject=Subject.objects.get(level=programme.level, code=subject),
            mode=SittingMode.COMPUTER,
            opens_at=opens,
            entry_closes_at=opens + dt.timedelta(minutes=15),
            minutes=75,
            leave_after_minutes=45,
            self_admission=False,
            forms=[],
            capacity=PLACES,
            fee_twd=FEE,
            actor=officer,
            now=moments.at(-10),
        )
    return rounds.announce(
        round=made,
        name_zh=made.name_zh,
        name_en=made.name_en,
        exam_date=exam,
        bulletin_date=made.bulletin_date,
        registration_opens_at=moments.at(-5),
        registration_closes_at=moments.at(30, 17),
        pay_by=moments.day(33),
        note_zh="報名費與名額為示範虛構（暫定），並非公告內容。",
        note_en="Fee and places are invented for the demonstration (provisional), not announced.",
        actor=officer,
        now=moments.at(-9),
    )


def _group(moments: Moments, round: Round, papers: list[Sitting], *, contact: User) -> None:
    unit = groups.open_unit(
        round=round,
        name="示範企業股份有限公司",
        contact_name=contact.display_name,
        contact_phone="02-0000-0000",
        payment_code=applying.payment_code(),
        actor=contact,
        now=moments.at(-4),
    )
    for number in range(3):
        member = _known(people.candidate(701 + number, now=moments.at(-5)), 3 + number)
        _apply(member, round, papers[: 1 + number % 2], at=moments.at(-3), unit_code=unit.code)


def _apply(
    person: Person, round: Round, papers: list[Sitting], *, at: dt.datetime, unit_code: str = ""
) -> list[Registration]:
    wanted = applying.Application(round=round, sittings=papers, unit_code=unit_code)
    return applying.apply(person=person, application=wanted, actor=person.user, now=at)


def _known(person: Person, number: int) -> Person:
    """The person with an invented ID number on file; its second digit is 9, given to new resident certificates."""
    trunk = f"A9{990_0000 + number}"
    found = next(trunk + last for last in "0123456789" if identity.identify(trunk + last).is_valid)
    documents.enter(
        person=person,
        number=found,
        is_passport=False,
        on=person.created_at.date(),
        actor=None,
        now=person.created_at,
    )
    return person


def _pay_tuition(moments: Moments, coordinator: User) -> None:
    """Everybody in a class that has begun has paid; of those still to come every second one."""
    seats = Enrolment.objects.select_related("person", "regional_class__school").order_by("pk")
    for seat in seats.exclude(state=EnrolmentState.WITHDRAWN):
        begun = seat.regional_class.start_date <= moments.today
        if begun or seat.pk % 2:
            _pay(seat, coordinator)


def _pay(seat: Enrolment, coordinator: User) -> None:
    ledger.record(
        account=charges.account_of(seat),
        kind=EntryKind.PAYMENT,
        amount=seat.regional_class.fee_twd,
        source_key=f"demo:paid:{seat.public_id}",
        document=f"示範收據-{seat.pk:04d}",
        actor=coordinator,
        now=seat.enrolled_at + dt.timedelta(days=1),
    )


def _withdraw_one(moments: Moments, coordinator: User) -> None:
    """A learner who paid and withdrew before the class began: the books show what is owed back."""
    regional = RegionalClass.objects.get(serial=classes.serial(moments, _WITHDRAWS))
    if regional.enrolments.exists():
        return
    person = people.candidate(720, now=moments.at(-15))
    seat = enrolments.enrol(person=person, regional_class=regional, actor=None, now=moments.at(-15))
    _pay(seat, coordinator)
    enrolments.withdraw(enrolment=seat, actor=None, now=moments.at(-1))
