"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.classes.models import Enrolment
from courses.tuition import policies
from courses.tuition.enums import ClaimState
from courses.tuition.selectors import accounts, discounts
from courses.tuition.selectors.refunds import about_enrolment
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.templatetags.ui import localized

_STATES = {ClaimState.REQUESTED: "current", ClaimState.ACCEPTED: "done", ClaimState.REFUSED: "problem"}


@slots.register("timeline", order=90)
def discount_steps(person: Person) -> list[slots.Step]:
    """The discount of each passed class, once there is one to speak of."""
    return [_step(case) for case in discounts.cases(person, on=clock.today()) if case.claim or case.can_request]


@slots.register("next_action", order=90)
def request_discount(person: Person) -> slots.NextAction | None:
    """A discount that can be requested now."""
    for case in discounts.cases(person, on=clock.today()):
        if case.can_request:
            detail = _("您符合學費優惠，可申請 %(amount)s 元。") % {"amount": f"{case.decision.amount:,}"}
            return slots.NextAction(_("申請學費優惠"), reverse("tuition:discounts"), detail, case.last_day, priority=60)
    return None


@slots.register("desk_card", order=40)
def claims(user: Any) -> slots.DeskCard | None:
    """Claims waiting at the schools this user coordinates."""
    if not policies.can_decide_claims(user):
        return None
    waiting = policies.visible_claims(user).filter(state=ClaimState.REQUESTED).count()
    return slots.DeskCard(_("學費優惠申請"), reverse("tuition:claims"), _("查驗證明文件並決定"), waiting, icon="money")


@slots.register("desk_card", order=45)
def books(user: Any) -> slots.DeskCard | None:
    """The accounts this user looks after."""
    if not policies.can_keep_books(user):
        return None
    waiting = accounts.unsettled(policies.visible_entries(user)) or None
    detail = _("退訓後等待退費的學員") if waiting else _("應繳、已繳、退費與匯出")
    return slots.DeskCard(_("帳務"), reverse("tuition:ledger"), detail, waiting, icon="money")


@slots.register("menu", order=95)
def money_menu(user: Any) -> list[slots.MenuEntry]:
    """One's own money, once there is any."""
    if not policies.own_entries(user).exists():
        return []
    return [slots.MenuEntry(_("繳費與退費"), reverse("tuition:money"), "money")]


@slots.register("ledger_subject", order=10)
def seats(abouts: list[str]) -> dict[str, slots.LedgerSubject]:
    """What tuition accounts are for: the class."""
    ids = [about.partition(":")[2] for about in abouts if about.startswith("classes.Enrolment:")]
    found = Enrolment.objects.filter(public_id__in=ids).select_related("regional_class__programme")
    return {
        about_enrolment(seat): slots.LedgerSubject(
            _("學費：%(name)s %(serial)s")
            % {"name": localized(seat.regional_class, "name"), "serial": seat.regional_class.serial},
            reverse("classes:detail", args=[seat.regional_class.public_id]),
        )
        for seat in found
    }


def _step(case: discounts.Case) -> slots.Step:
    claim = case.claim
    if claim is None:
        detail = _("可申請 %(amount)s 元") % {"amount": f"{case.decision.amount:,}"}
        return slots.Step(_("學費優惠"), "current", detail=detail, url=reverse("tuition:discounts"))
    school = claim.enrolment.regional_class.school
    return slots.Step(
        _("學費優惠"),
        _STATES[ClaimState(claim.state)],
        on=timezone.localtime(claim.decided_at or claim.requested_at).date(),
        detail=_("%(amount)s 元") % {"amount": f"{claim.amount_twd:,}"},
        url=reverse("tuition:discounts"),
        waiting_for=localized(school, "name") if claim.state == ClaimState.REQUESTED else "",
    )
