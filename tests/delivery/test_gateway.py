import asyncio
import datetime as dt
import itertools
import json
import random

from asgiref.sync import async_to_sync
from django.test import TransactionTestCase

from exams.delivery import gateway
from exams.delivery.enums import AdjustmentKind, LateReason
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer
from exams.delivery.rules import wire
from exams.delivery.selectors import answering, responses
from exams.delivery.services import attempts, time
from lms.core import clock
from tests.support import gateway as client
from tests.support.exams import build_sealed_sitting, start
from tests.support.gateway import answer

GRACE = dt.timedelta(seconds=5)


class GatewayTest(TransactionTestCase):
    def setUp(self) -> None:
        self.world = build_sealed_sitting(items=4)
        self.started = start(self.world.attempts[0])
        self.attempt, self.token = self.started.attempt, self.started.token
        self.items = [shown["item"] for shown in self.attempt.order]
        self.enterContext(client.running())
        self.at(self.world.opens_at + dt.timedelta(minutes=5))

    def at(self, moment: dt.datetime) -> None:
        self.enterContext(clock.frozen(moment))

    def save(self, *answers: dict[str, object], **options: object) -> client.Response:
        return client.save(self.attempt, self.token, list(answers), **options)  # type: ignore[arg-type]

    def stored(self) -> dict[int, tuple[str, ...]]:
        return responses.final([self.attempt.pk])[self.attempt.pk]


class SaveTest(GatewayTest):
    def test_an_answer_is_stored_before_it_is_acknowledged(self) -> None:
        reply = self.save(answer(1, self.items[0], "b"), answer(2, self.items[1], "c", flagged=True))
        self.assertEqual(reply.status, 200)
        self.assertEqual(
            reply.body,
            {
                "held": 2,
                "saved_at": "2026-11-20T02:05:00.000Z",
                "server_now": "2026-11-20T02:05:00.000Z",
                "ends_at": "2026-11-20T03:15:00.000Z",
                "state": "running",
                "granted": [],
                "notices": [],
                "suspended": [],
            },
        )
        self.assertEqual(self.stored(), {self.items[0]: ("b",), self.items[1]: ("c",)})
        self.assertEqual(reply.headers["cache-control"], "no-store")

    def test_a_replay_is_the_same_row(self) -> None:
        replies = [self.save(answer(1, self.items[0], "b")) for _ in range(10)]
        self.assertEqual({reply.content for reply in replies}, {replies[0].content})
        self.assertEqual(AnswerEvent.objects.count(), 1)

    def test_the_same_number_with_another_content_changes_nothing(self) -> None:
        self.save(answer(1, self.items[0], "b"))
        self.assertEqual(self.save(answer(1, self.items[0], "c")).status, 200)
        self.assertEqual(self.stored(), {self.items[0]: ("b",)})

    def test_the_highest_number_wins_in_any_order(self) -> None:
        sent = [answer(seq, self.items[0], option) for seq, option in zip(range(1, 9), "abcdabcd", strict=True)]
        orders = random.Random(20261120).sample(list(itertools.permutations(sent)), 25)
        for order in [sent[::-1], *orders]:
            AnswerEvent.objects.all().delete()
            for each in order:
                self.assertEqual(self.save(each).status, 200)
            self.assertEqual(self.stored(), {self.items[0]: ("d",)})

    def test_held_counts_up_to_the_first_gap(self) -> None:
        self.assertEqual(self.save(answer(2, self.items[0], "b")).body["held"], 0)
        self.assertEqual(self.save(answer(4, self.items[1], "b")).body["held"], 0)
        self.assertEqual(self.save(answer(1, self.items[2], "b")).body["held"], 2)
        self.assertEqual(self.save(answer(3, self.items[3], "b")).body["held"], 4)

    def test_an_answer_can_be_withdrawn(self) -> None:
        self.save(answer(1, self.items[0], "b"))
        self.save(answer(2, self.items[0]))
        self.assertEqual(self.stored(), {})

    def test_status_saves_nothing_but_presence(self) -> None:
        self.save(answer(1, self.items[0], "b"))
        reply = client.status(self.attempt, self.token)
        self.assertEqual((reply.status, reply.body["held"], reply.body["state"]), (200, 1, "running"))
        for seconds, moved in [(5, False), (15, True)]:
            before = Attempt.objects.get(pk=self.attempt.pk).last_seen_at
            self.at(self.world.opens_at + dt.timedelta(minutes=5, seconds=seconds))
            client.status(self.attempt, self.token)
            self.attempt.refresh_from_db()
            self.assertEqual(self.attempt.last_seen_at != before, moved)
        self.assertEqual(AnswerEvent.objects.count(), 1)


