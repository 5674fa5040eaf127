"""The one table of moves an attempt may make.

Prepared when the round is sealed, admitted at the door, running from the candidate's start. Ended means no more
answers; staff may reopen it until it is closed for marking. Closed and void never go back. Somebody who never came
goes from prepared (or admitted) straight to closed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from exams.delivery.enums import AttemptState
from exams.delivery.rules.enums import AttemptEvent

MOVES: Mapping[tuple[AttemptState, AttemptEvent], AttemptState] = MappingProxyType(
    {
        (AttemptState.PREPARED, AttemptEvent.ADMIT): AttemptState.ADMITTED,
        (AttemptState.PREPARED, AttemptEvent.CLOSE): AttemptState.CLOSED,
        (AttemptState.PREPARED, AttemptEvent.VOID): AttemptState.VOID,
        (AttemptState.ADMITTED, AttemptEvent.SEND_BACK): AttemptState.PREPARED,
        (AttemptState.ADMITTED, AttemptEvent.START): AttemptState.RUNNING,
        (AttemptState.ADMITTED, AttemptEvent.CLOSE): AttemptState.CLOSED,
        (AttemptState.ADMITTED, AttemptEvent.VOID): AttemptState.VOID,
        (AttemptState.RUNNING, AttemptEvent.PAUSE): AttemptState.PAUSED,
        (AttemptState.RUNNING, AttemptEvent.END): AttemptState.ENDED,
        (AttemptState.RUNNING, AttemptEvent.VOID): AttemptState.VOID,
        (AttemptState.PAUSED, AttemptEvent.RESUME): AttemptState.RUNNING,
        (AttemptState.PAUSED, AttemptEvent.END): AttemptState.ENDED,
        (AttemptState.PAUSED, AttemptEvent.VOID): AttemptState.VOID,
        (AttemptState.ENDED, AttemptEvent.REOPEN): AttemptState.RUNNING,
        (AttemptState.ENDED, AttemptEvent.CLOSE): AttemptState.CLOSED,
        (AttemptState.ENDED, AttemptEvent.VOID): AttemptState.VOID,
    }
)

BEFORE_START = frozenset({AttemptState.PREPARED, AttemptState.ADMITTED})
IN_PROGRESS = frozenset({AttemptState.RUNNING, AttemptState.PAUSED})
OVER = frozenset({AttemptState.ENDED, AttemptState.CLOSED, AttemptState.VOID})
TERMINAL = frozenset({AttemptState.CLOSED, AttemptState.VOID})


class MoveNotAllowed(Exception):
    """An event does not fit the state of an attempt. ``code`` is stable."""

    def __init__(self, state: AttemptState, event: AttemptEvent) -> None:
        super().__init__(f"An attempt that is {state.value} cannot {event.value.replace('_', ' ')}.")
        self.state = state
        self.event = event
        self.code = "attempt_terminal" if state in TERMINAL else "attempt_move_not_allowed"


def move(state: AttemptState, event: AttemptEvent) -> AttemptState:
    """The state after ``event``. Raises :class:`MoveNotAllowed` when the table has no such move."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise MoveNotAllowed(state, event) from None


def can_move(state: AttemptState, event: AttemptEvent) -> bool:
    """Whether ``event`` fits ``state``."""
    return (state, event) in MOVES


def sources_of(event: AttemptEvent) -> frozenset[AttemptState]:
    """The states in which ``event`` is allowed: the condition of a conditional update."""
    return frozenset(state for state, each in MOVES if each is event)
