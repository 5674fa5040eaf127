import datetime as dt
import json
import re
import uuid
from typing import Any

from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse

from exams.delivery import policies
from exams.delivery.enums import AttemptState
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.rules import tokens
from exams.delivery.services import attempts
from lms.accounts.models import Person
from lms.core import clock
from tests.support import cast
from tests.support.exams import KEYCANARY, NOW, build_mock, build_sealed_sitting

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')  # masked anew in every page
ITEM_KEYS = {"item", "position", "kind", "html", "options", "stimulus"}
START_KEYS = {
    *("attempt", "token", "lease", "server_now", "started_at", "ends_at", "leave_from", "title_zh", "title_en"),
    *("candidate", "seat", "minutes", "items", "stimuli", "answers", "held", "granted"),
}


class CandidateTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = cast.person("one"), cast.person("other")
        cls.world = build_sealed_sitting(people=[cls.one, cls.other], items=5, leave_after_minutes=15)
        cls.attempt, cls.others = cls.world.attempts
        cls.open = cls.world.opens_at

    def setUp(self) -> None:
        self.at(self.open)
        self.client.force_login(self.one.user)

    def at(self, moment: dt.datetime) -> None:
        self.enterContext(clock.frozen(moment))

    def admit(self) -> None:
        attempts.admit(attempt=self.attempt, actor=None, now=clock.now())

    def get(self, name: str, public_id: uuid.UUID | None = None) -> Any:
        return self.client.get(reverse(f"delivery:{name}", args=[public_id or self.attempt.public_id]))

    def post(self, name: str, body: Any = None, public_id: uuid.UUID | None = None) -> Any:
        address = reverse(f"delivery:{name}", args=[public_id or self.attempt.public_id])
        return self.client.post(address, json.dumps(body or {}), content_type="application/json")


