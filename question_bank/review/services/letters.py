"""What authors and reviewers are told. A notice names the item's code and where to look, never a word of the item."""

import datetime as dt
from typing import Any

from django.urls import reverse

from lms.accounts.models import User
from lms.accounts.services import persons
from lms.core.calendar.rules import format_roc_slash
from lms.notices.services import outbox
from question_bank.items.models import Item
from question_bank.review.models import Assignment, Decision


def requested(*, assignment: Assignment, now: dt.datetime) -> None:
    """A reviewer got an item."""
    event = f"review:{assignment.public_id}:{assignment.version_id}:{assignment.due_date}"
    _put(assignment.reviewer, event, "review_requested", assignment.item, now, due=assignment.due_date)


def reminded(*, assignment: Assignment, overdue: bool, now: dt.datetime) -> None:
    """A reviewer has an item that is nearly or already due; once for each due date and side of it."""
    event = f"review:{assignment.public_id}:{assignment.due_date}:{'overdue' if overdue else 'soon'}"
    _put(assignment.reviewer, event, "review_reminder", assignment.item, now, due=assignment.due_date, overdue=overdue)


def decided(*, decision: Decision, template: str, author_ids: set[int], now: dt.datetime) -> None:
    """The authors of an item learn what became of it."""
    for user in User.objects.filter(pk__in=author_ids, is_active=True).order_by("pk"):
        _put(user, f"review:{decision.public_id}", template, decision.item, now)


def _put(
    user: User, event_id: str, template: str, item: Item, now: dt.datetime, *, due: dt.date | None = None, **more: Any
) -> None:
    dates = {"due": f"{due:%-d %B %Y}", "due_roc": format_roc_slash(due)} if due else {}
    context = {"code": item.code, "path": reverse("review:item", args=[item.public_id]), **dates, **more}
    person = persons.ensure(user=user, now=now)
    outbox.put(person=person, event_id=event_id, template=template, context=context, now=now)
