import datetime as dt
from typing import Any
from unittest import mock

from django.db import IntegrityError
from django.test import TestCase, TransactionTestCase

from exams.delivery.services import sealing
from exams.sittings.models import ExamRoom, Registration
from exams.sittings.rules.enums import Arrangement
from exams.sittings.selectors import seating as plans
from exams.sittings.services import rooms, seating
from exams.sittings.services.seating import UnableToSeat
from lms.core.errors import Refusal
from lms.core.models import AuditEvent
from lms.organizations.models import County
from lms.organizations.models import TestArea as Area
from tests.support import cast
from tests.support.exams import NOW, OPENS_AT, build_round, build_sitting, register
from tests.support.races import shared_database, together

KEPT = Arrangement.TOGETHER


def area(code: str = "north", county: str = "TPE") -> Area:
    return Area.objects.get_or_create(
        code=code, defaults={"name_zh": code, "name_en": code, "county": County.objects.get(pk=county)}
    )[0]


def details(code: str, capacity: int | None, **more: Any) -> rooms.Details:
    named = {"name_zh": f"試場 {code}", "name_en": f"Room {code}", "test_area": area()}
    return rooms.Details(code=code, capacity=capacity, **named | more)


class Office(TestCase):
    def setUp(self) -> None:
        self.round = build_round()
        self.first = build_sitting(self.round, "L11")
        self.second = build_sitting(self.round, "L12", opens_at=OPENS_AT + dt.timedelta(hours=3))
        self.people = [cast.person(f"p{n}") for n in range(4)]
        self.rows = [register(who, self.first) for who in self.people]
        self.rows.append(register(self.people[0], self.second))

    def room(self, code: str, capacity: int | None = None, **more: Any) -> ExamRoom:
        return rooms.create(round=self.round, details=details(code, capacity, **more), actor=None, now=NOW)

    def assign(self) -> int:
        return seating.assign(round=self.round, arrangement=KEPT, actor=None, now=NOW)

    def seats(self) -> list[str]:
        return [row.seat for row in Registration.objects.order_by("id")]

    def refused(self, code: str, action: Any) -> Refusal:
        before = self.seats()
        with self.assertRaises(Refusal) as caught:
            action()
        self.assertEqual((caught.exception.code, self.seats()), (code, before))
        return caught.exception


