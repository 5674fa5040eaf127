"""What the home page and a person's own pages show, gathered from all apps through slots."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lms.accounts.models import Person
from lms.core import slots
from lms.core.slots import DeskCard, HomeDate, LearnerCard, NextAction, ProgrammeCard, Step

DATES_SHOWN = 4


@dataclass(frozen=True)
class Own:
    """The learner's home: one next action, the others behind it, the timeline, the cards."""

    next_action: NextAction | None
    further_actions: list[NextAction]
    steps: list[Step]
    cards: list[LearnerCard]

    @property
    def is_empty(self) -> bool:
        """Nothing has begun yet."""
        return not (self.next_action or self.steps or self.cards)


def next_dates(*, today: dt.date) -> list[HomeDate]:
    """The nearest dates from ``today`` on, at most four."""
    coming = [date for date in slots.collect("home_date") if date.on >= today]
    return sorted(coming, key=lambda date: (date.on, date.title))[:DATES_SHOWN]


def programmes() -> list[ProgrammeCard]:
    """The programmes, in the order their app gives them."""
    return slots.collect("programme_card")


def own(person: Person) -> Own:
    """Everything on a learner's home."""
    actions = sorted(
        slots.collect("next_action", person), key=lambda action: (action.priority, action.due or dt.date.max)
    )
    return Own(
        next_action=actions[0] if actions else None,
        further_actions=actions[1:],
        steps=slots.collect("timeline", person),
        cards=slots.collect("learner_card", person),
    )


def desk_cards(user: Any) -> list[DeskCard]:
    """The staff desk: queues with something waiting first, then the rest."""
    return sorted(slots.collect("desk_card", user), key=lambda card: not card.count)
