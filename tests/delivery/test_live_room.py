"""The live room as a whole: seats and counts, orders between two people, calls, duties that end, reports, speed."""

import base64
import datetime as dt
import uuid
from typing import Any

from django.http import Http404
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from exams.delivery import policies
from exams.delivery.enums import AttemptState, SignalKind
from exams.delivery.models import (
    AnswerEvent,
    Attempt,
    Attendance,
    HelpCall,
    Incident,
    Notice,
    Objection,
    Order,
    RoomReport,
    Signal,
)
from exams.delivery.rules import seats as rules
from exams.delivery.rules.enums import Connection, SeatTrouble
from exams.delivery.selectors import door, rooms
from exams.delivery.services import pauses, reports
from exams.sittings.services import duties
from lms.core import clock, files
from lms.organizations.enums import Role
from lms.organizations.models import Membership
from tests.support import cast, drawings
from tests.support.exams import NOW, build_room, build_sealed_sitting, start

MINUTE = dt.timedelta(minutes=1)
OPEN = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


class TroubleTest(SimpleTestCase):
    def facts(self, **changed: Any) -> rules.Facts:
        given: dict[str, Any] = {"state": AttemptState.RUNNING, "opens_at": OPEN, "last_seen_at": OPEN}
        return rules.Facts(**(given | changed))

    def test_a_connection_is_judged_by_its_last_sign(self) -> None:
        for seconds, expected in [
            (35, Connection.ONLINE),
            (36, Connection.UNSTABLE),
            (60, Connection.UNSTABLE),
            (61, Connection.OFFLINE),
        ]:
            found = rules.connection(self.facts(), OPEN + dt.timedelta(seconds=seconds))
            self.assertEqual(found, expected, seconds)
        self.assertIsNone(rules.connection(self.facts(state=AttemptState.ENDED), OPEN))

    def test_a_call_comes_before_everything(self) -> None:
        late = OPEN + 2 * MINUTE
        self.assertEqual(rules.trouble(self.facts(has_called=True), late), SeatTrouble.CALL)
        self.assertEqual(rules.trouble(self.facts(), late), SeatTrouble.SILENT)
        rested = self.facts(state=AttemptState.PAUSED, last_seen_at=late, rest_ends_at=OPEN)
        self.assertEqual(rules.trouble(rested, late), SeatTrouble.REST_OVER)
        self.assertIsNone(rules.trouble(self.facts(), OPEN))
        ranks = [rules.rank(each) for each in (*SeatTrouble, None)]
        self.assertEqual(ranks, sorted(ranks))


class LiveTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one = cast.user("one", role=Role.INVIGILATOR)
        cls.two = cast.user("two", role=Role.INVIGILATOR)
        cls.officer = cast.user("officer", role=Role.EXAM_OFFICER)
        cls.world = build_sealed_sitting(candidates=3)
        cls.open = cls.world.opens_at
        for user, lead in ((cls.one, True), (cls.two, False)):
            duties.assign(room=cls.world.room, user=user, is_lead=lead, actor=cls.officer, now=NOW)

    def setUp(self) -> None:
        self.enterContext(clock.frozen(self.open))
        self.client.force_login(self.one)

    def post(self, name: str, *args: Any, **data: Any) -> Any:
        return self.client.post(reverse(f"delivery:{name}", args=args), data)

    def act(self, name: str, chosen: list[Attempt], **fields: Any) -> Any:
        body = {"sitting": self.world.sitting.public_id, "attempt": [each.public_id for each in chosen]}
        return self.post(f"room_{name}", self.world.room.public_id, **(body | fields))

    def seat(self, name: str, attempt: Attempt, **data: Any) -> Any:
        return self.post(name, self.world.room.public_id, attempt.public_id, **data)

    def test_signals_sort_and_nothing_else(self) -> None:
        for attempt in self.world.attempts:
            start(attempt, now=self.open)
        Signal.objects.create(attempt=self.world.attempts[2], kind=SignalKind.FOCUS_LOST, received_at=self.open)
        room = rooms.overview(Attempt.objects.all(), now=self.open)
        self.assertEqual([seat.seat for seat in room.seats], ["03", "01", "02"])
        self.assertEqual((room.troubled, [seat.trouble for seat in room.seats]), (0, [None] * 3))
        later = rooms.overview(Attempt.objects.all(), now=self.open + 11 * MINUTE, sort="seat")
        self.assertEqual([seat.seat for seat in later.seats], ["01", "02", "03"])

    def test_filters_show_some_and_count_all(self) -> None:
        start(self.world.attempts[0], now=self.open)
        room = rooms.overview(Attempt.objects.all(), now=self.open, show="running")
        self.assertEqual(([seat.seat for seat in room.seats], room.counts["prepared"], room.total), (["01"], 2, 3))

    def test_admission_records_what_the_document_said(self) -> None:
        self.act("admit", self.world.attempts[:1], **{"admit-identity": "doubtful"})
        row = Attendance.objects.get()
        self.assertEqual((row.identity, row.recorded_by), ("doubtful", self.one))
        self.assertEqual(Attempt.objects.get(pk=self.world.attempts[0].pk).state, AttemptState.ADMITTED)

    def test_nobody_acts_on_the_own_paper(self) -> None:
        """An officer who is a candidate too gives themself neither entry nor time, alone or with everybody."""
        own, other = self.world.attempts[:2]
        officer = self.world.people[0].user
        Membership.objects.create(user=officer, role=Role.EXAM_OFFICER)
        start(own, now=self.open)
        start(other, now=self.open)
        self.client.force_login(officer)
        more = {"extend-minutes": "5", "extend-reason": "technical"}
        self.assertEqual(self.act("extend", [own], **more).status_code, 404)
        self.assertEqual(self.seat("seat_incident", own).status_code, 404)
        self.act("extend", [], everybody="1", **more)
        ends = dict(Attempt.objects.values_list("pk", "ends_at"))
        self.assertEqual((ends[own.pk], ends[other.pk]), (self.open + 75 * MINUTE, self.open + 80 * MINUTE))
        code = door.code_of(self.world.registrations[0])
        self.assertEqual(self.client.get(reverse("delivery:door_code", args=[code])).status_code, 404)
        for name, fetch in (
            ("call", lambda: policies.access_call(officer, self.world.room.public_id, self.called(own))),
            ("late", lambda: policies.access_round_attempt(officer, own.public_id)),
        ):
            with self.subTest(name), self.assertRaises(Http404):
                fetch()
        self.assertEqual(policies.access_round_attempt(officer, other.public_id), other)

    def called(self, attempt: Attempt) -> uuid.UUID:
        return HelpCall.objects.create(attempt=attempt, called_at=self.open).public_id

    def test_pause_and_resume_many_each_saying_why_not(self) -> None:
        for attempt in self.world.attempts[:2]:
            start(attempt, now=self.open)
        self.act("pause", self.world.attempts, **{"pause-reason": "technical"})
        states = list(Attempt.objects.order_by("pk").values_list("state", flat=True))
        self.assertEqual(states, ["paused", "paused", "prepared"])
        page = self.client.get(self.act("resume", self.world.attempts).url)
        told = [str(message) for message in page.context["messages"]]
        self.assertTrue(any("1 人未處理" in each for each in told) and "已處理 2 人。" in told, told)

    def test_a_large_action_waits_for_the_second_person(self) -> None:
        start(self.world.attempts[0], now=self.open)
        self.act("extend", self.world.attempts[:1], **{"extend-minutes": "45", "extend-reason": "technical"})
        attempt = Attempt.objects.get(pk=self.world.attempts[0].pk)
        self.assertEqual(attempt.ends_at, self.open + 75 * MINUTE)
        order = Order.objects.get()
        own = self.client.get(reverse("delivery:room", args=[self.world.room.public_id])).content.decode()
        self.assertIn("您提出的處置須由另一人確認。", own)
        self.assertNotIn("確認並執行", own)
        self.post("decide_order", order.public_id, decision="confirm")
        self.assertEqual(Order.objects.get().state, "asked")
        self.client.force_login(self.two)
        theirs = self.client.get(reverse("delivery:room", args=[self.world.room.public_id])).content.decode()
        self.assertIn("確認並執行", theirs)
        self.post("decide_order", order.public_id, decision="confirm")
        attempt.refresh_from_db()
        self.assertEqual(attempt.ends_at, self.open + 120 * MINUTE)

    def test_somebody_of_another_room_can_neither_see_nor_confirm(self) -> None:
        start(self.world.attempts[0], now=self.open)
        self.act("extend", self.world.attempts[:1], **{"extend-minutes": "45", "extend-reason": "technical"})
        elsewhere = cast.user("elsewhere", role=Role.INVIGILATOR)
        duties.assign(room=build_room(self.world.round, "R2"), user=elsewhere, actor=None, now=NOW)
        self.client.force_login(elsewhere)
        reply = self.post("decide_order", Order.objects.get().public_id, decision="confirm")
        self.assertEqual((reply.status_code, Order.objects.get().state), (404, "asked"))

    def test_messages_to_the_chosen_or_the_room(self) -> None:
        self.act("message", self.world.attempts[:1], **{"message-text": "請看前方"})
        self.act("message", [], everybody="1", **{"message-text": "剩下三十分鐘"})
        scopes = [(each.attempt_id is not None, each.room_id is not None) for each in Notice.objects.order_by("pk")]
        self.assertEqual(scopes, [(True, False), (False, True)])

    def test_a_call_is_answered_from_the_list(self) -> None:
        start(self.world.attempts[1], now=self.open)
        call = HelpCall.objects.create(attempt=self.world.attempts[1], called_at=self.open)
        page = self.client.get(reverse("delivery:room", args=[self.world.room.public_id]))
        self.assertEqual(page.context["live"].seats[0].call, call.public_id)
        self.post("room_answer", self.world.room.public_id, call.public_id)
        call.refresh_from_db()
        self.assertEqual((call.answered_by, Notice.objects.get().attempt), (self.one, self.world.attempts[1]))
        missing = self.post("room_answer", build_room(self.world.round, "R2").public_id, call.public_id)
        self.assertEqual(missing.status_code, 404)

    def test_the_page_of_a_seat_shows_the_full_name_and_takes_a_signed_incident(self) -> None:
        attempt = start(self.world.attempts[0], now=self.open).attempt
        address = reverse("delivery:seat", args=[self.world.room.public_id, attempt.public_id])
        page = self.client.get(address)
        self.assertContains(page, self.world.registrations[0].snapshot["name"])
        self.assertIn("no-store", page["Cache-Control"])
        picture = "data:image/png;base64," + base64.b64encode(drawings.signature()).decode()
        given = {
            "incident-reason": "illness",
            "incident-time": "09:55",
            "incident-facts": "頭暈",
            "incident-signature": "signed",
        }
        self.assertEqual(self.seat("seat_incident", attempt, **given).status_code, 422)
        self.assertEqual(self.seat("seat_incident", attempt, **given, **{"incident-picture": "x"}).status_code, 422)
        self.assertEqual(self.seat("seat_incident", attempt, **given, **{"incident-picture": picture}).status_code, 302)
        made = Incident.objects.get()
        self.assertEqual((made.signature, made.occurred_at), ("signed", self.open - 5 * MINUTE))
        signature = reverse("delivery:signature", args=[made.public_id])
        self.assertEqual(self.client.get(signature).status_code, 404)
        self.client.force_login(self.officer)
        reply = self.client.get(signature)
        self.assertEqual((reply.status_code, reply["Content-Type"], reply.content[:4]), (200, "image/png", b"\x89PNG"))

    def test_a_correction_names_an_entry_of_the_same_seat(self) -> None:
        attempt = start(self.world.attempts[0], now=self.open).attempt
        given = {
            "incident-reason": "illness",
            "incident-time": "09:55",
            "incident-facts": "頭暈",
            "incident-signature": "unable",
            "incident-note": "送醫",
        }
        self.seat("seat_incident", attempt, **given)
        first = Incident.objects.get()
        self.seat("seat_incident", attempt, **given, corrects=first.public_id)
        self.assertEqual(Incident.objects.latest("pk").corrects, first)
        self.assertEqual(self.seat("seat_incident", attempt, **given, corrects=uuid.uuid4()).status_code, 404)

    def test_an_objection_is_noted_for_the_number_on_this_paper(self) -> None:
        attempt = start(self.world.attempts[0], now=self.open).attempt
        self.seat("seat_objection", attempt, **{"objection-position": "2", "objection-text": "無正確答案"})
        noted = Objection.objects.get()
        self.assertEqual((noted.item_id, noted.noted_by), (attempt.order[1]["item"], self.one))
        beyond = self.seat("seat_objection", attempt, **{"objection-position": "5", "objection-text": "x"})
        self.assertEqual(beyond.status_code, 422)

    def test_the_report_is_signed_when_all_have_finished_and_stays_as_it_was(self) -> None:
        attempt = start(self.world.attempts[0], now=self.open).attempt
        pauses.pause(attempt=attempt, reason="technical", actor=self.one, now=self.open)  # type: ignore[arg-type]
        address = [self.world.room.public_id]
        given = {"signed_name": "測試主監試", "confirmed": "on"}
        self.assertEqual(self.post("room_report", *address, **given).status_code, 422)
        self.act("end", [attempt], **{"end-reason": "illness"})
        self.client.force_login(self.two)
        self.assertEqual(self.post("room_report", *address, **given).status_code, 403)
        self.client.force_login(self.one)
        self.assertEqual(self.post("room_report", *address, **given).status_code, 302)
        report = RoomReport.objects.get()
        self.assertEqual((report.number, report.signed_by, report.signed_at), (1, self.one, self.open))
        content = self.client.get(reverse("delivery:report", args=[report.public_id])).content
        self.assertTrue(content.startswith(b"%PDF") and files.digest(content) == report.sha256)
        files.store(report.path, content + b" ")
        with self.assertRaises(files.FileDamaged):
            reports.content(report)

    def test_officers_speak_to_a_whole_round_and_ask_for_time(self) -> None:
        self.client.force_login(self.officer)
        self.post("round_message", self.world.round.public_id, **{"message-text": "第三題更正"})
        self.assertEqual(Notice.objects.get().round, self.world.round)
        data = {"sitting": self.world.sitting.public_id, "kind": "delay", "minutes": "5", "reason": "technical"}
        self.post("round_time", self.world.round.public_id, **{f"act-{name}": each for name, each in data.items()})
        self.assertEqual((Order.objects.get().room, Order.objects.get().kind), (None, "delay"))
        self.assertContains(
            self.client.get(reverse("delivery:round_live", args=[self.world.round.public_id])), "整個場次"
        )

    def test_an_own_duty_has_a_calendar_entry_and_a_briefing(self) -> None:
        entry = self.client.get(reverse("delivery:duty_entry", args=[self.world.room.public_id]))
        self.assertTrue(entry.content.startswith(b"BEGIN:VCALENDAR\r\n"))
        page = self.client.get(reverse("delivery:briefing", args=[self.world.room.public_id]))
        self.assertTrue(page.content.startswith(b"%PDF"))


class FullRoomTest(TestCase):
    def test_forty_seats_are_counted_whole(self) -> None:
        world = build_sealed_sitting(candidates=40, items=50)
        for attempt in world.attempts:
            start(attempt, now=world.opens_at)
        AnswerEvent.objects.bulk_create(
            AnswerEvent(
                attempt=attempt,
                lease=1,
                client_seq=number,
                item_id=shown["item"],
                options=["b"],
                received_at=world.opens_at,
            )
            for attempt in world.attempts
            for number, shown in enumerate(attempt.order, start=1)
        )
        self.enterContext(clock.frozen(world.opens_at))
        self.client.force_login(cast.user("officer", role=Role.EXAM_OFFICER))
        page = self.client.get(reverse("delivery:room_table", args=[world.room.public_id]))
        self.assertEqual([seat.answered for seat in page.context["live"].seats], [50] * 40)