class DeadlineTest(GatewayTest):
    def test_the_deadline_with_its_grace(self) -> None:
        end = self.attempt.ends_at
        for seq, seconds, status, code in [(1, -1, 200, None), (2, 4.5, 200, None), (3, 5.5, 409, "expired_kept")]:
            self.at(end + dt.timedelta(seconds=seconds))
            reply = self.save(answer(seq, self.items[seq], "b"))
            self.assertEqual((reply.status, reply.body.get("code")), (status, code))
            self.assertEqual(reply.body["state"], "running" if seconds < 0 else "ended")
        self.assertEqual(set(self.stored()), {self.items[1], self.items[2]})
        self.assertEqual(list(LateAnswer.objects.values_list("client_seq", "why")), [(3, LateReason.EXPIRED.value)])

    def test_control_without_the_grace_rule_a_late_answer_would_count(self) -> None:
        self.at(self.attempt.ends_at + GRACE + dt.timedelta(seconds=0.5))
        with self.settings(NETWORK_GRACE_SECONDS=10_000):
            self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 200)
        self.assertEqual(self.stored(), {self.items[0]: ("b",)})

    def test_written_expiry_changes_no_verdict(self) -> None:
        self.at(self.attempt.ends_at + dt.timedelta(seconds=2))
        attempts.hand_in(attempt=self.attempt, now=clock.now())  # the screen's own hand-in at zero
        self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 200)
        self.at(self.attempt.ends_at + dt.timedelta(seconds=6))
        attempts.close_expired(now=clock.now())
        self.assertEqual(self.save(answer(2, self.items[1], "b")).body["code"], "expired_kept")

    def test_a_token_dies_with_the_journal_window(self) -> None:
        self.at(self.attempt.ends_at + dt.timedelta(hours=23, minutes=59))
        self.assertEqual(self.save(answer(1, self.items[0], "b")).body["code"], "expired_kept")
        self.at(self.attempt.ends_at + dt.timedelta(hours=24, seconds=1))
        self.assertEqual(self.save(answer(2, self.items[1], "b")).status, 401)
        self.assertEqual(LateAnswer.objects.count(), 1)

    def test_given_time_moves_the_deadline_and_renews_the_token(self) -> None:
        time.extend(
            attempts=[self.attempt],
            seconds=300,
            kind=AdjustmentKind.INCIDENT,
            reason="停電",
            actor=None,
            now=clock.now(),
        )
        reply = client.status(self.attempt, self.token)
        self.assertEqual(reply.body["ends_at"], "2026-11-20T03:20:00.000Z")
        self.assertEqual(
            reply.body["granted"],
            [{"seconds": 300, "kind": "incident", "reason": "停電", "at": "2026-11-20T02:05:00.000Z"}],
        )
        renewed = reply.body["token"]
        self.assertNotIn("token", client.status(self.attempt, renewed).body)
        self.at(self.attempt.ends_at + dt.timedelta(seconds=290))
        self.assertEqual(client.save(self.attempt, renewed, [answer(1, self.items[0], "b")]).status, 200)

    def test_after_handing_in_nothing_counts_but_a_replay_is_acknowledged(self) -> None:
        self.save(answer(1, self.items[0], "b"))
        attempts.hand_in(attempt=self.attempt, now=clock.now())
        reply = self.save(answer(2, self.items[0], "c"))
        self.assertEqual((reply.status, reply.body["code"], reply.body["held"]), (409, "not_running", 1))
        self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 200)
        self.assertEqual(self.stored(), {self.items[0]: ("b",)})
        self.assertEqual(list(LateAnswer.objects.values_list("client_seq", "why")), [(2, "not_running")])