class AssignTest(Office):
    def test_everybody_gets_one_seat_for_all_papers_and_it_can_be_done_again(self) -> None:
        self.room("R1", 4)
        self.assertEqual(self.assign(), 4)
        first = self.seats()
        self.assertEqual(sorted(set(first)), ["A01", "A02", "A03", "A04"])
        self.assertEqual(first[0], first[4])
        self.assertEqual((self.assign(), self.seats()), (4, first))
        self.assertEqual(AuditEvent.objects.filter(action="round.seated").count(), 2)

    def test_it_refuses_with_the_number_lacking_and_leaves_everything(self) -> None:
        self.room("R1", 3)
        self.room("R2")  # not counted
        refusal = self.refused("not_enough_seats", self.assign)
        self.assertIn("還缺 1 席", str(refusal.message))

    def test_the_county_of_the_area_named_at_registration_decides(self) -> None:
        self.room("R1", 4)
        self.room("S1", 4, test_area=area("south", "KHH"))
        Registration.objects.filter(person=self.people[3]).update(snapshot={"name": "王", "test_area": "south"})
        self.assign()
        self.assertEqual(Registration.objects.get(person=self.people[3]).room.code, "S1")  # type: ignore[union-attr]

    def test_a_sealed_round_is_frozen(self) -> None:
        room = self.room("R1", 4)
        self.assign()
        sealing.seal(round=self.round, actor=None, now=NOW)
        self.refused("round_not_open", self.assign)
        self.refused("round_not_open", lambda: self.place(0, room, "A04"))
        self.refused("round_not_open", lambda: self.room("R9", 4))
        self.refused("round_not_open", lambda: rooms.remove(room=room, actor=None, now=NOW))

    def place(self, n: int, room: ExamRoom, seat: str) -> None:
        seating.place(registration=self.rows[n], room=room, seat=seat, actor=None, now=NOW)

    def test_moving_takes_all_papers_along_and_never_onto_somebody(self) -> None:
        room = self.room("R1", 6)
        self.assign()
        self.place(0, room, "a06 ")
        self.assertEqual((self.seats()[0], self.seats()[4]), ("A06", "A06"))
        self.refused("seat_taken", lambda: self.place(1, room, "A06"))
        self.refused("no_such_seat", lambda: self.place(1, room, "A07"))
        other = build_round("ipas-nz-beginner", "115-9")
        foreign = rooms.create(round=other, details=details("X", 9), actor=None, now=NOW)
        self.refused("foreign_room", lambda: self.place(1, foreign, "A01"))

    def test_control_without_the_look_the_database_still_refuses(self) -> None:
        room = self.room("R1", 6)
        self.assign()
        with mock.patch.object(seating, "_require_free"), self.assertRaises(IntegrityError):
            self.place(1, room, self.seats()[0])

    def test_a_seat_is_shared_only_at_different_times(self) -> None:
        room = self.room("R1", 6)
        late = register(cast.person("late"), self.second)
        self.assign()
        seating.place(registration=late, room=room, seat=self.seats()[1], actor=None, now=NOW)
        self.second.opens_at = self.first.opens_at
        self.second.save()
        self.place(1, room, "A06")
        self.refused(
            "seat_taken",
            lambda: seating.place(registration=late, room=room, seat="A06", actor=None, now=NOW),
        )

    def test_two_change_places(self) -> None:
        self.room("R1", 6)
        self.refused("not_seated", lambda: self.swap(0, 1))
        self.assign()
        one, two, *_rest, also_one = self.seats()
        self.swap(0, 1)
        self.assertEqual((self.seats()[0], self.seats()[1], self.seats()[4]), (two, one, two))
        self.assertEqual(one, also_one)

    def swap(self, one: int, two: int) -> None:
        seating.swap(registration=self.rows[one], other=self.rows[two], actor=None, now=NOW)

    def test_the_plan_shows_rows_masked_names_and_papers(self) -> None:
        room = self.room("R1", 10)
        self.assign()
        rows = plans.plan(room)
        self.assertEqual([len(row) for row in rows], [8, 2])
        seated = next(seat for row in rows for seat in row if seat.people and len(seat.people[0].papers) > 3)
        self.assertEqual(seated.people[0].papers, "L11、L12")
        self.assertNotIn(self.people[0].name, seated.people[0].name)

    def test_a_room_in_use_keeps_its_seats(self) -> None:
        room = self.room("R1", 6)
        self.assign()
        self.refused("seats_taken", lambda: rooms.revise(room=room, details=details("R1", 3), actor=None, now=NOW))
        self.refused("room_in_use", lambda: rooms.remove(room=room, actor=None, now=NOW))
        self.refused("room_exists", lambda: self.room("R1", 3))
        rooms.revise(room=room, details=details("R1", 4), actor=None, now=NOW)


class RaceTest(TransactionTestCase):
    def test_one_seat_given_to_two_at_once_goes_to_one(self) -> None:
        with shared_database():
            round = build_round()
            sitting = build_sitting(round, "L11")
            rows = [register(cast.person(f"r{n}"), sitting) for n in range(4)]
            room = rooms.create(round=round, details=details("R1", 9), actor=None, now=NOW)
            results = together(
                *[
                    lambda row=row: seating.place(registration=row, room=room, seat="A01", actor=None, now=NOW)
                    for row in rows
                ]
            )
            self.assertEqual(results.count(None), 1)
            refused = [each for each in results if each is not None]
            self.assertEqual({(type(each), each.code) for each in refused}, {(UnableToSeat, "seat_taken")})
            self.assertEqual(Registration.objects.filter(seat="A01").count(), 1)
