"""Obstacles, reminders and fields as tables."""

import datetime as dt

from django.test import SimpleTestCase

from question_bank.review.enums import Check
from question_bank.review.rules import fields, obstacles, reminders
from question_bank.review.rules.obstacles import Case, Obstacle

ALL = [check.value for check in Check]


class Obstacles(SimpleTestCase):
    def test_review(self) -> None:
        for case, checks, expected in (
            (Case(), ALL, ()),
            (Case(), None, ()),
            (Case(), ALL[1:], (Obstacle.CHECKS_MISSING,)),
            (Case(is_submitter=True), ALL, (Obstacle.OWN_SUBMISSION,)),
            (Case(faults=2, open_comments=3), ALL, ()),
        ):
            with self.subTest(case=case, checks=checks):
                self.assertEqual(obstacles.to_review(case, checks), expected)

    def test_approval(self) -> None:
        for case, expected in (
            (Case(), ()),
            (Case(is_submitter=True), (Obstacle.OWN_SUBMISSION,)),
            (Case(is_reviewer=True), (Obstacle.SAME_REVIEWER,)),
            (Case(is_reviewer=True, same_may_approve=True), ()),
            (Case(faults=1), (Obstacle.FAULTS,)),
            (Case(open_comments=1), (Obstacle.OPEN_COMMENTS,)),
            (Case(True, True, False, 1, 1), tuple(Obstacle)[:4]),
        ):
            with self.subTest(case=case):
                self.assertEqual(obstacles.to_approve(case), expected)


class Reminders(SimpleTestCase):
    due = dt.date(2026, 11, 27)
    before = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)  # 09:00 in Taipei
    after = dt.datetime(2026, 11, 28, 1, tzinfo=dt.UTC)

    def test_two_days_before_and_on_the_morning_after(self) -> None:
        second = dt.timedelta(seconds=1)
        for moment, expected in (
            (self.before - second, self.before),
            (self.before, self.after),
            (self.after - second, self.after),
            (self.after, None),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(reminders.next_at(self.due, 2, moment), expected)

    def test_due_and_overdue(self) -> None:
        today = dt.date(2026, 11, 20)
        self.assertEqual(reminders.due_date(today, 7), self.due)
        self.assertEqual(
            [reminders.is_overdue(self.due, self.due + dt.timedelta(n)) for n in (-1, 0, 1)], [False, False, True]
        )


class Fields(SimpleTestCase):
    def test_every_part_of_a_body_is_a_field_once(self) -> None:
        body = {"rows": [{"id": "r1"}], "targets": [{"id": "t1"}, {"id": "r1"}]}
        expected = ("stimulus", "stem", "option:r1", "option:t1", *fields.AFTER)
        self.assertEqual(fields.of_body(body), expected)

    def test_other_names_are_no_fields(self) -> None:
        body = {"options": [{"id": "a"}, {"id": "x" * 60}]}
        found = [
            name
            for name in ("stem", "option:a", "option:b", "option:", "id", "", f"option:{'x' * 60}")
            if fields.is_field(name, body)
        ]
        self.assertEqual(found, ["stem", "option:a"])
