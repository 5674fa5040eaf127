"""Where a registration stands (報名進度查詢), in words a candidate needs."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.tuition.rules.accounts import Balance
from exams.sittings.enums import RegistrationState, RoundState
from exams.sittings.models import Registration
from exams.sittings.rules import codes
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import holds
from lms.core.slots import Step
from lms.core.templatetags.ui import day, twd


@dataclass(frozen=True)
class Progress:
    """The steps of a registration and what its fee needs. ``pay_day`` and ``kept_day`` only while it waits."""

    steps: list[Step]
    waits: bool
    lapsed: bool
    amount: int
    code: str
    pay_day: dt.date | None
    kept_day: dt.date | None
    asks_to_call: bool
    can_withdraw: bool


def of(registration: Registration, balance: Balance, *, notice_from: dt.date | None, now: dt.datetime) -> Progress:
    """The progress of a registration whose fee adds up to ``balance``."""
    round = registration.sitting.round
    assert round is not None
    today = timezone.localtime(now).date()
    state = registration.state
    waits = state == RegistrationState.PENDING and rules.holds_place(state, registration.held_until, now)
    standing = waits or state == RegistrationState.REGISTERED
    lapsed = registration.held_until is not None and not standing
    return Progress(
        steps=_steps(registration, balance, notice_from, today, waits) if standing else [],
        waits=waits,
        lapsed=lapsed,
        amount=balance.due,
        code=codes.spaced(registration.payment_code),
        pay_day=holds.pay_day(round, registration.registered_at) if waits else None,
        kept_day=holds.last_kept_day(registration) if waits else None,
        asks_to_call=waits and holds.asks_to_call(registration, today=today),
        can_withdraw=standing and round.state == RoundState.OPEN and balance.paid == 0,
    )


def _steps(
    registration: Registration, balance: Balance, notice_from: dt.date | None, today: dt.date, waits: bool
) -> list[Step]:
    exam = registration.sitting.round.exam_date if registration.sitting.round else None
    has_notice = notice_from is not None and notice_from <= today
    made = [Step(_("報名"), "done", timezone.localtime(registration.registered_at).date())]
    if waits or balance.paid:
        made += _fee_steps(registration, balance, waits)
    opens = _("%(on)s 起可列印") % {"on": day(notice_from)} if notice_from else _("日期尚未公告")
    notice_state = "done" if has_notice else "upcoming"
    made.append(Step(_("准考證・考試通知"), "upcoming" if waits else notice_state, detail=opens))
    over = exam is not None and exam < today
    made.append(Step(_("應試"), "done" if over and not waits else "upcoming", exam))
    return made


def _fee_steps(registration: Registration, balance: Balance, waits: bool) -> list[Step]:
    unit = registration.group.name if registration.group else ""
    if not waits:
        on = timezone.localtime(registration.confirmed_at).date() if registration.confirmed_at else None
        return [
            Step(_("繳費"), "done", detail=twd(balance.paid)),
            Step(_("繳費確認"), "done", on),
        ]
    round = registration.sitting.round
    assert round is not None
    until = day(holds.pay_day(round, registration.registered_at))
    detail = _("%(amount)s，%(until)s 前繳納") % {"amount": twd(balance.due), "until": until}
    confirmation = _("入帳後 3 至 5 個工作日內確認（暫定）")
    return [
        Step(_("繳費"), "current", detail=detail, waiting_for=unit),
        Step(_("繳費確認"), "upcoming", detail=confirmation),
    ]
