"""When an action is so large that a second person has to confirm it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """Beyond these numbers a second person confirms: ``minutes`` given to one candidate in all, ``people`` at once."""

    minutes: int
    people: int


def needs_second(threshold: Threshold, *, people: int, minutes: int = 0, whole_round: bool = False) -> bool:
    """Whether an action on so many candidates, leading to so many minutes in all, needs a second person.

    Exactly at a threshold it does not; on a whole round it always does.
    """
    return whole_round or people > threshold.people or minutes > threshold.minutes
