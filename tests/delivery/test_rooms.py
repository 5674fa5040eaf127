import datetime as dt
import uuid
from typing import Any

from django.test import TestCase
from django.urls import reverse

from exams.delivery.enums import AttemptState, EndReason
from exams.delivery.models import Attempt, TimeAdjustment
from exams.delivery.selectors import rooms
from exams.delivery.services import attempts
from exams.sittings.models import Duty
from exams.sittings.services import duties
from lms.core import clock
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.exams import NOW, build_room, build_sealed_sitting, register, start


class RoomTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.world = build_sealed_sitting(candidates=3)
        cls.other_room = build_room(cls.world.round, "R2")
        cls.open = cls.world.opens_at
        duties.assign(room=cls.world.room, user=cls.invigilator, actor=None, now=NOW)

    def setUp(self) -> None:
        self.at(self.open)
        self.client.force_login(self.invigilator)

    def at(self, moment: dt.datetime) -> None:
        self.enterContext(clock.frozen(moment))

    def get(self, name: str = "room", room: uuid.UUID | None = None) -> Any:
        return self.client.get(reverse(f"delivery:{name}", args=[room or self.world.room.public_id]))

    def act(self, name: str, chosen: list[Attempt] | None = None, **fields: Any) -> Any:
        body = {
            "sitting": self.world.sitting.public_id,
            "attempt": [each.public_id for each in chosen or []],
        } | fields
        return self.client.post(reverse(f"delivery:room_{name}", args=[self.world.room.public_id]), body)

    def states(self) -> list[str]:
        return list(Attempt.objects.order_by("pk").values_list("state", flat=True))


class SeeTest(RoomTest):
    def test_only_those_on_duty_and_exam_officers_see_a_room(self) -> None:
        random = uuid.uuid4()
        for who, status in [
            (self.invigilator, 200),
            (cast.user("officer", role=Role.EXAM_OFFICER), 200),
            (cast.user("elsewhere", role=Role.INVIGILATOR), 404),
            (cast.user("administrator", role=Role.ADMINISTRATOR), 404),
            (self.world.people[0].user, 404),
        ]:
            self.client.force_login(who)
            for name in ("room", "room_table"):
                self.assertEqual(self.get(name).status_code, status)
                self.assertEqual(self.get(name, random).status_code, 404)
        self.client.logout()
        self.assertEqual(self.get().status_code, 302)

    def test_the_list_names_the_rooms_one_looks_after(self) -> None:
        page = self.client.get(reverse("delivery:rooms"))
        self.assertEqual([room.code for room in page.context["rooms"]], ["R1"])
        self.assertEqual([room.candidates for room in page.context["rooms"]], [3])
        self.client.force_login(cast.user("elsewhere", role=Role.INVIGILATOR))
        self.assertEqual(self.client.get(reverse("delivery:rooms")).status_code, 403)

    def test_a_relieved_duty_ends_the_view(self) -> None:
        duties.relieve(duty=Duty.objects.get(), actor=None, now=NOW)
        self.assertEqual(self.get().status_code, 404)

    def test_names_are_masked_and_no_answer_is_shown(self) -> None:
        page = self.get()
        self.assertNotIn(str(self.world.registrations[0].snapshot["name"]), page.content.decode())
        self.assertIn("no-store", page["Cache-Control"])

    def test_the_number_of_queries_does_not_grow_with_the_seats(self) -> None:
        room = Attempt.objects.filter(registration__room=self.world.room)
        for seats in (room.filter(pk=self.world.attempts[0].pk), room):
            with self.assertNumQueries(7):
                rooms.overview(seats, now=self.open)

    def test_trouble_rises_to_the_top(self) -> None:
        _one, two, three = self.world.attempts
        start(two, now=self.open)
        attempts.admit(attempt=three, actor=None, now=self.open)
        seats = rooms.overview(Attempt.objects.all(), now=self.open + dt.timedelta(seconds=30)).seats
        self.assertEqual(
            [(seat.seat, seat.trouble) for seat in seats], [("01", "not_admitted"), ("03", "not_started"), ("02", None)]
        )
        later = rooms.overview(Attempt.objects.all(), now=self.open + dt.timedelta(seconds=61))
        self.assertEqual(next(seat.trouble for seat in later.seats if seat.attempt == two.public_id), "silent")
        self.assertEqual((later.troubled, later.counts["running"], later.counts["prepared"]), (3, 1, 1))


