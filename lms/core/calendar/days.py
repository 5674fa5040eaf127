"""The calendar of this installation: computed public holidays plus the rows of ``DayOff``, read for one county.

Precedence for a day: the newest row of the county, else the newest row of the whole country, else the computed
calendar (TW-3, TW-5). A row may also take a computed day off back.
"""

import datetime as dt
import functools
from collections.abc import Callable, Container

from lms.core.calendar import rules, seed
from lms.core.models import DayOff

FIRST_YEAR, LAST_YEAR = 1998, 2100
"""The AD years that the computed calendar covers."""

ANNOUNCED_UNTIL = 2026
"""The last AD year whose computed calendar was checked against the announced one (TW-4); later years are 暫定."""


class OutOfCalendar(ValueError):
    """The day lies outside the years of the calendar."""


class DaysOff(Container[dt.date]):
    """The weekdays off of a county (blank: of the whole country); made by :func:`of`."""

    def __init__(self, changes: dict[dt.date, bool]) -> None:
        self._changes = changes

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        change = self._changes.get(day)
        return day in _computed(day.year) if change is None else change


def of(*, county: str = "", start: dt.date) -> DaysOff:
    """The weekdays off from ``start`` on, in one query. ``county`` is a code such as ``TPE``."""
    rows = DayOff.objects.filter(day__gte=start, county__in={"", county})
    # Blank sorts first, so a county's own row overwrites the country's; of equal rows the newest is read last.
    return DaysOff(dict(rows.order_by("county", "entered_at", "id").values_list("day", "is_off")))


def is_working_day(day: dt.date, *, county: str = "") -> bool:
    """Whether people work on ``day``. Raises :class:`OutOfCalendar`."""
    return rules.is_working_day(day, of(county=county, start=day))


def working_day_after(start: dt.date, n: int, *, county: str = "", off: DaysOff | None = None) -> dt.date:
    """The ``n``-th working day after ``start`` (TW-3), with the county's days off or those read before from an earlier
    day on. Raises ``ValueError`` unless n ≥ 1, :class:`OutOfCalendar`."""
    known = of(county=county, start=start) if off is None else off
    return _in_calendar(lambda: rules.add_working_days(start, n, known))


def period_end(received: dt.date, days: int, *, county: str = "") -> dt.date:
    """The last day of a legal period of ``days`` days (TW-2). Raises ``ValueError`` unless days ≥ 1,
    :class:`OutOfCalendar`."""
    return _in_calendar(lambda: rules.period_end(received, days, of(county=county, start=received)))


@functools.cache
def _computed(year: int) -> dict[dt.date, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(f"The calendar covers {FIRST_YEAR} to {LAST_YEAR}.")
    return seed.weekday_days_off(year)


def _in_calendar(count: Callable[[], dt.date]) -> dt.date:
    try:
        return count()
    except OverflowError as error:
        raise OutOfCalendar(f"The calendar covers {FIRST_YEAR} to {LAST_YEAR}.") from error
