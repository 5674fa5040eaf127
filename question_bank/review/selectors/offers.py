"""The steps that an item's page offers a person, and why not."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from question_bank.items.enums import ItemState
from question_bank.items.models import Item
from question_bank.items.rules import lifecycle as way
from question_bank.items.rules.lifecycle import Hindrance
from question_bank.items.selectors import authorship, hindrances
from question_bank.review import policies
from question_bank.review.enums import Action
from question_bank.review.rules import obstacles
from question_bank.review.rules.steps import TO
from question_bank.review.selectors import explanations, standing


@dataclass(frozen=True)
class Offer:
    """A step that belongs to the item's state; ``why`` says why this person cannot take it, empty when they can."""

    action: str
    label: str
    url: str
    why: tuple[str, ...] = ()

    @property
    def asks_note(self) -> bool:
        """Whether a text goes with the step."""
        return self.action in (Action.RETURN, Action.REVIEW, Action.APPROVE, Action.RETIRE)

    @property
    def note_optional(self) -> bool:
        """Whether the step is never refused for want of one; the label of sending back says when it is."""
        return self.action in (Action.REVIEW, Action.APPROVE)

    @property
    def note_label(self) -> str:
        """What the text is."""
        names = {Action.RETURN: _("要修改什麼（未寫欄位意見時必填）"), Action.RETIRE: _("停用理由")}
        return names.get(Action(self.action), _("補充說明"))

    @property
    def kind(self) -> str:
        """The button's look: what sends back or withdraws is secondary, retiring is dangerous."""
        if self.action == Action.RETIRE:
            return "danger"
        return "secondary" if self.action in (Action.RETURN, Action.WITHDRAW, Action.REVIVE) else "primary"


def of_item(item: Item, user: Any, *, may_edit: bool, on: dt.date) -> list[Offer]:
    """The steps of the item's state for this person, those they cannot take with the reasons."""
    state, judge = ItemState(item.state), policies.can_judge(user)
    author = authorship.is_author(item, user)
    case = standing.case(item, user, on=on)
    found = []
    if state is ItemState.DRAFT and may_edit:
        found.append(_offer(Action.SUBMIT, item, author))
    if state is ItemState.SUBMITTED and (judge or author):
        found.append(_offer(Action.REVIEW, item, author, obstacles.to_review(case), case))
    if state is ItemState.REVIEWED and (judge or author):
        found.append(_offer(Action.APPROVE, item, author, obstacles.to_approve(case), case))
    if state in (ItemState.SUBMITTED, ItemState.REVIEWED):
        if judge and not author and not case.is_submitter:
            found.append(_offer(Action.RETURN, item, author))
        elif may_edit or author or case.is_submitter:
            found.append(_offer(Action.WITHDRAW, item, author))
    if policies.can_assign(user):
        found.append(_offer(Action.REVIVE if state is ItemState.RETIRED else Action.RETIRE, item, author))
    return found


def _offer(
    action: Action,
    item: Item,
    author: bool,
    against: tuple[obstacles.Obstacle, ...] = (),
    case: obstacles.Case | None = None,
) -> Offer:
    is_locked = action is Action.RETIRE and item.locks.filter(released_at=None).exists()
    found = way.hindrances(way.Standing(ItemState(item.state), is_author=author, is_locked=is_locked), TO[action])
    why = [hindrances.text(each) for each in found if each in (Hindrance.OWN_ITEM, Hindrance.LOCKED)]
    # Somebody's own item needs no further reason; the rest would read as if mending it helped.
    if not why and case is not None:
        why = [explanations.obstacle(each, case) for each in against]
    url = reverse(f"review:{action.value}", args=[item.public_id])
    return Offer(action.value, explanations.action(action.value), url, tuple(why))
