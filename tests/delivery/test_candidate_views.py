import base64
import datetime as dt
import re
import uuid
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, TestCase
from django.urls import reverse

from exams.delivery import policies
from exams.delivery.enums import AdjustmentKind, AttemptState
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.rules import answer_files, tickets, tokens
from exams.delivery.services import announcements, attempts, time
from exams.sittings.models import Accommodation, AccommodationRequest
from lms.accounts.models import Person
from lms.core import clock
from tests.support import cast, gateway
from tests.support.exams import KEYCANARY, NOW, build_mock, build_sealed_sitting

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')  # masked anew in every page
TICKET = re.compile(rb'data-ticket="([^"]+)"')
SIGNAL = {"kind": "focus_lost", "seconds": 3}
REMARK = {"item": 1, "text": "選項相同"}
FACE_KEYS = {"kind", "html", "options", "stimulus"}
START_KEYS = {
    *(
        "attempt",
        "token",
        "lease",
        "state",
        "server_now",
        "started_at",
        "ends_at",
        "leave_from",
        "title_zh",
        "title_en",
    ),
    *("candidate", "seat", "minutes", "faces", "order", "stimuli", "answers", "held", "granted", "notices"),
    *("large_type", "rest_minutes", "file_key", "paused_at", "suspended"),
}


class CandidateTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = cast.person("one"), cast.person("other")
        cls.world = build_sealed_sitting(people=[cls.one, cls.other], items=5, leave_after_minutes=15)
        cls.attempt, cls.others = cls.world.attempts
        cls.open = cls.world.opens_at

    def setUp(self) -> None:
        self.enterContext(gateway.inline("door"))
        self.at(self.open)
        self.client.force_login(self.one.user)

    def at(self, moment: dt.datetime) -> None:
        self.enterContext(clock.frozen(moment))

    def admit(self) -> None:
        attempts.admit(attempt=self.attempt, actor=None, now=clock.now())

    def get(self, name: str, public_id: uuid.UUID | None = None) -> Any:
        return self.client.get(reverse(f"delivery:{name}", args=[public_id or self.attempt.public_id]))

    def start(self, public_id: uuid.UUID | None = None) -> gateway.Response:
        """Press Start with the ticket on the lobby page; without a page there is none."""
        found = TICKET.search(self.get("lobby", public_id).content)
        ticket = found[1].decode() if found else ""
        attempt = Attempt(public_id=public_id or self.attempt.public_id)
        return gateway.start(attempt, gateway.cookies_of(self.client), ticket=ticket)

    def hand_in(self, token: str, lease: int = 1) -> gateway.Response:
        return gateway.hand_in(self.attempt, token, lease=lease)


