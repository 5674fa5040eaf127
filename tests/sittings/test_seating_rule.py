import itertools
from collections import Counter

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.rules import seating, seats
from exams.sittings.rules.enums import Arrangement, SeatNeed
from exams.sittings.rules.seating import Candidate, Plan, Room

NORTH, SOUTH = 1, 2
SPREAD, TOGETHER = Arrangement
DAY = frozenset({0})


def people(n: int, group: str = "", first: int = 1, **more: object) -> list[Candidate]:
    return [Candidate(first + k, DAY, group=group, **more) for k in range(n)]  # type: ignore[arg-type]


def neighbours_of_one_class(plan: Plan, who: list[Candidate]) -> int:
    groups = {each.key: each.group for each in who}
    order = sorted((place, groups[key]) for key, place in plan.seats.items())
    return sum(a[1] == b[1] and a[0][0] == b[0][0] for a, b in itertools.pairwise(order))


class LabelTest(SimpleTestCase):
    def test_rows_of_eight_from_a(self) -> None:
        self.assertEqual([seats.label(n) for n in (0, 7, 8, 207, 208)], ["A01", "A08", "B01", "Z08", "AA01"])
        self.assertEqual(list(map(len, seats.rows(20))), [8, 8, 4])
        with self.assertRaises(ValueError):
            seats.label(-1)


class RuleTest(SimpleTestCase):
    def test_classes_are_spread_or_kept(self) -> None:
        who = people(10, "a") + people(10, "b", 11) + people(5, "c", 21)
        rooms = [Room(1, "R2", NORTH, 15), Room(2, "R10", NORTH, 15)]
        self.assertEqual(neighbours_of_one_class(seating.seat(who, rooms, SPREAD), who), 0)
        kept = seating.seat(who, rooms, TOGETHER)
        self.assertEqual(kept.seats[1], (1, "A01"))
        self.assertGreater(neighbours_of_one_class(kept, who), 20)

    def test_the_wanted_area_is_kept_and_what_lacks_there_is_counted(self) -> None:
        who = people(3, area=NORTH) + people(1, first=9)
        plan = seating.seat(who, [Room(1, "N", NORTH, 2), Room(2, "S", SOUTH, 5)], SPREAD)
        self.assertEqual(plan.lacking, Counter({(NORTH, SeatNeed.ANY): 1}))
        self.assertEqual(plan.seats[9][0], 2)

    def test_needs_come_first_and_reserved_rooms_are_theirs_alone(self) -> None:
        who = [*people(2), *people(1, first=5, special=True), *people(1, first=6, special=True, step_free=True)]
        who += people(1, first=7, special=True, apart=True)
        rooms = [Room(1, "A", NORTH, 2), Room(2, "B", NORTH, 2, reserved=True), Room(3, "C", NORTH, 1, step_free=True)]
        plan = seating.seat(who, rooms, SPREAD)
        self.assertEqual({key: room for key, (room, _) in plan.seats.items()}, {1: 1, 2: 1, 5: 2, 6: 3, 7: 2})
        short = seating.seat(who, rooms[:2], SPREAD)
        self.assertEqual(short.lacking, Counter({(None, SeatNeed.STEP_FREE): 1}))

    def test_a_reserved_room_takes_no_others_even_when_the_rest_is_full(self) -> None:
        plan = seating.seat(people(2), [Room(1, "A", NORTH, 1), Room(2, "B", NORTH, 9, reserved=True)], SPREAD)
        self.assertEqual(plan.lacking.total(), 1)

    def test_one_seat_for_all_papers_and_shared_only_at_different_times(self) -> None:
        morning, noon = frozenset({0}), frozenset({1})
        who = [Candidate(1, morning), Candidate(2, noon), Candidate(3, morning | noon)]
        plan = seating.seat(who, [Room(1, "A", NORTH, 2)], TOGETHER)
        self.assertEqual(plan.seats, {3: (1, "A01"), 1: (1, "A02"), 2: (1, "A02")})

    def test_papers_that_overlap_share_a_slot(self) -> None:
        self.assertEqual(seating.slots_of([(1, 0, 75), (2, 75, 75), (3, 100, 10)]), {1: 0, 2: 1, 3: 1})
        self.assertEqual(seating.slots_of([(1, 0, 75), (2, None, 75)]), {1: 0, 2: 0})

    @given(
        st.lists(
            st.tuples(st.sampled_from("abcd"), st.sets(st.integers(0, 2), min_size=1), st.booleans()), max_size=40
        ),
        st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=5),
        st.sampled_from(list(Arrangement)),
    )
    def test_nobody_shares_a_seat_at_one_time_and_the_order_given_does_not_matter(
        self, given: list[tuple[str, set[int], bool]], halls: list[tuple[int, bool]], how: Arrangement
    ) -> None:
        who = [Candidate(n, frozenset(slots), group=g, special=s) for n, (g, slots, s) in enumerate(given)]
        rooms = [Room(n, f"R{n}", NORTH, capacity, reserved) for n, (capacity, reserved) in enumerate(halls)]
        plan = seating.seat(who, rooms, how)
        slots = {each.key: each.slots for each in who}
        used = [(place, slot) for key, place in plan.seats.items() for slot in slots[key]]
        self.assertEqual(len(used), len(set(used)))
        self.assertEqual(len(plan.seats) + plan.lacking.total(), len(who))
        self.assertEqual(seating.seat(who[::-1], rooms[::-1], how), plan)
