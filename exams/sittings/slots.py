"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings import policies
from exams.sittings.enums import WindowState
from exams.sittings.models import Registration
from exams.sittings.selectors import accommodations as accommodation_reads
from exams.sittings.selectors import fees, offers, registrations, roster
from exams.sittings.services import freeze
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.templatetags.ui import localized, twd


@slots.register("menu", order=418)
def rounds(user: Any) -> list[slots.MenuEntry]:
    """Rounds, for those who prepare them."""
    if not policies.may_configure(user):
        return []
    return [slots.MenuEntry(_("梯次"), reverse("sittings:office_rounds"), "calendar")]


@slots.register("desk_card", order=9)
def preparing(user: Any) -> slots.DeskCard | None:
    """The way to rounds, rooms and seats."""
    if not policies.may_configure(user):
        return None
    return slots.DeskCard(_("梯次與試場"), reverse("sittings:office_rounds"), _("場次、試場、座位"), icon="calendar")


@slots.register("desk_card", order=11)
def accommodations(user: Any) -> slots.DeskCard | None:
    """Requests that wait for the deciders."""
    if not policies.may_decide(user):
        return None
    url = reverse("sittings:office_accommodations")
    return slots.DeskCard(_("應考服務申請"), url, _("待審核"), accommodation_reads.waiting(), icon="shield")


@slots.register("registration_action", order=200)
def accommodation(registration: Registration) -> list[slots.Action]:
    """The way to one's own request, while one can still be made or there is one."""
    round = registration.sitting.round
    if round is None or not (freeze.is_open(round) or accommodation_reads.standing(registration.person, round)):
        return []
    return [slots.Action(_("應考服務"), reverse("sittings:accommodation", args=[round.public_id]))]


@slots.register("desk_card", order=10)
def registering(user: Any) -> slots.DeskCard | None:
    """Registrations that wait for their fee."""
    if not policies.may_configure(user):
        return None
    url = reverse("sittings:office_registrations")
    return slots.DeskCard(_("報名與繳費"), url, _("待確認的繳費"), roster.waiting(), icon="ticket")


@slots.register("menu", order=65)
def register_menu(user: Any) -> list[slots.MenuEntry]:
    """Registering for an exam is everybody's; the office has its own list."""
    if policies.may_configure(user):
        return [slots.MenuEntry(_("報名與繳費"), reverse("sittings:office_registrations"), "ticket")]
    return [slots.MenuEntry(_("報名測驗"), reverse("sittings:register"), "ticket")]


@slots.register("programme_action", order=50)
def register_action(programme_code: str, person: Person | None) -> list[slots.Action]:
    """From a programme to its registration, while a round of it is open."""
    offered = offers.listed(now=clock.now(), today=clock.today())
    if not any(each.round.programme.code == programme_code and each.is_open for each in offered):
        return []
    return [slots.Action(_("報名測驗"), reverse("sittings:register"), "primary")]


@slots.register("home_date", order=50)
def registration_dates() -> list[slots.HomeDate]:
    """When registration opens next, and when it closes."""
    now, found = clock.now(), []
    for each in offers.listed(now=now, today=clock.today()):
        round, url = each.round, reverse("sittings:register")
        name = f"{localized(round.programme, 'name')} {localized(round, 'name')}"
        if each.window is WindowState.UPCOMING and round.registration_opens_at:
            opens = timezone.localtime(round.registration_opens_at)
            found.append(
                slots.HomeDate(opens.date(), _("測驗開放報名：%(name)s") % {"name": name}, url, f"{opens:%H:%M}")
            )
        if each.window is WindowState.OPEN and round.registration_closes_at:
            closes = timezone.localtime(round.registration_closes_at)
            title = _("測驗報名截止：%(name)s") % {"name": name}
            found.append(slots.HomeDate(closes.date(), title, url, f"{closes:%H:%M}"))
    return found


@slots.register("timeline", order=50)
def registration_steps(person: Person) -> list[slots.Step]:
    """Registrations that wait for their fee; those confirmed are shown as exams."""
    waiting = [row for row in registrations.standing(person, now=clock.now()) if row.progress.waits]
    return [
        slots.Step(
            _("報名繳費：%(subject)s") % {"subject": localized(row.registration.sitting.subject, "name")},
            "current",
            row.progress.pay_day,
            twd(row.progress.amount),
            reverse("sittings:mine"),
            waiting_for=row.registration.group.name if row.registration.group else "",
        )
        for row in waiting
    ]


@slots.register("next_action", order=50)
def pay(person: Person) -> slots.NextAction | None:
    """A fee of one's own that has to be paid."""
    rows = registrations.standing(person, now=clock.now())
    own = [row for row in rows if row.progress.waits and row.registration.group is None and row.progress.pay_day]
    if not own:
        return None
    first = min(own, key=lambda row: row.progress.pay_day or clock.today())
    title = _("繳納報名費：%(subject)s") % {"subject": localized(first.registration.sitting.subject, "name")}
    detail = _("專屬繳費帳號 %(code)s") % {"code": first.progress.code}
    return slots.NextAction(title, reverse("sittings:mine"), detail, first.progress.pay_day, priority=15)


@slots.register("ledger_subject", order=20)
def fee_subjects(abouts: list[str]) -> dict[str, slots.LedgerSubject]:
    """What accounts of exam fees are for: the paper, and the unit that pays."""
    ids = [about.partition(":")[2] for about in abouts if about.startswith("sittings.Registration:")]
    related = ("sitting__subject", "sitting__round", "group")
    found = Registration.objects.filter(public_id__in=ids).select_related(*related)
    return {
        fees.about(row): slots.LedgerSubject(
            _("報名費：%(round)s %(subject)s")
            % {
                "round": row.sitting.round.code if row.sitting.round else "",
                "subject": localized(row.sitting.subject, "name"),
            },
            reverse("sittings:mine"),
            row.group.name if row.group else "",
        )
        for row in found
    }
