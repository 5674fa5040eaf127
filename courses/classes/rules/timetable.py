"""Spreading the units of a course over weekends (CUR-3: the published example runs Saturday to Sunday, five weekends)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
SATURDAY = 5
#: Morning and afternoon of a class day, three hours each.
SLOTS = ((time(9), time(12)), (time(13), time(16)))


class DoesNotFit(ValueError):
    """More units than the weekends have room for, or a start that is no Saturday."""


def weekend_slots(*, units: int, first_saturday: date, weekends: int = 5) -> list[tuple[datetime, datetime]]:
    """Start and end of ``units`` meetings in order: one on every day, the rest on Saturday, then Sunday afternoons.

    Raises :class:`DoesNotFit`.
    """
    if first_saturday.weekday() != SATURDAY:
        raise DoesNotFit(f"{first_saturday} is not a Saturday.")
    days = [first_saturday + timedelta(weeks=week, days=day) for week in range(weekends) for day in (0, 1)]
    spare = units - len(days)
    if spare > len(days):
        raise DoesNotFit(f"{units} units do not fit into {weekends} weekends.")
    full = {*sorted(days, key=lambda day: (day.weekday(), day))[: max(0, spare)]}
    return list(_meetings(days, full))[:units]


def _meetings(days: list[date], full: set[date]) -> Iterator[tuple[datetime, datetime]]:
    for day in days:
        for start, end in SLOTS if day in full else SLOTS[:1]:
            yield datetime.combine(day, start, TAIPEI), datetime.combine(day, end, TAIPEI)
