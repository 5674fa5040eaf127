"""Two readings by two persons, compared; a third settles; accepted answers belong to an ended attempt."""

import datetime as dt

from django.test import TestCase, TransactionTestCase

from exams.delivery.enums import AttemptState, AttendanceState, EndReason, SheetState
from exams.delivery.models import AnswerEvent, SheetReading
from exams.delivery.selectors import responses
from exams.delivery.services import attendance, closing, readings
from lms.core import audit
from lms.core.errors import Refusal
from tests.support import cast, on_paper
from tests.support.exams import OPENS_AT
from tests.support.races import shared_database, together


class Reading(TestCase):
    def setUp(self) -> None:
        self.one, self.two, self.three = (cast.user(f"reader{n}") for n in (1, 2, 3))
        self.world = on_paper.build(candidates=2)
        on_paper.hold(self.world)
        self.sheet = on_paper.sheet(self.world, 0)

    def refused(self, code: str, letters: str = "BBBB", **how: object) -> None:
        with self.assertRaises(readings.UnableToRead) as caught:
            on_paper.read(self.sheet, letters, **{"by": self.one} | how)  # type: ignore[arg-type]
        self.assertEqual(caught.exception.code, code)

    def test_two_equal_readings_are_accepted(self) -> None:
        on_paper.read(self.sheet, "BA-C", by=self.one)
        self.assertEqual(AnswerEvent.objects.count(), 0)
        on_paper.read(self.sheet, "BA-C", by=self.two)
        self.sheet.refresh_from_db()
        attempt = self.world.attempts[0]
        attempt.refresh_from_db()
        self.assertEqual((self.sheet.state, attempt.state), (SheetState.ACCEPTED, AttemptState.ENDED))
        self.assertEqual((attempt.started_at, attempt.end_reason), (OPENS_AT, EndReason.TIME_UP))
        self.assertEqual(attempt.ended_at, OPENS_AT + dt.timedelta(minutes=100))
        events = AnswerEvent.objects.filter(attempt=attempt).order_by("client_seq")
        self.assertEqual([(each.lease, each.client_seq) for each in events], [(0, n) for n in (1, 2, 3, 4)])
        items = [shown["item"] for shown in attempt.order]
        given = responses.final([attempt.pk])[attempt.pk]
        self.assertEqual(given, {items[0]: ("b",), items[1]: ("a",), items[3]: ("c",)})
        self.assertIsNone(audit.first_broken())

    def test_one_person_is_not_two_readers(self) -> None:
        on_paper.read(self.sheet, "BBBB", by=self.one)
        on_paper.read(self.sheet, "BBBA", by=self.one)  # a correction, still the first reading
        self.assertEqual(SheetReading.objects.get().responses["4"], ["A"])
        self.assertEqual(AnswerEvent.objects.count(), 0)

    def test_a_difference_waits_for_a_third_person(self) -> None:
        on_paper.read(self.sheet, "BBBB", by=self.one)
        on_paper.read(self.sheet, "BBAB", by=self.two)
        self.assertEqual(AnswerEvent.objects.count(), 0)
        self.refused("read_already", by=self.one)
        self.refused("read_already", by=self.three)
        decided = {"3": ["A", "B"]}
        for reader in (self.one, self.two):
            with self.assertRaises(readings.UnableToRead) as caught:
                readings.settle(sheet=self.sheet, decided=decided, actor=reader, now=on_paper.AFTER)
            self.assertEqual(caught.exception.code, "same_reader")
        for wrong in ({}, {"3": ["A"], "4": ["A"]}, {"3": ["F"]}):
            with self.assertRaises(readings.UnableToRead) as caught:
                readings.settle(sheet=self.sheet, decided=wrong, actor=self.three, now=on_paper.AFTER)
            self.assertEqual(caught.exception.code, "not_a_reading")
        readings.settle(sheet=self.sheet, decided=decided, actor=self.three, now=on_paper.AFTER)
        given = responses.final([self.world.attempts[0].pk])[self.world.attempts[0].pk]
        self.assertEqual(list(given.values()), [("b",), ("b",), ("a", "b"), ("b",)])
        with self.assertRaises(readings.UnableToRead) as caught:
            readings.settle(sheet=self.sheet, decided=decided, actor=self.three, now=on_paper.AFTER)
        self.assertEqual(caught.exception.code, "accepted")

    def test_a_scanner_stands_beside_one_person(self) -> None:
        scanned = on_paper.marks("BBBB")
        readings.scan(sheet=self.sheet, responses=scanned, actor=self.one, now=on_paper.AFTER)
        readings.scan(sheet=self.sheet, responses=scanned, actor=self.one, now=on_paper.AFTER)
        self.refused("read_already", by=self.one)
        on_paper.read(self.sheet, "BBBB", by=self.two)
        self.sheet.refresh_from_db()
        self.assertEqual(self.sheet.state, SheetState.ACCEPTED)
        readings.scan(sheet=self.sheet, responses=scanned, actor=self.one, now=on_paper.AFTER)  # the file again
        self.assertEqual(AnswerEvent.objects.count(), 4)

    def test_what_cannot_be_read(self) -> None:
        self.refused("not_a_reading", "BBB")
        self.refused("not_a_reading", "BBBE")
        self.refused("too_early", now=OPENS_AT - dt.timedelta(seconds=1))
        registration = self.world.registrations[0]
        attendance.record(
            registration=registration, state=AttendanceState.ABSENT, way="list", actor=None, now=on_paper.AFTER
        )
        self.refused("not_present")

    def test_leaving_early_ends_the_attempt(self) -> None:
        left = OPENS_AT + dt.timedelta(minutes=40)
        attendance.record(
            registration=self.world.registrations[0], state=AttendanceState.LEFT, way="list", actor=None, now=left
        )
        for reader in (self.one, self.two):
            on_paper.read(self.sheet, "BBBB", by=reader)
        attempt = self.world.attempts[0]
        attempt.refresh_from_db()
        self.assertEqual((attempt.ended_at, attempt.end_reason), (left, EndReason.HANDED_IN))

    def test_a_round_is_closed_when_every_sheet_is_settled_and_not_read_after(self) -> None:
        world, close = self.world, {"round": self.world.round, "actor": None, "now": on_paper.AFTER}
        for reader in (self.one, self.two):
            on_paper.read(self.sheet, "BBBB", by=reader)
        with self.assertRaises(closing.RoundNotOver) as caught:
            closing.close_round(**close)
        self.assertEqual(caught.exception.code, "sheets_open")
        attendance.record(
            registration=world.registrations[1],
            state=AttendanceState.ABSENT,
            way="list",
            actor=None,
            now=on_paper.AFTER,
        )
        self.assertEqual(closing.close_round(**close), 2)
        world.attempts[1].refresh_from_db()
        self.assertEqual((world.attempts[1].state, world.attempts[1].started_at), (AttemptState.CLOSED, None))
        self.sheet = on_paper.sheet(world, 1)
        self.refused("closed")


class TwoSecondReaders(TransactionTestCase):
    """Both have the sheet open after the first reading; one of them becomes the second reader."""

    def test_one_wins_and_answers_are_written_once(self) -> None:
        first, *others = (cast.user(f"reader{n}") for n in range(3))
        world = on_paper.build()
        on_paper.hold(world)
        sheet = on_paper.sheet(world, 0)
        on_paper.read(sheet, "BBBB", by=first)
        with shared_database():
            outcomes = together(*[lambda who=who: on_paper.read(sheet, "BBBB", by=who) for who in others])
            refused = [each for each in outcomes if isinstance(each, Exception)]
            self.assertEqual(len(refused), 1, outcomes)
            self.assertIsInstance(refused[0], Refusal)
            self.assertEqual(SheetReading.objects.filter(sheet=sheet).count(), 2)
            self.assertEqual(AnswerEvent.objects.count(), 4)