class StartTest(CandidateTest):
    def test_the_reply_has_exactly_the_fields_of_the_protocol(self) -> None:
        self.admit()
        reply = self.start()
        body = reply.body
        self.assertEqual((reply.status, body.keys()), (200, START_KEYS))
        items = gateway.unfolded(body)
        for item, shown in zip(items, self.attempt.order, strict=True):
            self.assertEqual(body["faces"][str(shown["item"])].keys(), FACE_KEYS)
            self.assertEqual((item["item"], len(item["options"])), (shown["item"], len(shown["options"])))
        self.assertEqual(
            (body["lease"], body["held"], body["minutes"], body["seat"], body["candidate"]), (1, 0, 75, "01", "測試one")
        )
        self.assertEqual(
            (body["started_at"], body["ends_at"], body["leave_from"], body["state"]),
            ("2026-11-20T02:00:00.000Z", "2026-11-20T03:15:00.000Z", "2026-11-20T02:15:00.000Z", "running"),
        )
        self.assertEqual((reply.headers["cache-control"], reply.headers["content-encoding"]), ("no-store", "gzip"))

    def test_a_client_without_gzip_gets_the_same_document(self) -> None:
        self.admit()
        cookies = gateway.cookies_of(self.client)
        plain = gateway.start(self.attempt, cookies, gzip=False)
        packed = gateway.start(self.attempt, cookies)
        self.assertNotIn("content-encoding", plain.headers)
        for name in ("faces", "order", "stimuli", "ends_at"):
            self.assertEqual(plain.body[name], packed.body[name])
        self.assertLess(len(packed.content), len(plain.content))

    def test_the_faces_follow_the_language_and_refusals_too(self) -> None:
        english = [(b"accept-language", b"en"), (b"cookie", self.cookie_header())]
        path, ticket = f"{gateway.path_of(self.attempt)}/start", gateway.ticket_for(self.attempt, self.cookies())
        ask = async_to_sync(gateway.request)
        refused = [
            ask("POST", path, token=ticket, body={}, headers=headers).body["message"]
            for headers in (english, english[1:])
        ]
        self.assertEqual(refused[1], "尚未報到，請向監試人員報到後再開始。")
        self.assertNotEqual(refused[0], refused[1])

    def cookies(self) -> dict[str, str]:
        return gateway.cookies_of(self.client)

    def cookie_header(self) -> bytes:
        return "; ".join(f"{name}={value}" for name, value in self.cookies().items()).encode()

    def test_what_was_granted_and_sent_before_is_in_the_reply(self) -> None:
        self.admit()
        officer = cast.user("officer", role=cast.Role.EXAM_OFFICER)
        request = AccommodationRequest.objects.create(
            person=self.one, round=self.world.round, sealed=b"-", requested_at=NOW
        )
        Accommodation.objects.create(
            registration=self.attempt.registration, request=request, rest_minutes=10, large_type=True, granted_at=NOW
        )
        time.extend(
            attempts=[self.attempt],
            seconds=900,
            kind=AdjustmentKind.ACCOMMODATION,
            reason="核定",
            actor=officer,
            now=clock.now(),
        )
        announcements.to_room(room=self.world.room, text="請看黑板", actor=officer, now=clock.now())
        body = self.start().body
        self.assertEqual((body["large_type"], body["rest_minutes"]), (True, 10))
        self.assertEqual(body["ends_at"], "2026-11-20T03:30:00.000Z")
        self.assertEqual([(each["seconds"], each["kind"]) for each in body["granted"]], [(900, "accommodation")])
        self.assertEqual([each["text"] for each in body["notices"]], ["請看黑板"])
        self.assertEqual(
            base64.b64decode(body["file_key"]), answer_files.key_for(self.attempt.public_id, settings.ATTEMPT_TOKEN_KEY)
        )

    def test_no_byte_of_a_key_in_any_phase(self) -> None:
        self.admit()
        first = self.start()
        seen = [self.get("lobby").content, self.get("screen").content, first.text, first.content]
        AnswerEvent.objects.create(
            attempt=self.attempt,
            lease=1,
            client_seq=1,
            item_id=self.attempt.order[0]["item"],
            options=["b"],
            received_at=clock.now(),
        )
        again = self.start()
        token = again.body["token"]
        item = self.attempt.order[0]["item"]
        beside = [
            gateway.say(self.attempt, "help", token, lease=2),
            gateway.say(self.attempt, "signals", token, lease=2, signals=[{"kind": "paste", "seconds": 0}]),
            gateway.say(self.attempt, "remark", token, lease=2, item=item, text="選項 A 與 B 相同"),
        ]
        self.at(self.open + dt.timedelta(minutes=20))
        beside.append(self.hand_in(token, lease=2))
        self.assertEqual([each.status for each in (first, again, *beside)], [200] * 6)
        seen += [again.text, *(each.text for each in beside), self.get("lobby").content]
        for page in seen:
            for leak in (KEYCANARY, "keycanary", "0.73", "difficulty", "explanation", "accepted"):
                self.assertNotIn(leak.encode(), page)

    def test_control_the_canary_is_in_the_bank(self) -> None:
        version = self.attempt.form.form_items.first().version
        self.assertIn(KEYCANARY, version.explanation)
        self.assertIn(KEYCANARY, version.source_title)

    def test_no_item_text_before_the_start(self) -> None:
        stem = self.attempt.form.form_items.first().version.stem[:6].encode()
        self.at(self.open - dt.timedelta(minutes=5))
        refused = self.start()
        self.assertEqual((refused.status, refused.body["code"]), (409, "too_early"))
        self.admit()
        for page in (self.get("lobby").content, self.get("screen").content, refused.text, self.start().text):
            self.assertNotIn(stem, page)
        self.attempt.refresh_from_db()
        self.assertIsNone(self.attempt.started_at)
        self.at(self.open)
        self.assertIn(stem, self.start().text)  # control: afterwards it is there

    def test_each_precondition_alone_refuses_the_start(self) -> None:
        self.assertEqual(self.start().body["code"], "not_admitted")
        self.admit()
        self.at(self.open - dt.timedelta(seconds=1))
        self.assertEqual(self.start().body["code"], "too_early")
        self.at(self.open + dt.timedelta(minutes=90))
        self.assertEqual(gateway.start(self.attempt, self.cookies()).body["code"], "entry_closed")
        self.at(self.open)
        self.assertEqual(self.start().status, 200)
        self.at(self.open + dt.timedelta(minutes=76))
        self.assertEqual(gateway.start(self.attempt, self.cookies()).body["code"], "ended")

    def test_resuming_brings_the_answers_and_a_new_lease(self) -> None:
        self.admit()
        first = self.start().body
        shown = gateway.unfolded(first)[2]
        for seq, options in [(1, ["a"]), (2, ["c"])]:
            AnswerEvent.objects.create(
                attempt=self.attempt,
                lease=1,
                client_seq=seq,
                item_id=shown["item"],
                options=options,
                flagged=seq == 2,
                received_at=clock.now(),
            )
        again = self.start().body
        place = next(each["options"] for each in self.attempt.order if each["item"] == shown["item"]).index("c")
        held = {"options": [shown["options"][place]], "flagged": True}
        self.assertEqual(again["answers"], {str(shown["item"]): held})
        self.assertEqual((again["lease"], again["started_at"]), (2, first["started_at"]))
        self.assertNotEqual(again["token"], first["token"])
        for reply in (first, again):
            claims = tokens.read(reply["token"], settings.ATTEMPT_TOKEN_KEY)
            self.assertEqual((claims.attempt, claims.lease), (self.attempt.public_id, reply["lease"]))

    def test_a_new_lease_holds_nothing_yet(self) -> None:
        self.admit()
        self.start()
        Attempt.objects.filter(pk=self.attempt.pk).update(held_seq=7)
        self.start()
        self.attempt.refresh_from_db()
        self.assertEqual(self.attempt.held_seq, 0)

    def test_extra_fields_are_refused(self) -> None:
        self.admit()
        ticket = gateway.ticket_for(self.attempt, self.cookies())
        for body in ({"ends_at": "2030-01-01"}, {"lease": 7}, [], "x", b"", b"{"):
            reply = async_to_sync(gateway.request)(
                "POST",
                f"{gateway.path_of(self.attempt)}/start",
                token=ticket,
                body=body,
                headers=[(b"cookie", self.cookie_header())],
            )
            self.assertEqual(reply.status, 400)
        self.attempt.refresh_from_db()
        self.assertEqual((self.attempt.lease, self.attempt.started_at), (0, None))

    def test_a_get_never_starts(self) -> None:
        self.admit()
        for verb in ("start", "hand-in", "help", "signals", "remark"):
            reply = async_to_sync(gateway.request)("GET", f"{gateway.path_of(self.attempt)}/{verb}", token="x")
            self.assertEqual(reply.status, 405)