class StartTest(CandidateTest):
    def test_the_reply_has_exactly_the_fields_of_the_protocol(self) -> None:
        self.admit()
        reply = self.post("start")
        body = reply.json()
        self.assertEqual((reply.status_code, body.keys()), (200, START_KEYS))
        for item, shown in zip(body["items"], self.attempt.order, strict=True):
            self.assertEqual(item.keys(), ITEM_KEYS)
            self.assertEqual((item["item"], len(item["options"])), (shown["item"], len(shown["options"])))
        self.assertEqual([item["position"] for item in body["items"]], [1, 2, 3, 4, 5])
        self.assertEqual(
            (body["lease"], body["held"], body["minutes"], body["seat"], body["candidate"]), (1, 0, 75, "01", "測試one")
        )
        self.assertEqual(
            (body["started_at"], body["ends_at"], body["leave_from"]),
            ("2026-11-20T02:00:00.000Z", "2026-11-20T03:15:00.000Z", "2026-11-20T02:15:00.000Z"),
        )
        self.assertIn("no-store", reply["Cache-Control"])

    def test_no_byte_of_a_key_in_any_phase(self) -> None:
        self.admit()
        pages = [self.get("lobby"), self.get("screen"), self.post("start"), self.get("screen")]
        AnswerEvent.objects.create(
            attempt=self.attempt,
            lease=1,
            client_seq=1,
            item_id=self.attempt.order[0]["item"],
            options=["b"],
            received_at=clock.now(),
        )
        pages += [self.post("start")]
        self.at(self.open + dt.timedelta(minutes=20))
        pages += [self.post("hand_in", {"lease": 2}), self.get("lobby")]
        self.assertEqual([page.status_code for page in pages], [200] * 7)
        for page in pages:
            for leak in (KEYCANARY, "keycanary", "0.73", "difficulty", "explanation", "accepted"):
                self.assertNotIn(leak.encode(), page.content)

    def test_control_the_canary_is_in_the_bank(self) -> None:
        version = self.attempt.form.form_items.first().version
        self.assertIn(KEYCANARY, version.explanation)
        self.assertIn(KEYCANARY, version.source_title)

    def test_no_item_text_before_the_start(self) -> None:
        stem = self.attempt.form.form_items.first().version.stem[:6]
        self.at(self.open - dt.timedelta(minutes=5))
        refused = self.post("start")
        self.assertEqual((refused.status_code, refused.json()["code"]), (409, "too_early"))
        self.admit()
        for page in (self.get("lobby"), self.get("screen"), refused, self.post("start")):
            self.assertNotIn(stem.encode(), page.content)
        self.attempt.refresh_from_db()
        self.assertIsNone(self.attempt.started_at)

    def test_each_precondition_alone_refuses_the_start(self) -> None:
        self.assertEqual(self.post("start").json()["code"], "not_admitted")
        self.admit()
        self.at(self.open - dt.timedelta(seconds=1))
        self.assertEqual(self.post("start").json()["code"], "too_early")
        self.at(self.open + dt.timedelta(minutes=90))
        self.assertEqual(self.post("start").json()["code"], "entry_closed")
        self.at(self.open)
        self.assertEqual(self.post("start").status_code, 200)
        self.at(self.open + dt.timedelta(minutes=76))
        self.assertEqual(self.post("start").json()["code"], "ended")

    def test_resuming_brings_the_answers_and_a_new_lease(self) -> None:
        self.admit()
        first = self.post("start").json()
        item = first["items"][2]["item"]
        for seq, options in [(1, ["a"]), (2, ["c"])]:
            AnswerEvent.objects.create(
                attempt=self.attempt,
                lease=1,
                client_seq=seq,
                item_id=item,
                options=options,
                flagged=seq == 2,
                received_at=clock.now(),
            )
        again = self.post("start").json()
        place = next(each["options"] for each in self.attempt.order if each["item"] == item).index("c")
        held = {"options": [first["items"][2]["options"][place]], "flagged": True}
        self.assertEqual(again["answers"], {str(item): held})
        self.assertEqual((again["lease"], again["started_at"]), (2, first["started_at"]))
        self.assertNotEqual(again["token"], first["token"])
        for reply in (first, again):
            claims = tokens.read(reply["token"], settings.ATTEMPT_TOKEN_KEY)
            self.assertEqual((claims.attempt, claims.lease), (self.attempt.public_id, reply["lease"]))

    def test_extra_fields_change_nothing(self) -> None:
        self.admit()
        self.post("start", {"ends_at": "2030-01-01", "limit_seconds": 99999, "state": "ended", "lease": 7, "form": 1})
        self.attempt.refresh_from_db()
        self.assertEqual((self.attempt.lease, self.attempt.limit_seconds), (1, 4500))

    def test_a_get_never_starts(self) -> None:
        self.admit()
        self.assertEqual((self.get("start").status_code, self.get("hand_in").status_code), (405, 405))

    def test_csrf_is_required(self) -> None:
        self.admit()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.one.user)
        reply = strict.post(
            reverse("delivery:start", args=[self.attempt.public_id]), "{}", content_type="application/json"
        )
        self.assertEqual(reply.status_code, 403)


