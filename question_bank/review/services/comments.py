"""Remarks on the fields of a version."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal
from question_bank.items.models import Item, ItemVersion
from question_bank.items.selectors import authorship
from question_bank.review import policies
from question_bank.review.models import Comment
from question_bank.review.rules import fields


class UnableToComment(Refusal):
    """The remark has no text or names a field that the version does not have."""

    code = "comment_empty"


class NotTheirsToResolve(Refusal):
    """Authors answer remarks on their item; whether one is settled, somebody else says."""

    code = "comment_not_resolvable"


def write(
    *, version: ItemVersion, field: str, text: str, author: Any, now: dt.datetime, answers: Comment | None = None
) -> Comment:
    """Remark on a field, or answer a remark (then the field is the remark's). Raises :class:`UnableToComment`."""
    first = answers.answers or answers if answers else None
    field = first.field if first else field
    if not text.strip():
        raise UnableToComment(_("請寫下意見。"))
    if first is None and not fields.is_field(field, version.body):
        raise UnableToComment(_("找不到這個欄位，請重新整理後再試。"), code="comment_field_unknown")
    with transaction.atomic():
        # An approval under way sees the remark or comes before it.
        locked(Item.objects.all(), pk=version.item_id)
        comment = Comment.objects.create(
            version=version, field=field, text=text.strip(), author=author, at=now, answers=first
        )
        _record(comment, "review.commented", author, now)
    return comment


def resolve(*, comment: Comment, actor: Any, now: dt.datetime) -> bool:
    """Say that a remark is settled; False when it was. Raises :class:`NotTheirsToResolve`."""
    comment = comment.answers or comment
    if not can_resolve(comment, actor):
        raise NotTheirsToResolve(_("請由提出意見的人或其他審題者確認後解決；您可以在這裡回覆。"))
    with transaction.atomic():
        settled = conditional_update(comment, {"resolved_at": None}, resolved_by=actor, resolved_at=now)
        if settled:
            _record(comment, "review.comment_resolved", actor, now)
    return settled


def can_resolve(comment: Comment, actor: Any) -> bool:
    """Whoever made the remark, and those who may judge the item; its authors only what they said themselves."""
    if comment.author_id == actor.pk:
        return True
    return policies.can_judge(actor) and not authorship.is_author(comment.version.item, actor)


def _record(comment: Comment, action: str, actor: Any, now: dt.datetime) -> None:
    subject = f"items.Item:{comment.version.item.public_id}"
    audit.record(actor=actor, action=action, subject=subject, now=now, comment=comment.pk, field=comment.field)
