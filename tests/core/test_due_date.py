import datetime as dt
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from lms.core.models import DayOff
from tests.support.cast import NOW


def due(*args: str) -> tuple[str, str]:
    """(stdout, stderr) of the command."""
    out, err = StringIO(), StringIO()
    call_command("due_date", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


class DueDateTest(TestCase):
    def test_prints_the_date_alone(self) -> None:
        vectors: dict[tuple[str, ...], str] = {
            ("2025-08-30", "--working-days", "15"): "2025-09-19",
            ("2025-09-10", "--days", "30"): "2025-10-13",
            ("114/08/30", "--working-days", "15"): "2025-09-19",
            ("114年8月30日", "--working-days", "１５"): "2025-09-19",
            ("114/9/10", "--days", "30"): "2025-10-13",
            ("2026-08-29", "--working-days", "15", "--county", "tao"): "2026-09-18",
        }
        for args, expected in vectors.items():
            with self.subTest(args=args):
                self.assertEqual(due(*args), (f"{expected}\n", ""))

    def test_follows_the_table(self) -> None:
        DayOff.objects.create(day=dt.date(2026, 9, 8), county="TAO", name="颱風", entered_at=NOW)
        self.assertEqual(due("2026-08-29", "--working-days", "15", "--county", "TAO")[0], "2026-09-21\n")

    def test_says_when_the_calendar_is_provisional(self) -> None:
        out, err = due("2027-03-01", "--days", "10")
        self.assertEqual(out, "2027-03-11\n")
        self.assertIn("暫定", err)
        self.assertIn("Provisional", err)

    def test_errors_name_the_remedy_in_both_languages(self) -> None:
        cases: list[tuple[tuple[str, ...], str, str]] = [
            (("2025-02-30", "--days", "1"), "沒有", "does not exist"),
            (("114/02/29", "--days", "1"), "28 天", "28 days"),
            (("yesterday", "--days", "1"), "民國日期", "national date"),
            (("2025-08-30",), "其中之一", "either"),
            (("2025-08-30", "--days", "1", "--working-days", "1"), "其中之一", "either"),
            (("2025-08-30", "--days", "0"), "整數", "whole number"),
            (("2025-08-30", "--days", "x"), "整數", "whole number"),
            (("2025-08-30", "--days", "99999999999"), "整數", "whole number"),
            (("2100-12-30", "--working-days", "30"), "行事曆", "calendar"),
            (("2025-08-30", "--days", "1", "--county", "Taipei"), "縣市代碼", "county code"),
        ]
        for args, zh, en in cases:
            with self.subTest(args=args):
                with self.assertRaises(CommandError) as refused:
                    due(*args)
                self.assertIn(zh, str(refused.exception))
                self.assertIn(en, str(refused.exception))
                self.assertEqual(refused.exception.returncode, 2)
