"""Messages to one candidate, a room or a round, and who is told to look for them."""

import datetime as dt

from django.test import TestCase

from exams.delivery.enums import StaffReason
from exams.delivery.models import Attempt, Notice
from exams.delivery.selectors import notices
from exams.delivery.services import announcements, attempts, sealing
from exams.sittings.models import Registration
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import (
    NOW,
    OPENS_AT,
    build_room,
    build_round,
    build_sealed_sitting,
    build_sitting,
    register,
    start,
)


class AnnounceTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.world = build_sealed_sitting(candidates=2)
        cls.elsewhere = build_sealed_sitting(code="115-4")

    def setUp(self) -> None:
        self.said = {"actor": self.invigilator, "now": self.world.opens_at}

    def news(self) -> list[int]:
        return list(Attempt.objects.order_by("pk").values_list("news", flat=True))

    def test_one(self) -> None:
        notice = announcements.to_attempt(attempt=self.world.attempts[0], text="  請看前方 ", **self.said)
        self.assertEqual(
            (notice.text, notice.attempt, notice.room, notice.round), ("請看前方", self.world.attempts[0], None, None)
        )
        self.assertEqual(self.news(), [1, 0, 0])

    def test_a_room_and_a_round(self) -> None:
        announcements.to_room(room=self.world.room, text="剩下 30 分鐘", **self.said)
        self.assertEqual(self.news(), [1, 1, 0])
        announcements.to_round(round=self.world.round, text="第 3 題更正", **self.said)
        self.assertEqual(self.news(), [2, 2, 0])
        self.assertEqual(AuditEvent.objects.filter(action="notice.sent", actor=self.invigilator).count(), 2)

    def test_whose_paper_is_over_is_not_told(self) -> None:
        start(self.world.attempts[0], now=self.world.opens_at)
        attempts.end(attempt=self.world.attempts[0], reason=StaffReason.ILLNESS, **self.said)
        announcements.to_room(room=self.world.room, text="剩下 30 分鐘", **self.said)
        self.assertEqual(self.news()[:2], [0, 1])
        with self.assertRaises(announcements.UnableToAnnounce) as refused:
            announcements.to_attempt(attempt=self.world.attempts[0], text="再見", **self.said)
        self.assertEqual(refused.exception.code, "nobody")

    def test_a_room_without_papers_or_an_empty_text_sends_nothing(self) -> None:
        empty = build_room(self.world.round, "R9")
        for text, room, code in [
            (" ", self.world.room, "empty"),
            ("字" * 401, self.world.room, "too_long"),
            ("好", empty, "nobody"),
        ]:
            with self.subTest(code=code), self.assertRaises(announcements.UnableToAnnounce) as refused:
                announcements.to_room(room=room, text=text, **self.said)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(Notice.objects.count(), 0)
        self.assertEqual(self.news(), [0, 0, 0])

    def test_the_trail_holds_no_text(self) -> None:
        announcements.to_room(room=self.world.room, text="王小明請報到", **self.said)
        self.assertEqual(AuditEvent.objects.get(action="notice.sent").data, {"scope": "room", "attempts": 2})


class RoomPapersTest(TestCase):
    """A room has one paper after another; each shows what was said to those who sat there for it."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.actor = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.round, cls.opens_at = build_round(), OPENS_AT
        early = build_sitting(cls.round, "L12", opens_at=OPENS_AT - dt.timedelta(hours=2))
        late = build_sitting(cls.round, "L11")
        cls.room, cls.other_room = build_room(cls.round), build_room(cls.round, "R2")
        cls.first = register(cast.person("early"), early, room=cls.other_room, seat="01")
        attempt_of = register(cast.person("late"), late, room=cls.room, seat="01")
        sealing.seal(round=cls.round, actor=None, now=NOW)
        cls.attempt = Attempt.objects.get(registration=attempt_of)

    def shown(self, *hours: float) -> list[bool]:
        """Whether a message to the room, sent so many hours from the opening, is on the paper."""
        Notice.objects.all().delete()
        at = [self.opens_at + dt.timedelta(hours=each) for each in hours]
        sent = [Notice.objects.create(room=self.room, text="請安靜", sent_by=self.actor, sent_at=each) for each in at]
        told = {each.public_id for each in notices.shown_to([self.attempt.pk])[self.attempt.pk]}
        return [each.public_id in told for each in sent]

    def test_from_three_hours_before_the_paper(self) -> None:
        self.assertEqual(self.shown(-3.01, -3, 0, 1, 5), [False, True, True, True, True])

    def test_not_while_an_earlier_paper_of_the_room_was_on(self) -> None:
        Registration.objects.filter(pk=self.first.pk).update(room=self.room)
        self.assertEqual(self.shown(-2, -0.76, -0.75, 0), [False, False, True, True])

    def test_a_paper_of_another_room_changes_nothing(self) -> None:
        self.assertEqual(self.shown(-2, -0.76, 0), [True, True, True])

    def test_what_the_round_or_one_was_told_is_not_cut(self) -> None:
        day_before = self.opens_at - dt.timedelta(days=1)
        for scope in ({"round": self.round}, {"attempt": self.attempt}):
            Notice.objects.create(text="請攜帶證件", sent_by=self.actor, sent_at=day_before, **scope)
        self.assertEqual(len(notices.shown_to([self.attempt.pk])[self.attempt.pk]), 2)

    def test_one_query_more_only_when_a_room_was_told_something(self) -> None:
        with self.assertNumQueries(2):
            notices.shown_to([self.attempt.pk])
        self.shown(0)
        with self.assertNumQueries(3):
            notices.shown_to([self.attempt.pk])
