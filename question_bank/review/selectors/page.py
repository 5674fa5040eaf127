"""The item on its review page, and its history."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString

from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules import kinds
from question_bank.items.selectors import faces
from question_bank.review.models import Decision
from question_bank.review.selectors import explanations, people


def face(version: ItemVersion) -> SafeString:
    """The item as a candidate would see it, with the right answer marked; unmarked while the key cannot be used."""
    usable = not kinds.get(version.kind).flaws(version.body, version.key)
    return faces.html(faces.face(version, uid="review", mode="review" if usable else "answer", response=None))


def stimulus(version: ItemVersion) -> SafeString:
    """The shared stem; empty for an item without one."""
    return faces.stimulus_html(version.stimulus, uid="review-stimulus") if version.stimulus else SafeString()


@dataclass(frozen=True)
class Past:
    """A decision as the history shows it."""

    label: str
    who: str
    at: dt.datetime
    version: int
    note: str
    checks: list[str]


def history(item: Item) -> list[Past]:
    """Every decision about the item, the newest first."""
    found = Decision.objects.filter(item=item).select_related("actor", "version").order_by("-id")
    return [
        Past(
            explanations.action(each.action),
            people.name(each.actor),
            each.at,
            each.version.number,
            each.note,
            [explanations.check(check) for check in each.checks],
        )
        for each in found
    ]