class LeaseTest(GatewayTest):
    def test_a_newer_lease_makes_the_older_one_evidence(self) -> None:
        self.save(answer(1, self.items[0], "a"))
        newer = attempts.start(attempt=self.attempt, now=clock.now())
        self.assertEqual(newer.attempt.lease, 2)
        lost = self.save(answer(2, self.items[0], "b"))
        self.assertEqual((lost.status, lost.body["code"]), (409, "lease_lost"))
        self.assertEqual(client.status(self.attempt, self.token).body["code"], "lease_lost")
        saved = client.save(self.attempt, newer.token, [answer(1, self.items[0], "c")], lease=2)
        self.assertEqual((saved.status, saved.body["held"]), (200, 1))
        self.assertEqual(self.stored(), {self.items[0]: ("c",)})
        self.assertEqual(list(LateAnswer.objects.values_list("lease", "client_seq", "why")), [(1, 2, "lease_lost")])

    def test_a_newer_lease_outranks_a_higher_number(self) -> None:
        self.save(answer(40, self.items[0], "a"))
        newer = attempts.start(attempt=self.attempt, now=clock.now())
        client.save(self.attempt, newer.token, [answer(1, self.items[0], "d")], lease=2)
        self.assertEqual(self.stored(), {self.items[0]: ("d",)})

    def test_a_token_cannot_speak_for_a_newer_lease(self) -> None:
        attempts.start(attempt=self.attempt, now=clock.now())
        self.assertEqual(self.save(answer(1, self.items[0], "b"), lease=2).status, 400)


