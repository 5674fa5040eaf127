"""Regional classes of the demo: one open in every region, a full one, a cancelled one, and three that have ended."""

import datetime as dt
from dataclasses import dataclass

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment, RegionalClass
from courses.classes.services import classes, enrolments, timetables
from lms.accounts.models import Person
from lms.demo.seed import people
from lms.demo.seed.moments import Moments
from lms.organizations.models import HostSchool

NAME = "環境部淨零綠領人才培育課程"
SATURDAY = 5


@dataclass(frozen=True)
class Plan:
    """A class of the demo: serial, school, first day (days from today, moved to a Saturday), window and seats."""

    serial: str
    school: str
    starts: int
    opens: int
    closes: int
    capacity: int = 40


#: The two ended classes whose people sat or will sit a test.
PAST, RECENT, OTHER_SCHOOL = (
    Plan("01", "ntnu", -115, -150, -125),
    Plan("02", "ntnu", -49, -80, -55),
    Plan("03", "ncku", -115, -150, -125),
)
FULL, CANCELLED = Plan("07", "nthu", 36, -5, 20, 3), Plan("08", "nkust", 43, -5, 25)
UPCOMING = (
    Plan("04", "ncu", 22, -6, 15),
    Plan("05", "fcu", 29, -4, 20),
    Plan("06", "ncku", 29, -3, 20, 45),
    FULL,
    CANCELLED,
    Plan("09", "tcu", 50, -2, 30, 36),
    Plan("10", "yuntech", 57, 7, 40),
    Plan("11", "ntnu", 15, -20, -1),
)


def load(moments: Moments, *, learner: Person, retaker: Person) -> None:
    """Announce the classes that are not there yet and give out their seats."""
    past = _announce(moments, PAST)
    _enrol(past, [retaker, *(people.candidate(n, now=moments.at(-150)) for n in range(1, 18))], moments, PAST)
    recent = _announce(moments, RECENT)
    _enrol(recent, [learner, *(people.candidate(n, now=moments.at(-80)) for n in range(21, 29))], moments, RECENT)
    elsewhere = _announce(moments, OTHER_SCHOOL)
    _enrol(elsewhere, [people.candidate(n, now=moments.at(-150)) for n in range(41, 46)], moments, OTHER_SCHOOL)
    for plan in UPCOMING:
        made = _announce(moments, plan)
        if plan is FULL:
            _enrol(made, [people.candidate(n, now=moments.at(-5)) for n in range(61, 64)], moments, plan)
        if plan is CANCELLED and made.state == "announced":
            classes.cancel(regional_class=made, actor=None, now=moments.now)


def seats(moments: Moments, plan: Plan) -> list[Enrolment]:
    """The enrolments of a class in the order of their learner numbers."""
    found = Enrolment.objects.filter(regional_class__serial=serial(moments, plan)).select_related("person")
    return list(found.order_by("learner_number"))


def serial(moments: Moments, plan: Plan) -> str:
    """ROC year and number, as text: ``11501`` (CLS-4)."""
    return f"{moments.roc_year}{plan.serial}"


def _announce(moments: Moments, plan: Plan) -> RegionalClass:
    programme = Programme.objects.get(code="green")
    known = RegionalClass.objects.filter(programme=programme, serial=serial(moments, plan)).first()
    if known is not None:
        return known
    school = HostSchool.objects.get(code=plan.school)
    first = moments.day(plan.starts)
    first += dt.timedelta(days=(SATURDAY - first.weekday()) % 7)
    units = list(programme.units.order_by("number"))
    return classes.announce(
        programme=programme,
        school=school,
        details=classes.Details(
            name=NAME,
            serial=serial(moments, plan),
            venue=f"{school.name_zh}（示範教室）",
            capacity=plan.capacity,
            contact_name="示範承辦",
            contact_extension="0000",
        ),
        enrol_opens_at=moments.at(plan.opens, 9),
        enrol_closes_at=moments.at(plan.closes, 17),
        sessions=timetables.weekend_plan(units=units, first_saturday=first, room="示範教室"),
        actor=None,
        now=moments.at(plan.opens - 10),
    )


def _enrol(made: RegionalClass, persons: list[Person], moments: Moments, plan: Plan) -> None:
    """Seats in order; members of an ended class have completed its hours."""
    if made.enrolments.exists():
        return
    for number, person in enumerate(persons):
        seat = enrolments.enrol(
            person=person,
            regional_class=made,
            actor=person.user,
            now=moments.at(plan.opens, 9) + dt.timedelta(minutes=number),
        )
        if made.end_date < moments.today:
            ended = dt.datetime.combine(made.end_date, dt.time(17), moments.now.tzinfo)
            enrolments.complete(enrolment=seat, on=made.end_date, actor=None, now=ended)
