"""Who has an item now."""

import datetime as dt

from question_bank.items.models import Item
from question_bank.review.models import Assignment


def of_item(item: Item, *, today: dt.date) -> list[tuple[Assignment, bool]]:
    """The open assignments of an item with whether they are overdue, the most urgent first."""
    found = item.assignments.filter(done_at=None).select_related("reviewer").order_by("due_date", "id")
    return [(each, each.due_date < today) for each in found]
