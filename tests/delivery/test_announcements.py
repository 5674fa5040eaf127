"""Messages to one candidate, a room or a round, and who is told to look for them."""

from django.test import TestCase

from exams.delivery.enums import StaffReason
from exams.delivery.models import Attempt, Notice
from exams.delivery.services import announcements, attempts
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import build_room, build_sealed_sitting, start


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
