from unittest import TestCase

from exams.delivery.enums import AttemptState as State
from exams.delivery.rules import transitions
from exams.delivery.rules.enums import AttemptEvent as Event

ALLOWED = {
    State.PREPARED: {Event.ADMIT: State.ADMITTED, Event.CLOSE: State.CLOSED, Event.VOID: State.VOID},
    State.ADMITTED: {
        Event.SEND_BACK: State.PREPARED,
        Event.START: State.RUNNING,
        Event.CLOSE: State.CLOSED,
        Event.VOID: State.VOID,
    },
    State.RUNNING: {Event.PAUSE: State.PAUSED, Event.END: State.ENDED, Event.VOID: State.VOID},
    State.PAUSED: {Event.RESUME: State.RUNNING, Event.END: State.ENDED, Event.VOID: State.VOID},
    State.ENDED: {Event.REOPEN: State.RUNNING, Event.CLOSE: State.CLOSED, Event.VOID: State.VOID},
    State.CLOSED: {},
    State.VOID: {},
}


class MoveTest(TestCase):
    def test_every_state_and_event(self) -> None:
        for state in State:
            for event in Event:
                with self.subTest(state=state, event=event):
                    expected = ALLOWED[state].get(event)
                    self.assertEqual(transitions.can_move(state, event), expected is not None)
                    if expected is not None:
                        self.assertEqual(transitions.move(state, event), expected)
                        continue
                    with self.assertRaises(transitions.MoveNotAllowed) as caught:
                        transitions.move(state, event)
                    self.assertEqual((caught.exception.state, caught.exception.event), (state, event))

    def test_refusals_have_a_stable_code(self) -> None:
        for state, event, code in [
            (State.PREPARED, Event.START, "attempt_move_not_allowed"),
            (State.RUNNING, Event.CLOSE, "attempt_move_not_allowed"),
            (State.CLOSED, Event.REOPEN, "attempt_terminal"),
            (State.VOID, Event.REOPEN, "attempt_terminal"),
        ]:
            with self.subTest(state=state, event=event):
                with self.assertRaises(transitions.MoveNotAllowed) as caught:
                    transitions.move(state, event)
                self.assertEqual(caught.exception.code, code)

    def test_the_refusal_reads_as_a_sentence(self) -> None:
        refusal = transitions.MoveNotAllowed(State.CLOSED, Event.SEND_BACK)
        self.assertEqual(str(refusal), "An attempt that is closed cannot send back.")

    def test_only_closed_and_void_are_terminal(self) -> None:
        dead_ends = {state for state in State if not any(transitions.can_move(state, event) for event in Event)}
        self.assertEqual(dead_ends, transitions.TERMINAL)

    def test_the_groups_cover_every_state_once(self) -> None:
        groups = [*transitions.BEFORE_START, *transitions.IN_PROGRESS, *transitions.OVER]
        self.assertEqual(sorted(groups), sorted(State))

    def test_sources_of_an_event(self) -> None:
        self.assertEqual(transitions.sources_of(Event.END), {State.RUNNING, State.PAUSED})
        self.assertEqual(transitions.sources_of(Event.REOPEN), {State.ENDED})
