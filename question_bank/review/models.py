"""Who decided what about a version, what was remarked on it, and who still has to look at it.

The state itself stands in ``question_bank.items.models.Item`` and is written by its lifecycle alone.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.db.models.lookups import Exact

from lms.core.fields import enum_check, enum_field, public_id
from question_bank.items.models import Item, ItemVersion
from question_bank.review.enums import Action
from question_bank.review.rules.fields import LONGEST

if TYPE_CHECKING:
    from lms.accounts.models import User

JUDGING = (Action.REVIEW.value, Action.APPROVE.value)


class Decision(models.Model):
    """One step of a version on its way, by whom and when. Append-only; written by ``services.decisions``.

    ``authors`` is frozen at the decision: the ids of everybody who counted as author then, as ``,3,17,``. ``checks`` is
    JSON v1, the list of what was checked.
    """

    public_id = public_id()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="decisions")
    actor: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = enum_field(Action)
    note = models.TextField(blank=True)
    checks = models.JSONField(default=list)
    authors = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("review", "decision", "action", Action),
            # Nobody reviews or approves their own item, whoever writes the row.
            models.CheckConstraint(
                condition=~Q(action__in=JUDGING)
                | Q(
                    Exact(
                        StrIndex(
                            F("authors"),
                            Concat(
                                Value(",", output_field=models.TextField()),
                                Cast("actor_id", models.TextField()),
                                Value(",", output_field=models.TextField()),
                            ),
                        ),
                        0,
                    )
                ),
                name="review_decision_not_own",
            ),
            # A judgement is somebody's.
            models.CheckConstraint(
                condition=~Q(action__in=JUDGING) | Q(actor__isnull=False), name="review_decision_by_somebody"
            ),
            # What sends an item back or out of use says why.
            models.CheckConstraint(
                condition=~Q(action__in=[Action.RETURN.value, Action.RETIRE.value]) | ~Q(note=""),
                name="review_decision_reason",
            ),
        ]
        # The history of an item, and its last submission.
        indexes = [models.Index(fields=["item", "action", "at"], name="review_decision_item")]

    def __str__(self) -> str:
        return f"{self.version} {self.action}"


class Comment(models.Model):
    """A remark on one field of a version, or an answer to one. Written by ``services.comments``; the text never changes.

    An open remark keeps the item from approval, whatever version it was made on.
    """

    public_id = public_id()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="comments")
    field = models.CharField(max_length=LONGEST)
    text = models.TextField()
    author: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    resolved_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A remark is settled by somebody at an instant; its answers are settled with it.
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False, answers__isnull=True),
                name="review_comment_resolved",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="review_comment_text"),
        ]
        # "Which remarks of this item stand open?"
        indexes = [models.Index(fields=["version", "resolved_at"], name="review_comment_open")]

    def __str__(self) -> str:
        return f"{self.version} {self.field}"


class Assignment(models.Model):
    """A person has an item to review or to approve until a date. Written by ``services.assignments`` and ``reminders``.

    ``assigned_by`` is null when they took it from the queue themself. ``remind_at`` is the next instant to remind them,
    null when there is none.
    """

    public_id = public_id()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="assignments")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    reviewer: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    due_date = models.DateField()
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Nobody has the same item twice at a time.
            models.UniqueConstraint(
                fields=["item", "reviewer"], condition=Q(done_at__isnull=True), name="review_assignment_open"
            ),
            # What is done is not reminded of.
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(remind_at__isnull=True), name="review_assignment_silent"
            ),
        ]
        indexes = [
            # The worker asks whom to remind.
            models.Index(fields=["remind_at"], name="review_assignment_remind"),
            # A reviewer's queue, by due date.
            models.Index(fields=["reviewer", "done_at", "due_date"], name="review_assignment_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.item} → {self.reviewer_id}"
