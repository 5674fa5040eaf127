"""The table of moves and what stands against each."""

from django.test import SimpleTestCase

from question_bank.items.enums import ItemState
from question_bank.items.rules import lifecycle
from question_bank.items.rules.lifecycle import Hindrance, Standing, hindrances, next_states

D, S, V, A, R = ItemState


class Moves(SimpleTestCase):
    def test_the_whole_table(self) -> None:
        allowed = {(D, S), (D, R), (S, D), (S, V), (S, R), (V, D), (V, A), (V, R), (A, D), (A, R), (R, D)}
        for before in ItemState:
            for to in ItemState:
                with self.subTest(before=before, to=to):
                    expected = () if (before, to) in allowed else (Hindrance.NO_SUCH_MOVE,)
                    self.assertEqual(hindrances(Standing(before), to), expected)

    def test_every_state_has_a_row_and_none_follows_itself(self) -> None:
        self.assertEqual(set(lifecycle.MOVES), set(ItemState))
        self.assertEqual([state for state in ItemState if state in lifecycle.MOVES[state]], [])

    def test_the_next_states_stand_in_the_order_of_the_way(self) -> None:
        self.assertEqual(next_states(S), (D, V, R))


class Hindrances(SimpleTestCase):
    def test_authors_judge_nothing_but_do_everything_else(self) -> None:
        for before, to, expected in (
            (S, V, (Hindrance.OWN_ITEM,)),
            (V, A, (Hindrance.OWN_ITEM,)),
            (D, S, ()),
            (S, D, ()),
            (V, D, ()),
            (A, R, ()),
            (R, D, ()),
        ):
            with self.subTest(before=before, to=to):
                self.assertEqual(hindrances(Standing(before, is_author=True), to), expected)
                self.assertEqual(hindrances(Standing(before), to), ())

    def test_a_version_that_is_not_the_newest_takes_no_step(self) -> None:
        for before, to in ((D, S), (S, V), (V, A), (A, R)):
            with self.subTest(before=before, to=to):
                self.assertEqual(hindrances(Standing(before, is_latest=False), to), (Hindrance.STALE_VERSION,))

    def test_a_locked_item_is_not_retired_but_reviewed(self) -> None:
        self.assertEqual(hindrances(Standing(A, is_locked=True), R), (Hindrance.LOCKED,))
        self.assertEqual(hindrances(Standing(V, is_locked=True), A), ())

    def test_an_item_without_text_can_only_be_retired(self) -> None:
        self.assertEqual(hindrances(Standing(D, has_text=False), S), (Hindrance.NO_TEXT,))
        self.assertEqual(hindrances(Standing(D, has_text=False), R), ())

    def test_the_gravest_comes_first(self) -> None:
        standing = Standing(A, has_text=False, is_latest=False, is_author=True, is_locked=True)
        self.assertEqual(
            hindrances(standing, V),
            (Hindrance.STALE_VERSION, Hindrance.NO_SUCH_MOVE, Hindrance.NO_TEXT, Hindrance.OWN_ITEM),
        )
