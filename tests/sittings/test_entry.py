from datetime import date, datetime, timedelta, timezone
from unittest import TestCase

from exams.sittings.rules import entry
from exams.sittings.rules.enums import BulletinReason, EntryReason

START = datetime(2026, 8, 29, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def after(minutes: int, seconds: int) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


class EnterTest(TestCase):
    def test_green_door(self) -> None:
        for at, allowed, code in [
            (after(-5, 0), True, EntryReason.ON_TIME),
            (START, True, EntryReason.ON_TIME),
            (after(9, 59), True, EntryReason.LATE_ADMITTED),
            (after(10, 0), False, EntryReason.TOO_LATE),
            (after(30, 0), False, EntryReason.TOO_LATE),
        ]:
            with self.subTest(at=at):
                decision = entry.may_enter(START, at)
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual([reason.code for reason in decision.reasons], [code])

    def test_the_refusal_says_how_late(self) -> None:
        reason = entry.may_enter(START, after(10, 0)).reasons[0]
        self.assertEqual(dict(reason.params), {"seconds": 600, "limit_minutes": 10})

    def test_other_schemes_draw_the_line_elsewhere(self) -> None:
        for rules, at, allowed in [
            (entry.NATIONAL_EXAM, after(15, 0), True),
            (entry.NATIONAL_EXAM, after(15, 1), False),
            (entry.NOT_ANNOUNCED, after(59, 0), True),
        ]:
            with self.subTest(rules=rules, at=at):
                self.assertEqual(entry.may_enter(START, at, rules).allowed, allowed)

    def test_the_instant_of_closing(self) -> None:
        self.assertEqual(entry.entry_closes_at(START), after(10, 0))
        self.assertIsNone(entry.entry_closes_at(START, entry.NOT_ANNOUNCED))


class LeaveTest(TestCase):
    def test_limits(self) -> None:
        for rules, at, allowed, code in [
            (entry.GREEN, after(14, 59), False, EntryReason.TOO_EARLY),
            (entry.GREEN, after(15, 0), True, EntryReason.MAY_LEAVE),
            (entry.NATIONAL_EXAM, after(44, 59), False, EntryReason.TOO_EARLY),
            (entry.NOT_ANNOUNCED, after(1, 0), True, EntryReason.NOT_ANNOUNCED),
        ]:
            with self.subTest(rules=rules, at=at):
                decision = entry.may_leave(START, at, rules)
                self.assertEqual((decision.allowed, decision.reasons[0].code), (allowed, code))


class BulletinTest(TestCase):
    def test_three_months_before_the_exam(self) -> None:
        for bulletin, exam, allowed in [
            (date(2026, 2, 16), date(2026, 5, 16), True),
            (date(2026, 2, 17), date(2026, 5, 16), False),
            (date(2025, 11, 30), date(2026, 2, 28), True),
            (date(2025, 11, 30), date(2026, 2, 27), False),
        ]:
            with self.subTest(bulletin=bulletin, exam=exam):
                decision = entry.bulletin_in_time(bulletin, exam)
                self.assertEqual(decision.allowed, allowed)
                code = BulletinReason.IN_TIME if allowed else BulletinReason.TOO_SHORT
                self.assertEqual(decision.reasons[0].code, code)

    def test_the_refusal_names_the_earliest_day(self) -> None:
        reason = entry.bulletin_in_time(date(2026, 3, 1), date(2026, 5, 16)).reasons[0]
        self.assertEqual(reason.params["earliest"], "2026-06-01")


class ExtraTimeTest(TestCase):
    def test_total_minutes(self) -> None:
        for minutes, total in [(75, 95), (90, 110), (100, 120), (119, 139), (120, 150), (179, 209), (180, 220)]:
            with self.subTest(minutes=minutes):
                self.assertEqual(minutes + entry.extra_minutes(minutes), total)

    def test_a_table_may_end_early(self) -> None:
        self.assertEqual(entry.extra_minutes(200, (entry.ExtraTimeStep(120, 20),)), 0)

    def test_a_paper_has_a_length(self) -> None:
        with self.assertRaises(ValueError):
            entry.extra_minutes(0)
