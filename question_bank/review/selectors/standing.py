"""Where a version stands: who sent it, who reviewed it, which remarks are open, what is wrong with it."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from lms.core.dated import value
from question_bank.items.enums import ItemState
from question_bank.items.models import Item
from question_bank.items.selectors import findings
from question_bank.review import dated
from question_bank.review.enums import Action
from question_bank.review.models import Comment, Decision
from question_bank.review.rules.obstacles import Case


def case(item: Item, user: Any, *, on: dt.date) -> Case:
    """What decides whether the user may review or approve the newest version."""
    user_id = getattr(user, "pk", None)
    return Case(
        is_submitter=user_id is not None and actor_of(item, Action.SUBMIT) == user_id,
        is_reviewer=user_id is not None and actor_of(item, Action.REVIEW) == user_id,
        same_may_approve=bool(value(dated.REVIEWER_MAY_APPROVE, on=on)),
        faults=_fault_count(item, on),
        open_comments=open_comments(item).count(),
    )


def last(item: Item, *actions: Action) -> Decision | None:
    """The newest decision of these kinds about the item."""
    found = Decision.objects.filter(item=item, action__in=[action.value for action in actions])
    return found.select_related("actor", "version").order_by("-id").first()


def actor_of(item: Item, action: Action) -> int | None:
    """Who last did this to the newest version; None when nobody did."""
    found = Decision.objects.filter(item=item, version=item.latest_id, action=action.value).order_by("-id")
    return found.values_list("actor_id", flat=True).first()


def open_comments(item: Item) -> QuerySet[Comment]:
    """Remarks on any version of the item that nobody settled yet."""
    return Comment.objects.filter(version__item=item, answers=None, resolved_at=None).order_by("id")


def _fault_count(item: Item, on: dt.date) -> int:
    """What the checks find; looked at where it decides, before approval."""
    if item.latest is None or item.state != ItemState.REVIEWED:
        return 0
    return len(findings.faults_for_approval(item.latest, on))
