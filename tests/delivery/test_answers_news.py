"""What comes with every reply: messages and time that was given, and what a pause does to answers."""

import datetime as dt
from typing import Any
from unittest import mock

from exams.delivery.enums import AdjustmentKind, PauseReason
from exams.delivery.models import LateAnswer
from exams.delivery.selectors import answering, notices
from exams.delivery.services import announcements, attempts, pauses, time
from lms.core import clock
from tests.delivery.test_gateway import GatewayTest
from tests.support import cast
from tests.support import gateway as client
from tests.support.gateway import answer


class NewsTest(GatewayTest):
    def setUp(self) -> None:
        super().setUp()
        self.officer = cast.user("invigilator@exam.example")

    def told(self) -> list[str]:
        return [each["text"] for each in client.status(self.attempt, self.token).body["notices"]]

    def test_messages_to_the_candidate_the_room_and_the_round_come_with_every_reply(self) -> None:
        now = clock.now()
        told: dict[str, Any] = {"actor": self.officer, "now": now}
        announcements.to_attempt(attempt=self.attempt, text="請坐好", **told)
        announcements.to_room(room=self.world.room, text="還有十分鐘", **told)
        self.assertEqual(self.told(), ["請坐好", "還有十分鐘"])
        announcements.to_round(round=self.world.round, text="第 3 題更正", **told)
        saved = self.save(answer(1, self.items[0], "b")).body["notices"]
        self.assertEqual([each["text"] for each in saved], ["請坐好", "還有十分鐘", "第 3 題更正"])
        self.assertEqual(set(saved[0]), {"id", "at", "text"})
        self.assertEqual(saved[0]["at"], "2026-11-20T02:05:00.000Z")

    def test_nothing_is_looked_up_while_there_is_nothing(self) -> None:
        with mock.patch.object(notices, "shown_to") as messages, mock.patch.object(answering, "granted") as given:
            self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 200)
        self.assertEqual((messages.call_count, given.call_count), (0, 0))

    def test_news_are_looked_up_once_until_there_are_more(self) -> None:
        announcements.to_attempt(attempt=self.attempt, text="一", actor=self.officer, now=clock.now())
        self.assertEqual(self.told(), ["一"])
        with mock.patch.object(notices, "shown_to") as messages:
            self.assertEqual(self.told(), ["一"])
        self.assertEqual(messages.call_count, 0)
        announcements.to_attempt(attempt=self.attempt, text="二", actor=self.officer, now=clock.now())
        self.assertEqual(self.told(), ["一", "二"])

    def test_given_time_is_news(self) -> None:
        kind = AdjustmentKind.INCIDENT
        time.extend(attempts=[self.attempt], seconds=60, kind=kind, reason="停電", actor=None, now=clock.now())
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.news, 1)
        self.assertEqual(self.save(answer(1, self.items[0], "b")).body["granted"][0]["seconds"], 60)


class PausedTest(GatewayTest):
    def setUp(self) -> None:
        super().setUp()
        self.paused_at = clock.now()
        pauses.pause(attempt=self.attempt, reason=PauseReason.TECHNICAL, actor=None, now=self.paused_at)

    def test_what_was_on_its_way_counts_and_the_rest_is_evidence(self) -> None:
        for seq, seconds, status in [(1, 4.5, 200), (2, 5.5, 409)]:
            self.at(self.paused_at + dt.timedelta(seconds=seconds))
            reply = self.save(answer(seq, self.items[0], "b"))
            self.assertEqual((reply.status, reply.body["state"]), (status, "paused"))
        self.assertEqual(reply.body["code"], "not_running")
        self.assertEqual(list(LateAnswer.objects.values_list("client_seq", "why")), [(2, "not_running")])

    def test_control_with_a_long_grace_the_second_would_count(self) -> None:
        self.at(self.paused_at + dt.timedelta(seconds=5.5))
        with self.settings(NETWORK_GRACE_SECONDS=10):
            self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 200)

    def test_after_the_pause_answers_count_again(self) -> None:
        now = self.paused_at + dt.timedelta(minutes=3)
        pauses.resume(attempt=self.attempt, actor=None, now=now)
        self.at(now)
        reply = self.save(answer(1, self.items[0], "b"))
        self.assertEqual(
            (reply.status, reply.body["state"], reply.body["granted"][0]["seconds"]), (200, "running", 180)
        )


class HeldTest(GatewayTest):
    def test_in_the_common_case_nothing_is_counted(self) -> None:
        with mock.patch.object(answering, "held_up_to") as counting:
            for seq in (1, 2, 4):
                self.save(answer(seq, self.items[0], "b"))
        self.assertEqual(counting.call_count, 0)
        with mock.patch.object(answering, "held_up_to", wraps=answering.held_up_to) as counting:
            self.assertEqual(self.save(answer(3, self.items[0], "b")).body["held"], 4)
        self.assertEqual(counting.call_count, 1)

    def test_an_attempt_answered_before_the_count_was_kept_catches_up_or_says_less(self) -> None:
        self.save(answer(1, self.items[0], "b"), answer(2, self.items[1], "b"))
        type(self.attempt).objects.filter(pk=self.attempt.pk).update(held_seq=0, top_seq=2)
        self.assertEqual(self.save(answer(3, self.items[2], "b")).body["held"], 0)
        self.assertEqual(self.save(answer(1, self.items[0], "b")).body["held"], 3)

    def test_an_older_lease_is_told_what_of_its_own_is_held(self) -> None:
        self.save(answer(1, self.items[0], "b"), answer(2, self.items[1], "b"))
        attempts.start(attempt=self.attempt, now=clock.now())
        self.assertEqual(self.save(answer(3, self.items[2], "b")).body["held"], 2)
