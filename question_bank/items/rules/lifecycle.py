"""The way of an item: draft → submitted → reviewed → approved → retired, and who may not take a step.

One table of moves and one decision; ``question_bank.items.services.lifecycle`` is the only writer of the state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from question_bank.items.enums import ItemState

#: From each state to those that may follow. Whatever is wrong with an item, it can be retired at once.
MOVES: Mapping[ItemState, frozenset[ItemState]] = {
    ItemState.DRAFT: frozenset({ItemState.SUBMITTED, ItemState.RETIRED}),
    ItemState.SUBMITTED: frozenset({ItemState.DRAFT, ItemState.REVIEWED, ItemState.RETIRED}),
    ItemState.REVIEWED: frozenset({ItemState.DRAFT, ItemState.APPROVED, ItemState.RETIRED}),
    ItemState.APPROVED: frozenset({ItemState.DRAFT, ItemState.RETIRED}),
    ItemState.RETIRED: frozenset({ItemState.DRAFT}),
}

#: Steps that judge an item: never taken by somebody who wrote it.
JUDGING = frozenset({ItemState.REVIEWED, ItemState.APPROVED})


class Hindrance(StrEnum):
    """Why an item cannot take a step now."""

    NO_SUCH_MOVE = "no_such_move"
    NO_TEXT = "no_text"
    STALE_VERSION = "stale_version"
    OWN_ITEM = "own_item"
    LOCKED = "locked"


@dataclass(frozen=True)
class Standing:
    """What decides about a step. ``is_latest``: the version that the actor saw is still the newest one."""

    state: ItemState
    has_text: bool = True
    is_latest: bool = True
    is_author: bool = False
    is_locked: bool = False


def hindrances(standing: Standing, to: ItemState) -> tuple[Hindrance, ...]:
    """Everything that stands against the step, the gravest first; empty when it may be taken."""
    checks = (
        (not standing.is_latest, Hindrance.STALE_VERSION),
        (to not in MOVES[standing.state], Hindrance.NO_SUCH_MOVE),
        (not standing.has_text and to is not ItemState.RETIRED, Hindrance.NO_TEXT),
        (to in JUDGING and standing.is_author, Hindrance.OWN_ITEM),
        (to is ItemState.RETIRED and standing.is_locked, Hindrance.LOCKED),
    )
    return tuple(hindrance for applies, hindrance in checks if applies)


def next_states(state: ItemState) -> tuple[ItemState, ...]:
    """The states that may follow, in the order of the way."""
    return tuple(each for each in ItemState if each in MOVES[state])
