"""Count working days or a legal period from a date, with the calendar of this installation."""

import argparse
import datetime as dt
import unicodedata
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from lms.core.calendar import days, rules

LONGEST = 36_500


class Command(BaseCommand):
    """``manage.py due_date 2025-08-30 --working-days 15`` prints ``2025-09-19``."""

    requires_system_checks: list[str] = []  # they look at the whole site; this command needs none of it
    help = "第 N 個工作日（--working-days）或期間末日（--days）/ the Nth working day, or the last day of a period."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("date", help="起算日 / the day of the event: 2025-08-30, 114/08/30, 114年8月30日")
        parser.add_argument("--working-days", metavar="N", help="第 N 個工作日 / the Nth working day after it (TW-3)")
        parser.add_argument("--days", metavar="N", help="N 日之期間 / a period of N calendar days (TW-2)")
        parser.add_argument("--county", default="", metavar="CODE", help="縣市代碼 / a county's own days off, e.g. TPE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the date alone on stdout; remarks go to stderr."""
        start = parse_day(options["date"])
        counted, number = _what(options)
        county = options["county"].strip().upper()
        if county and not (len(county) == 3 and county.isascii() and county.isalpha()):
            raise _usage(
                f"縣市代碼「{county}」應為三個英文字母，例如 TPE。", f"“{county}” is no county code such as TPE."
            )
        try:
            end = counted(start, number, county=county)
        except days.OutOfCalendar as error:
            span = f"{days.FIRST_YEAR}–{days.LAST_YEAR}"
            raise _usage(
                f"超出行事曆涵蓋的年份（西元 {span}）。", f"That lies outside the calendar ({span})."
            ) from error
        except DatabaseError as error:
            raise CommandError(
                "讀不到行事曆資料表，請先執行 manage.py migrate。\nThe calendar's table cannot be read; run manage.py migrate."
            ) from error
        if end.year > days.ANNOUNCED_UNTIL:
            self.stderr.write(
                f"暫定：{end.year} 年的行事曆係依法推算，公告後以公告為準。/ Provisional: the calendar of {end.year} "
                "is computed; the announced one prevails."
            )
        self.stdout.write(end.isoformat())


def parse_day(text: str) -> dt.date:
    """An ISO or national date. Raises ``CommandError`` (exit 2) in both languages."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return dt.date.fromisoformat(plain)
    except ValueError:
        pass
    if plain.count("-") == 2:
        raise _usage(f"沒有「{text}」這一天。", f"The date “{text}” does not exist; write 2025-08-30 or 114/08/30.")
    try:
        return rules.parse_roc_date(plain)
    except rules.RocDateError as error:
        raise _usage(
            f"{error.text_zh}西元請寫成 2025-08-30。", f"{error.text_en} AD dates look like 2025-08-30."
        ) from error


def _what(options: dict[str, Any]) -> tuple[Any, int]:
    """The counting function and its number; exactly one of the two options is given."""
    given = [(name, options[name]) for name in ("working_days", "days") if options[name] is not None]
    if len(given) != 1:
        raise _usage("請指定 --working-days N 或 --days N 其中之一。", "Give either --working-days N or --days N.")
    name, value = given[0]
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise _usage(
            f"「{value}」應為 1 到 {LONGEST} 的整數。", f"“{value}” must be a whole number from 1 to {LONGEST}."
        )
    return (days.working_day_after if name == "working_days" else days.period_end), int(text)


def _usage(zh: str, en: str) -> CommandError:
    return CommandError(f"{zh}\n{en}", returncode=2)