class HandInTest(CandidateTest):
    def setUp(self) -> None:
        super().setUp()
        self.admit()
        self.post("start")

    def test_too_early_says_from_when(self) -> None:
        reply = self.post("hand_in", {"lease": 1})
        self.assertEqual(reply.status_code, 409)
        self.assertEqual((reply.json()["code"], reply.json()["leave_from"]), ("too_early", "2026-11-20T02:15:00.000Z"))

    def test_the_reply_tells_the_end(self) -> None:
        self.at(self.open + dt.timedelta(minutes=20))
        body = self.post("hand_in", {"lease": 1}).json()
        receipt = body.pop("receipt")
        self.assertEqual(
            body,
            {
                "state": "ended",
                "reason": "handed_in",
                "answered": 0,
                "total": 5,
                "ended_at": "2026-11-20T02:20:00.000Z",
                "next": "/sittings/",
            },
        )
        self.at(self.open + dt.timedelta(minutes=99))
        again = self.post("hand_in", {"lease": 1}).json()
        self.assertEqual((again["receipt"], again["ended_at"]), (receipt, "2026-11-20T02:20:00.000Z"))

    def test_malformed_bodies(self) -> None:
        address = reverse("delivery:hand_in", args=[self.attempt.public_id])
        for body in (
            "",
            "[]",
            "{}",
            '{"lease":"1"}',
            '{"lease":true}',
            '{"lease":1,"lease":1}',
            '{"lease":NaN}',
            "\ud800",
        ):
            with self.subTest(body=body):
                raw = body.encode("utf-8", "surrogatepass")
                reply = self.client.post(address, raw, content_type="application/json")
                self.assertEqual(reply.status_code, 400)
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.state, AttemptState.RUNNING)

    def test_the_screen_of_an_ended_attempt_leads_to_the_lobby(self) -> None:
        self.assertEqual(self.get("screen").status_code, 200)
        self.at(self.open + dt.timedelta(minutes=80))
        self.assertRedirects(self.get("screen"), reverse("delivery:lobby", args=[self.attempt.public_id]))


class StrangerTest(CandidateTest):
    def test_somebody_elses_attempt_is_as_unknown_as_none(self) -> None:
        before = list(Attempt.objects.values())
        for who in (self.one.user, cast.user("nobody"), cast.user("officer", role=cast.Role.EXAM_OFFICER)):
            self.client.force_login(who)
            for name in ("lobby", "screen", "start", "hand_in"):
                call = self.get if name in ("lobby", "screen") else self.post
                found = {self.others.public_id: b"", uuid.uuid4(): b""}
                for public_id in found:
                    reply = call(name, public_id=public_id)
                    self.assertEqual(reply.status_code, 404)
                    page = reply.content.replace(str(public_id).encode(), b"?")
                    found[public_id] = TOKEN.sub(b"", page)
                self.assertEqual(len(set(found.values())), 1)
        self.assertEqual(list(Attempt.objects.values()), before)

    def test_the_anonymous_are_asked_to_sign_in_or_know_nothing(self) -> None:
        self.client.logout()
        self.assertEqual(self.get("lobby").status_code, 302)
        self.assertEqual(self.get("lobby", uuid.uuid4()).status_code, 302)
        for name in ("start", "hand_in"):
            self.assertEqual(self.post(name).status_code, 404)


class VisitorTest(TestCase):
    def setUp(self) -> None:
        from django.http import HttpResponse

        self.enterContext(clock.frozen(NOW))
        response = HttpResponse()
        self.hash = policies.new_visitor(response)
        self.cookie = response.cookies[policies.COOKIE]
        self.attempt = attempts.prepare_mock(sitting=build_mock(), visitor_hash=self.hash, now=NOW)
        self.address = reverse("delivery:start", args=[self.attempt.public_id])

    def start(self, value: str) -> int:
        self.client.cookies[policies.COOKIE] = value
        return self.client.post(self.address, "{}", content_type="application/json").status_code

    def test_only_the_visitors_own_signed_cookie_opens_the_mock(self) -> None:
        self.assertEqual(self.start(self.cookie.value), 200)
        key = self.cookie.value.split(":")[0]
        for wrong in ("", key, f"{key}:x:y", self.hash, self.cookie.value + "x"):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.start(wrong), 404)

    def test_the_cookie_tells_nothing_and_is_not_for_scripts(self) -> None:
        self.assertTrue(self.cookie["httponly"])
        self.assertEqual(self.cookie["samesite"], "Lax")
        self.assertNotIn(self.attempt.visitor_hash, self.cookie.value)

    def test_a_visitor_is_no_person(self) -> None:
        self.assertEqual(self.start(self.cookie.value), 200)
        self.assertEqual(Person.objects.count(), 0)
