"""What waits in the bank for a person."""

from typing import Any

from lms.organizations.policies import is_exam_officer
from question_bank.items import policies
from question_bank.items.models import Flag, ItemVersion


def flagged_count(user: Any) -> int:
    """Items with an open flag: those the user wrote, for officers all they may read."""
    flagged = Flag.objects.filter(cleared_at=None).values("item_id")
    items = policies.visible_items(user).filter(pk__in=flagged)
    if not is_exam_officer(user):
        items = items.filter(pk__in=ItemVersion.objects.filter(author=user).values("item_id"))
    return items.count()