class HandInTest(CandidateTest):
    def setUp(self) -> None:
        super().setUp()
        self.admit()
        self.token = self.start().body["token"]

    def test_too_early_says_from_when(self) -> None:
        reply = self.hand_in(self.token)
        self.assertEqual(reply.status, 409)
        self.assertEqual((reply.body["code"], reply.body["leave_from"]), ("too_early", "2026-11-20T02:15:00.000Z"))
        self.assertIn("15 分鐘", reply.body["message"])

    def test_the_reply_tells_the_end(self) -> None:
        self.at(self.open + dt.timedelta(minutes=20))
        body = self.hand_in(self.token).body
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
        again = self.hand_in(self.token).body
        self.assertEqual((again["receipt"], again["ended_at"]), (receipt, "2026-11-20T02:20:00.000Z"))

    def test_it_needs_no_web_session(self) -> None:
        self.client.logout()
        self.at(self.open + dt.timedelta(minutes=20))
        self.assertEqual(self.hand_in(self.token).status, 200)

    def test_a_lost_lease_ends_nothing(self) -> None:
        newer = self.start().body["token"]
        self.at(self.open + dt.timedelta(minutes=20))
        self.assertEqual(self.hand_in(self.token, lease=1).body["code"], "lease_lost")
        self.assertEqual(self.hand_in(newer, lease=1).body["code"], "lease_lost")
        self.assertEqual(self.hand_in(newer, lease=2).status, 200)
        self.assertEqual(self.hand_in(self.token, lease=1).status, 200)  # over: everybody may know the end

    def test_other_tokens_give_no_right(self) -> None:
        attempts.admit(attempt=self.others, actor=None, now=clock.now())
        foreign = attempts.start(attempt=self.others, now=clock.now()).token
        forged = tokens.sign(tokens.read(self.token, settings.ATTEMPT_TOKEN_KEY), "another key")
        ticket = gateway.ticket_for(self.attempt, gateway.cookies_of(self.client))
        self.at(self.open + dt.timedelta(minutes=20))
        for wrong in (foreign, forged, ticket, ""):
            for verb, body in (("hand-in", {}), ("help", {}), ("signals", {"signals": [SIGNAL]}), ("remark", REMARK)):
                self.assertEqual(gateway.say(self.attempt, verb, wrong, lease=1, **body).status, 401)
        self.assertEqual(gateway.start(self.attempt, gateway.cookies_of(self.client), ticket=self.token).status, 401)
        self.attempt.refresh_from_db()
        self.assertEqual((self.attempt.state, self.attempt.lease), (AttemptState.RUNNING, 1))
        self.assertEqual(self.hand_in(self.token).status, 200)  # control

    def test_malformed_bodies(self) -> None:
        self.at(self.open + dt.timedelta(minutes=20))
        path = f"{gateway.path_of(self.attempt)}/hand-in"
        for body in (
            "",
            "[]",
            "{}",
            '{"lease":"1"}',
            '{"lease":true}',
            '{"lease":1,"lease":1}',
            '{"lease":NaN}',
            '{"lease":2}',
            "\ud800",
        ):
            with self.subTest(body=body):
                raw = body.encode("utf-8", "surrogatepass")
                reply = async_to_sync(gateway.request)("POST", path, token=self.token, body=raw)
                self.assertEqual(reply.status, 400)
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
            for name in ("lobby", "screen"):
                found = {self.others.public_id: b"", uuid.uuid4(): b""}
                for public_id in found:
                    reply = self.get(name, public_id=public_id)
                    self.assertEqual(reply.status_code, 404)
                    page = reply.content.replace(str(public_id).encode(), b"?")
                    found[public_id] = TOKEN.sub(b"", page)
                self.assertEqual(len(set(found.values())), 1)
            for public_id in (self.others.public_id, uuid.uuid4()):
                self.assertEqual(self.start(public_id).body, {"code": "unauthorised"})
        self.assertEqual(list(Attempt.objects.values()), before)

    def test_the_anonymous_are_asked_to_sign_in_or_know_nothing(self) -> None:
        self.client.logout()
        self.assertEqual(self.get("lobby").status_code, 302)
        self.assertEqual(self.get("lobby", uuid.uuid4()).status_code, 302)
        self.assertEqual(self.start().status, 401)


