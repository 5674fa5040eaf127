"""The remarks of an item, by field."""

from dataclasses import dataclass
from typing import Any

from question_bank.items.models import Item
from question_bank.items.selectors import authorship
from question_bank.review import policies
from question_bank.review.models import Comment


@dataclass(frozen=True)
class Thread:
    """A remark with its answers, oldest first; ``old`` when it was made on an earlier version."""

    first: Comment
    replies: list[Comment]
    old: bool
    may_resolve: bool


def of_item(item: Item, user: Any) -> dict[str, list[Thread]]:
    """All remarks of an item by field: open ones of every version, settled ones of the newest."""
    found = Comment.objects.filter(version__item=item).select_related("author", "resolved_by", "version").order_by("id")
    replies: dict[int, list[Comment]] = {}
    for comment in found:
        if comment.answers_id:
            replies.setdefault(comment.answers_id, []).append(comment)
    judge = policies.can_judge(user) and not authorship.is_author(item, user)
    shown: dict[str, list[Thread]] = {}
    for comment in found:
        is_old = comment.version_id != item.latest_id
        if comment.answers_id or (is_old and comment.resolved_at):
            continue
        may = judge or comment.author_id == user.pk
        shown.setdefault(comment.field, []).append(Thread(comment, replies.get(comment.pk, []), is_old, may))
    return shown
