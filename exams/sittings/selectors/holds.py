"""Until when a pending registration can be paid, and until when its place is kept."""

import datetime as dt

from django.utils import timezone

from exams.sittings import dated as settings
from exams.sittings.models import Registration, Round
from exams.sittings.rules import registration as rules
from lms.core import dated


def pay_day(round: Round, registered_at: dt.datetime) -> dt.date:
    """The last day for paying a registration made at this instant."""
    day = timezone.localtime(registered_at).date()
    return rules.last_pay_day(day, round.pay_by, dated.value(settings.PAY_DAYS, on=day))


def confirm_days(on: dt.date) -> int:
    """Days after the last day for paying in which a payment is still confirmed."""
    days: int = dated.value(settings.CONFIRM_DAYS, on=on)
    return days


def held_until(round: Round, registered_at: dt.datetime) -> dt.datetime:
    """The first instant at which the place of an unpaid registration is free again."""
    last = pay_day(round, registered_at)
    return rules.hold_ends(last, confirm_days(last), timezone.get_current_timezone())


def last_kept_day(registration: Registration) -> dt.date | None:
    """The last whole day of the hold; None for a registration without one."""
    until = registration.held_until
    return timezone.localtime(until - dt.timedelta(microseconds=1)).date() if until else None


def asks_to_call(registration: Registration, *, today: dt.date) -> bool:
    """Whether a payment should have been confirmed by now, so that the candidate had better call (IPS-10)."""
    day = timezone.localtime(registration.registered_at).date()
    return today > day + dt.timedelta(days=confirm_days(day))