class TicketTest(CandidateTest):
    """Each way in which a ticket may fail, beside the one way in which it serves."""

    def setUp(self) -> None:
        super().setUp()
        self.admit()
        attempts.admit(attempt=self.others, actor=None, now=clock.now())
        self.cookies = gateway.cookies_of(self.client)
        self.ticket = gateway.ticket_for(self.attempt, self.cookies)

    def status(self, attempt: Attempt | None = None, cookies: dict[str, str] | None = None, ticket: str = "") -> int:
        given = self.cookies if cookies is None else cookies
        return gateway.start(attempt or self.attempt, given, ticket=ticket or self.ticket).status

    def test_control_it_serves_its_own_browser(self) -> None:
        self.assertEqual(self.status(), 200)

    def test_another_attempt(self) -> None:
        self.assertEqual(self.status(attempt=self.others), 401)

    def test_another_persons_browser_and_none(self) -> None:
        other = Client()
        other.force_login(self.other.user)
        self.assertEqual(self.status(cookies=gateway.cookies_of(other)), 401)
        self.assertEqual(self.status(cookies={}), 401)
        again = Client()
        again.force_login(self.one.user)  # the same person in another browser draws a ticket of its own
        self.assertEqual(self.status(cookies=gateway.cookies_of(again)), 401)

    def test_a_ticket_forged_for_a_session_that_is_not_the_owners(self) -> None:
        other = Client()
        other.force_login(self.other.user)
        cookies = gateway.cookies_of(other)
        self.assertEqual(self.status(cookies=cookies, ticket=gateway.ticket_for(self.attempt, cookies)), 401)

    def test_it_expires(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(limit_seconds=4 * 3600)
        self.at(self.open + tickets.LIFE)
        self.assertEqual(self.status(), 200)
        self.at(self.open + tickets.LIFE + dt.timedelta(seconds=1))
        self.assertEqual(self.status(), 401)

    def test_signing_out_kills_it(self) -> None:
        self.client.logout()
        self.assertEqual(self.status(), 401)

    def test_an_expired_session_kills_it(self) -> None:
        Session.objects.filter(session_key=self.client.session.session_key).update(expire_date=clock.now())
        self.assertEqual(self.status(), 401)

    def test_a_changed_password_kills_it(self) -> None:
        user = self.one.user
        user.set_password("another password entirely")
        user.save()
        self.assertEqual(self.status(), 401)

    def test_a_person_who_may_not_sign_in_any_more(self) -> None:
        type(self.one.user).objects.filter(pk=self.one.user.pk).update(is_active=False)
        self.assertEqual(self.status(), 401)


class VisitorTest(TestCase):
    def setUp(self) -> None:
        from django.http import HttpResponse

        self.enterContext(clock.frozen(NOW))
        response = HttpResponse()
        self.hash = policies.new_visitor(response)
        self.cookie = response.cookies[policies.COOKIE]
        self.attempt = attempts.prepare_mock(sitting=build_mock(), visitor_hash=self.hash, now=NOW)
        self.ticket = gateway.ticket_for(self.attempt, {policies.COOKIE: self.cookie.value})
        self.enterContext(gateway.inline("door"))

    def start(self, value: str) -> int:
        return gateway.start(self.attempt, {policies.COOKIE: value}, ticket=self.ticket).status

    def test_only_the_visitors_own_signed_cookie_opens_the_mock(self) -> None:
        self.assertEqual(self.start(self.cookie.value), 200)
        key = self.cookie.value.split(":")[0]
        for wrong in ("", key, f"{key}:x:y", self.hash, self.cookie.value + "x"):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.start(wrong), 401)

    def test_the_cookie_tells_nothing_and_is_not_for_scripts(self) -> None:
        self.assertTrue(self.cookie["httponly"])
        self.assertEqual(self.cookie["samesite"], "Lax")
        self.assertNotIn(self.attempt.visitor_hash, self.cookie.value)

    def test_a_visitor_is_no_person(self) -> None:
        self.assertEqual(self.start(self.cookie.value), 200)
        self.assertEqual(Person.objects.count(), 0)

    def test_a_mock_that_was_claimed_is_no_visitors_any_more(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(person=cast.person("owner"), visitor_hash="")
        self.assertEqual(self.start(self.cookie.value), 401)

    def test_another_visitor(self) -> None:
        from django.http import HttpResponse

        response = HttpResponse()
        policies.new_visitor(response)
        self.assertEqual(self.start(response.cookies[policies.COOKIE].value), 401)
