"""Where each decision leads."""

from collections.abc import Mapping

from question_bank.items.enums import ItemState
from question_bank.review.enums import Action

TO: Mapping[Action, ItemState] = {
    Action.SUBMIT: ItemState.SUBMITTED,
    Action.WITHDRAW: ItemState.DRAFT,
    Action.RETURN: ItemState.DRAFT,
    Action.REVIEW: ItemState.REVIEWED,
    Action.APPROVE: ItemState.APPROVED,
    Action.RETIRE: ItemState.RETIRED,
    Action.REVIVE: ItemState.DRAFT,
}