class TokenTest(GatewayTest):
    def test_only_the_attempts_own_token_is_taken(self) -> None:
        other = build_sealed_sitting(code="115-4").attempts[0]
        stranger = start(other)
        flipped = self.token[:-2] + ("A" if self.token[-2] != "A" else "B") + self.token[-1]
        for wrong in (stranger.token, flipped, "", "x" * 500, "ä", self.token + "=", self.token[:40]):
            with self.subTest(wrong=wrong):
                self.assertEqual(client.save(self.attempt, wrong, [answer(1, self.items[0], "b")]).status, 401)
        self.assertEqual(AnswerEvent.objects.count(), 0)

    def test_the_scheme_is_bearer(self) -> None:
        for headers in ([], [(b"authorization", b"Basic " + self.token.encode())], [(b"cookie", b"sessionid=1")]):
            reply = async_to_sync(client.request)("GET", client.path_of(self.attempt), headers=headers)
            self.assertEqual((reply.status, reply.headers["www-authenticate"]), (401, "Bearer"))

    def test_a_leaked_signing_key_alone_makes_no_token(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(token_hash="0" * 64)
        self.assertEqual(self.save(answer(1, self.items[0], "b")).status, 401)

    def test_addresses_and_methods(self) -> None:
        for method, path, status in [
            ("GET", gateway.PREFIX, 404),
            ("GET", f"{gateway.PREFIX}{self.attempt.pk}", 404),
            ("GET", f"{client.path_of(self.attempt)}/x", 404),
            ("GET", client.path_of(self.attempt).upper().replace("/ANSWERS/V1/", gateway.PREFIX), 404),
            ("PUT", client.path_of(self.attempt), 405),
            ("DELETE", client.path_of(self.attempt), 405),
            ("HEAD", client.path_of(self.attempt), 405),
            ("OPTIONS", client.path_of(self.attempt), 405),
        ]:
            with self.subTest(method=method, path=path):
                reply = async_to_sync(client.request)(method, path, token=self.token)
                self.assertEqual(reply.status, status)


class MalformedTest(GatewayTest):
    def post(self, body: bytes) -> int:
        reply = async_to_sync(client.request)("POST", client.path_of(self.attempt), token=self.token, body=body)
        return reply.status

    def test_what_is_no_answer_is_not_remembered(self) -> None:
        paper = answering.papers({self.attempt.form.public_id})[self.attempt.form.public_id]
        before = len(paper._stored)
        self.assertEqual([paper.stored(self.items[0], (f"{n}" * 200,)) for n in range(3)], [None] * 3)
        self.assertEqual(len(paper._stored), before)

    def test_everything_else_is_refused_and_changes_nothing(self) -> None:
        good = {"lease": 1, "answers": [answer(1, self.items[0], "b")]}
        self.assertEqual(self.post(json.dumps(good).encode()), 200)

        def broken(**parts: object) -> bytes:
            return json.dumps({"lease": 1, "answers": [answer(2, self.items[0], "c") | parts]}).encode()

        text = json.dumps({"lease": 1, "answers": [answer(2, self.items[0], "c")]})
        for name, body in {
            "empty": b"",
            "not json": b"answers",
            "an array": b"[]",
            "null": b"null",
            "not utf-8": b"\xff\xfe{}",
            "bom": b"\xef\xbb\xbf" + text.encode(),
            "deep": b"[" * 30_000,
            "no answers": b'{"lease":1,"answers":[]}',
            "unknown key": text.replace('"lease"', '"ends_at":"2030-01-01","lease"').encode(),
            "repeated key": text.replace('"seq": 2', '"seq": 2, "seq": 3').encode(),
            "nan": text.replace('"seq": 2', '"seq": NaN').encode(),
            "infinity": text.replace('"seq": 2', '"seq": Infinity').encode(),
            "float": text.replace('"seq": 2', '"seq": 2.0').encode(),
            "huge number": text.replace('"seq": 2', '"seq": ' + "9" * 5000).encode(),
            "big id": broken(item=2**63),
            "zero": broken(seq=0),
            "more changes than anybody makes": broken(seq=wire.MAX_SEQ + 1),
            "negative": broken(seq=-1),
            "true as number": broken(seq=True),
            "text as number": broken(seq="2"),
            "one as truth": broken(flagged=1),
            "options as text": broken(options="c"),
            "option not text": broken(options=[1]),
            "nul": broken(options=["c\x00"]),
            "lone surrogate": broken(options=["\ud800"]),
            "long option": broken(options=["c" * 10_000]),
            "many options": broken(options=["c"] * 1000),
            "two options of a single choice": broken(options=["b", "c"]),
            "the same option twice": broken(options=["c", "c"]),
            "foreign option": broken(options=["e"]),
            "foreign item": broken(item=self.items[0] + 10_000),
            "score": broken(score=100),
            "prototype": broken(**{"__proto__": {}}),
            "a number twice": json.dumps({"lease": 1, "answers": [answer(2, self.items[0], "c")] * 2}).encode(),
            "lease 0": json.dumps(good | {"lease": 0}).encode(),
            "too many": json.dumps(
                {"lease": 1, "answers": [answer(n, self.items[0], "c") for n in range(1, 202)]}
            ).encode(),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.post(body), 400)
        self.assertEqual(self.stored(), {self.items[0]: ("b",)})
        self.assertEqual(LateAnswer.objects.count(), 0)

    def test_a_body_beyond_the_limit_is_not_read(self) -> None:
        self.assertEqual(self.post(b" " * 70_000), 413)
        reply = async_to_sync(client.request)(
            "POST",
            client.path_of(self.attempt),
            token=self.token,
            headers=[(b"content-length", b"10000000")],
        )
        self.assertEqual(reply.status, 413)


class GroupTest(GatewayTest):
    def test_requests_arriving_together_share_a_transaction(self) -> None:
        sent = [answer(seq, self.items[seq % 4], "abcd"[seq % 4]) for seq in range(1, 41)]

        async def all_at_once() -> list[client.Response]:
            body = [{"lease": 1, "answers": [each]} for each in sent]
            path = client.path_of(self.attempt)
            return list(
                await asyncio.gather(*(client.request("POST", path, token=self.token, body=each) for each in body))
            )

        replies = async_to_sync(all_at_once)()
        self.assertEqual([reply.status for reply in replies], [200] * 40)
        self.assertEqual(AnswerEvent.objects.count(), 40)

    def test_a_malformed_neighbour_costs_the_others_nothing(self) -> None:
        bad = {"lease": 1, "answers": [answer(1, self.items[0], "z")]}
        good = {"lease": 1, "answers": [answer(2, self.items[0], "b")]}

        async def both() -> list[client.Response]:
            path = client.path_of(self.attempt)
            return list(
                await asyncio.gather(*(client.request("POST", path, token=self.token, body=b) for b in (bad, good)))
            )

        self.assertEqual([reply.status for reply in async_to_sync(both)()], [400, 200])
        self.assertEqual(self.stored(), {self.items[0]: ("b",)})

    def test_a_full_queue_or_a_stopped_writer_says_come_back(self) -> None:
        with client.running(queue_limit=1) as writer:
            writer.stop()
            reply = self.save(answer(1, self.items[0], "b"))
        self.assertEqual((reply.status, reply.headers["retry-after"]), (503, "2"))
        self.assertEqual(AnswerEvent.objects.count(), 0)