class ActTest(RoomTest):
    def test_admit_one_and_many(self) -> None:
        self.assertEqual(self.act("admit", self.world.attempts[:1]).status_code, 302)
        self.assertEqual(self.states(), ["admitted", "prepared", "prepared"])
        self.act("admit", self.world.attempts)
        self.assertEqual(self.states(), ["admitted"] * 3)
        self.assertEqual(AuditEvent.objects.filter(action="attempt.admitted", actor=self.invigilator).count(), 3)

    def test_a_refusal_stops_nobody_else_and_is_told(self) -> None:
        start(self.world.attempts[1], now=self.open)
        reply = self.act("pause", self.world.attempts, **{"pause-reason": "technical"})
        self.assertEqual(self.states(), ["prepared", "paused", "prepared"])
        page = self.client.get(reply.url)
        self.assertEqual([message.level_tag for message in page.context["messages"]], ["error", "success"])

    def test_extend_the_chosen_or_the_whole_room(self) -> None:
        for attempt in self.world.attempts:
            start(attempt, now=self.open)
        fields = {"extend-minutes": "5", "extend-reason": "technical"}
        self.act("extend", self.world.attempts[:1], **fields)
        self.act("extend", everybody="1", **fields)
        given = TimeAdjustment.objects.order_by("pk").values_list("kind", "seconds", "reason", "granted_by")
        reason = "設備或網路故障"
        self.assertEqual(
            list(given),
            [("incident", 300, reason, self.invigilator.pk)] + [("room", 300, reason, self.invigilator.pk)] * 3,
        )
        self.assertEqual(
            Attempt.objects.get(pk=self.world.attempts[0].pk).ends_at, self.open + dt.timedelta(minutes=85)
        )

    def test_senseless_extensions_change_nothing(self) -> None:
        for minutes, reason in [
            ("0", "technical"),
            ("-5", "technical"),
            ("1000", "technical"),
            ("x", "technical"),
            ("5", ""),
        ]:
            with self.subTest(minutes=minutes, reason=reason):
                self.act("extend", self.world.attempts, **{"extend-minutes": minutes, "extend-reason": reason})
        self.assertEqual(TimeAdjustment.objects.count(), 0)

    def test_end_and_reopen(self) -> None:
        start(self.world.attempts[0], now=self.open)
        self.at(self.open + dt.timedelta(minutes=10))
        self.act("end", self.world.attempts[:1], **{"end-reason": "illness"})
        attempt = Attempt.objects.get(pk=self.world.attempts[0].pk)
        self.assertEqual((attempt.state, attempt.end_reason), (AttemptState.ENDED, EndReason.ENDED_BY_STAFF))
        self.at(self.open + dt.timedelta(minutes=14))
        self.act("reopen", [attempt], **{"reopen-minutes": "1", "reopen-reason": "mistake"})
        attempt.refresh_from_db()
        self.assertEqual((attempt.state, attempt.ends_at), (AttemptState.RUNNING, self.open + dt.timedelta(minutes=80)))

    def test_an_attempt_of_another_room_is_unknown(self) -> None:
        foreign = build_sealed_sitting(code="115-4").attempts[0]
        neighbour = register(cast.person("late"), self.world.sitting, room=self.other_room, seat="01")
        for name, fields in [
            ("admit", {}),
            ("extend", {"extend-minutes": "5", "extend-reason": "technical"}),
            ("end", {"end-reason": "conduct"}),
            ("reopen", {"reopen-minutes": "5", "reopen-reason": "mistake"}),
        ]:
            for chosen in ([foreign], [self.world.attempts[0], foreign], [neighbour]):
                with self.subTest(name=name):
                    self.assertEqual(self.act(name, chosen, **fields).status_code, 404)
        self.assertEqual(set(self.states()), {"prepared"})
        self.assertEqual(self.act("admit", **{"attempt": ["x"]}).status_code, 404)

    def test_nobody_without_duty_acts(self) -> None:
        self.client.force_login(cast.user("elsewhere", role=Role.INVIGILATOR))
        for name in ("admit", "extend", "end", "reopen"):
            self.assertEqual(self.act(name, self.world.attempts).status_code, 404)
        self.assertEqual(self.states(), ["prepared"] * 3)

    def test_an_action_needs_a_choice(self) -> None:
        page = self.client.get(self.act("admit").url)
        self.assertEqual([str(message) for message in page.context["messages"]], ["請先勾選應考人。"])
