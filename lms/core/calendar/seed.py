"""A first filling of the holiday table, computed; the table itself stays editable (TW-3).

Later years follow from the holiday law of 2025-05-28 and stand until the yearly calendar is announced;
an announced calendar is entered in the table and prevails.
"""

from datetime import date

ADDED: dict[date, str] = {}
"""Weekdays off that the library does not know. Checked against TW-4 (July 2025 – December 2026): none."""

REMOVED: frozenset[date] = frozenset()
"""Weekdays that the library calls off although they are worked. Checked against TW-4: none."""

RENAMED: dict[date, str] = {
    date(2026, 2, 20): "小年夜（補假）",
    date(2027, 2, 4): "小年夜",
}
"""The library gives the day before New Year's Eve the same name as New Year's Eve."""


def weekday_days_off(year: int) -> dict[date, str]:
    """The weekdays off in an AD year, in order, each with its Chinese name (TW-3, TW-4).

    Saturdays and Sundays are left out. The worked Saturdays of the old practice (last one
    2025-02-08) are not represented.
    """
    import holidays

    known = holidays.country_holidays("TW", years=year, observed=True, language="zh_TW")
    named = {day: name for day, name in known.items() if day.weekday() < 5 and day not in REMOVED}
    named |= {day: name for day, name in (ADDED | RENAMED).items() if day.year == year}
    return dict(sorted(named.items()))
