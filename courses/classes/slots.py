"""What classes add to pages that span apps."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.classes.enums import ClassState, EnrolmentState
from courses.classes.models import Enrolment, RegionalClass
from courses.classes.selectors import people
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.slots import Action, DeskCard, HomeDate, LearnerCard, MenuEntry, NextAction, Step
from lms.core.templatetags.ui import localized
from lms.organizations.policies import is_coordinator

GREEN = "green"


@slots.register("menu", order=100)
def menu(user: Any) -> list[MenuEntry]:
    """The class list is everybody's; coordinators also get their own classes."""
    entries = [MenuEntry(_("班別查詢"), reverse("classes:list"), "search")]
    if is_coordinator(user):
        entries.append(MenuEntry(_("本校班別"), reverse("classes:school"), "users"))
    return entries


@slots.register("programme_action", order=100)
def programme_action(programme_code: str, person: Person | None) -> list[Action]:
    """From a programme that has classes to its class list."""
    if programme_code != GREEN:
        return []
    return [Action(_("找班別報名"), reverse("classes:list"), "primary")]


@slots.register("home_date", order=100)
def home_dates() -> list[HomeDate]:
    """The next opening of an enrolment and the next start of a class."""
    now = clock.now()
    announced = RegionalClass.objects.filter(state=ClassState.ANNOUNCED).select_related("school")
    opening = announced.filter(enrol_opens_at__gt=now).order_by("enrol_opens_at", "id").first()
    starting = announced.filter(start_date__gte=timezone.localtime(now).date()).order_by("start_date", "id").first()
    dates = []
    if opening:
        opens = timezone.localtime(opening.enrol_opens_at)
        detail = _("%(time)s 開放報名") % {"time": f"{opens:%H:%M}"}
        dates.append(_home_date(opening, opens.date(), _("班別開放報名：%(school)s"), detail))
    if starting:
        dates.append(_home_date(starting, starting.start_date, _("班別開課：%(school)s"), localized(starting, "venue")))
    return dates


@slots.register("timeline", order=20)
def timeline(person: Person) -> list[Step]:
    """Enrolment, the class itself, the confirmation of the hours."""
    enrolment = people.current_enrolment(person)
    if enrolment is None:
        return []
    if _is_cancelled(enrolment):
        return [Step(_("班別停開"), "problem", detail=_class_line(enrolment), url=reverse("classes:list"))]
    return [_enrolled_step(enrolment), *_class_steps(enrolment, clock.today())]


@slots.register("next_action")
def next_action(person: Person) -> NextAction | None:
    """The next meeting of the class; another class when it was cancelled."""
    enrolment = people.current_enrolment(person)
    if enrolment is None or enrolment.state == EnrolmentState.COMPLETED:
        return None
    if _is_cancelled(enrolment):
        return NextAction(_("班別停開，請改報其他班別"), reverse("classes:list"), _class_line(enrolment), priority=10)
    session = people.next_session(enrolment.regional_class, now=clock.now())
    if session is None:
        return None
    starts = timezone.localtime(session.starts_at)
    return NextAction(
        _("下次上課"),
        _class_url(enrolment),
        _("%(time)s，第 %(number)s 單元，%(place)s")
        % {
            "time": f"{starts:%H:%M}",
            "number": session.unit.number,
            "place": session.room or localized(enrolment.regional_class, "venue"),
        },
        due=starts.date(),
        priority=60,
    )


@slots.register("learner_card", order=100)
def learner_card(person: Person) -> list[LearnerCard]:
    """The person's class."""
    enrolment = people.current_enrolment(person)
    if enrolment is None:
        return []
    number = _("學號 %(number)s") % {"number": enrolment.learner_number}
    detail = f"{enrolment.regional_class.serial} · {number} · {enrolment.state_label}"
    return [LearnerCard(localized(enrolment.regional_class, "name"), _class_url(enrolment), detail, "calendar")]


@slots.register("desk_card", order=100)
def desk_card(user: Any) -> DeskCard | None:
    """The coordinator's classes; what waits is confirming the hours of classes that are over."""
    if not is_coordinator(user):
        return None
    waiting = people.waiting_for_completion(user, today=clock.today())
    detail = _("已結束的班別中，等待確認結訓的學員") if waiting else _("班表、名冊與結訓確認")
    return DeskCard(_("本校班別"), reverse("classes:school"), detail, waiting or None, "users")


def _enrolled_step(enrolment: Enrolment) -> Step:
    on = timezone.localtime(enrolment.enrolled_at).date()
    return Step(_("報名"), "done", on, _class_line(enrolment), _class_url(enrolment))


def _class_steps(enrolment: Enrolment, today: dt.date) -> list[Step]:
    """The class, then the confirmation; the school must act once the last day is over."""
    found = enrolment.regional_class
    completed = enrolment.state == EnrolmentState.COMPLETED
    is_over = completed or today > found.end_date
    begun = "current" if today >= found.start_date else "upcoming"
    confirmation = "done" if completed else "current" if is_over else "upcoming"
    return [
        Step(
            _("上課"),
            "done" if is_over else begun,
            found.end_date if is_over else found.start_date,
            localized(found, "venue"),
        ),
        Step(
            _("結訓確認"),
            confirmation,
            enrolment.completed_date,
            waiting_for=localized(found.school, "name") if confirmation == "current" else "",
        ),
    ]


def _is_cancelled(enrolment: Enrolment) -> bool:
    return enrolment.regional_class.state == ClassState.CANCELLED and enrolment.state == EnrolmentState.ENROLLED


def _class_line(enrolment: Enrolment) -> str:
    found = enrolment.regional_class
    return _("%(name)s %(serial)s，%(school)s") % {
        "name": localized(found, "name"),
        "serial": found.serial,
        "school": localized(found.school, "name"),
    }


def _class_url(enrolment: Enrolment) -> str:
    return reverse("classes:detail", args=[enrolment.regional_class.public_id])


def _home_date(found: RegionalClass, on: dt.date, title: str, detail: str) -> HomeDate:
    url = reverse("classes:detail", args=[found.public_id])
    return HomeDate(on, title % {"school": localized(found.school, "name")}, url, detail)
