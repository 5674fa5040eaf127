"""Taiwan's calendar as pure functions: national (ROC) dates, rounds, working days, periods, ages.

``days_off`` is always the set of *weekdays* that are off (holidays, disaster days); Saturdays and
Sundays never need to be in it. A mapping of date to name serves as well as a set.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

ROC_OFFSET = 1911
"""ROC year = AD year − 1911 (TW-1)."""

_SLASH = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{1,2})")
_TEXT = re.compile(r"(?:中華民國|民國)?(\d{1,4})年(\d{1,2})月(\d{1,2})日")
_ROUND = re.compile(r"(\d{1,3})-(\d{1,2})")
_SATURDAY = 5


class RocDateError(ValueError):
    """A text is no national date. ``code`` is stable; the reason comes in both languages."""

    def __init__(self, code: str, text_zh: str, text_en: str) -> None:
        super().__init__(f"{text_zh} {text_en}")
        self.code = code
        self.text_zh = text_zh
        self.text_en = text_en


@dataclass(frozen=True, order=True, slots=True)
class RoundCode:
    """A round (梯次) of a ROC year: ``113-1``. Sorts by year, then ordinal, as numbers."""

    year: int
    ordinal: int

    def __str__(self) -> str:
        return f"{self.year}-{self.ordinal}"


def roc_year(ad_year: int) -> int:
    """The ROC year of an AD year; 1912 is year 1. Raises ``ValueError`` before 1912 (TW-1)."""
    if ad_year <= ROC_OFFSET:
        raise ValueError(f"There is no ROC year for {ad_year}.")
    return ad_year - ROC_OFFSET


def ad_year(roc: int) -> int:
    """The AD year of a ROC year; year 1 is 1912. Raises ``ValueError`` below 1 (TW-1)."""
    if roc < 1:
        raise ValueError(f"There is no ROC year {roc}.")
    return roc + ROC_OFFSET


def parse_roc_date(text: str) -> date:
    """Read ``114/08/30``, ``103/8/19``, ``114.8.30`` or ``114年9月10日`` (民國 may lead; TW-1).

    Full-width digits and spaces are accepted. Raises :class:`RocDateError` with code
    ``roc_date_unreadable``, ``roc_date_ad_year`` or ``roc_date_impossible``.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    match = _SLASH.fullmatch(compact) or _TEXT.fullmatch(compact)
    if match is None:
        raise RocDateError(
            "roc_date_unreadable",
            f"「{text}」不是民國日期，請寫成 114/08/30 或 114年8月30日。",
            f"“{text}” is not a national date; write 114/08/30 or 114年8月30日.",
        )
    year, month, day = (int(part) for part in match.groups())
    if year > 999:
        raise RocDateError(
            "roc_date_ad_year",
            f"「{text}」像是西元年，請改用民國年（西元年減 1911）。",
            f"“{text}” looks like an AD year; use the ROC year (AD minus 1911).",
        )
    return _existing_date(year, month, day)


def format_roc_slash(day: date) -> str:
    """``114/08/30``: the form of lists and notices (TW-1). Raises ``ValueError`` before 1912."""
    return f"{roc_year(day.year)}/{day.month:02}/{day.day:02}"


def format_roc_text(day: date) -> str:
    """``114年9月10日``: the form of running text (TW-1). Raises ``ValueError`` before 1912."""
    return f"{roc_year(day.year)}年{day.month}月{day.day}日"


def parse_round_code(text: str) -> RoundCode:
    """Read a round code such as ``113-1``. Raises ``ValueError`` for anything else."""
    match = _ROUND.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or int(match[1]) < 1 or int(match[2]) < 1:
        raise ValueError(f"“{text}” is not a round code such as 113-1.")
    return RoundCode(int(match[1]), int(match[2]))


def is_working_day(day: date, days_off: Container[date]) -> bool:
    """Whether ``day`` is a weekday that is not off (TW-3)."""
    return day.weekday() < _SATURDAY and day not in days_off


def next_working_day(day: date, days_off: Container[date]) -> date:
    """``day`` itself if it is a working day, else the first one after it (TW-2)."""
    while not is_working_day(day, days_off):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, n: int, days_off: Container[date]) -> date:
    """The ``n``-th working day after ``start``; day 1 is the first working day after it (TW-3, GCT-7).

    Raises ``ValueError`` unless ``n`` is at least 1.
    """
    if n < 1:
        raise ValueError("Working days are counted from 1.")
    day = start
    for _ in range(n):
        day = next_working_day(day + timedelta(days=1), days_off)
    return day


def count_working_days(start: date, end: date, days_off: Container[date]) -> int:
    """Which working day after ``start`` the day ``end`` is; 0 when none has passed (TW-3)."""
    span = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=step), days_off) for step in span)


def period_end(received: date, days: int, days_off: Container[date]) -> date:
    """The last day of a period of ``days`` calendar days (TW-2; 行政程序法 §48, A0030055).

    The day of the event is not counted; a last day on a Saturday, Sunday or day off moves to the
    next working day. Raises ``ValueError`` unless ``days`` is at least 1.
    """
    if days < 1:
        raise ValueError("A period has at least one day.")
    return next_working_day(received + timedelta(days=days), days_off)


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it has no such day (A0030055 §48)."""
    years, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month0 + 1, min(day.day, monthrange(years, month0 + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28 February in a common year."""
    return add_months(day, years * 12)


def age_on(birth: date, on: date) -> int:
    """Age in completed years on the day ``on``.

    A year is complete on the birthday. Someone born on 29 February completes a year on 1 March of
    a common year: the last day of the period is 28 February, and it must be over (民法 §121, §124).
    Raises ``ValueError`` when ``on`` lies before ``birth``.
    """
    if on < birth:
        raise ValueError("The date lies before the birth.")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _existing_date(year: int, month: int, day: int) -> date:
    if year < 1:
        raise _impossible(year, month, day, "民國沒有 0 年", "there is no ROC year 0")
    if not 1 <= month <= 12:
        raise _impossible(year, month, day, f"沒有 {month} 月", f"there is no month {month}")
    last = monthrange(year + ROC_OFFSET, month)[1]
    if not 1 <= day <= last:
        why_zh = f"民國 {year} 年 {month} 月只有 {last} 天"
        raise _impossible(year, month, day, why_zh, f"month {month} of ROC year {year} has {last} days")
    return date(year + ROC_OFFSET, month, day)


def _impossible(year: int, month: int, day: int, why_zh: str, why_en: str) -> RocDateError:
    written = f"{year}/{month}/{day}"
    return RocDateError(
        "roc_date_impossible",
        f"沒有 {written} 這一天：{why_zh}。",
        f"The date {written} does not exist: {why_en}.",
    )
