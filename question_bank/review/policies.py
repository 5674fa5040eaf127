"""Who may review and approve, who assigns, who sees who has seen an item.

Items themselves are reached through ``question_bank.items.policies`` alone: a secure item by its authors, officers and
its reviewers, a sealed one by those named.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from question_bank.items import policies
from question_bank.items.models import Item, ItemVersion, NamedAccess
from question_bank.review.models import Assignment, Comment


def can_see_queue(user: Any) -> bool:
    """Everybody who works in the bank: writers see what became of their items."""
    return policies.is_bank_staff(user)


def can_judge(user: Any) -> bool:
    """Reviewers review and approve; officers may do both too. Whose item it is, the services look at."""
    return policies.is_reviewer(user)


def can_assign(user: Any) -> bool:
    """Exam officers give items to reviewers, retire them, and name persons for sealed ones."""
    return policies.is_exam_officer(user)


def access_queued_item(user: Any, public_id: UUID) -> Item:
    """An item that waits in the queue, by its code only, for those who may take it. Raises 404 for anybody else."""
    item = Item.objects.filter(public_id=public_id).select_related("topic", "latest", "published").first()
    if item is None or not can_judge(user):
        raise Http404
    return item


def access_assignment(user: Any, public_id: UUID) -> Assignment:
    """One's own open assignment, or anybody's for officers. Raises 404 for anything else."""
    found: QuerySet[Assignment] = Assignment.objects.filter(public_id=public_id, done_at=None)
    found = found if can_assign(user) else found.filter(reviewer=user)
    assignment = found.select_related("item", "reviewer").first()
    if assignment is None:
        raise Http404
    return assignment


def access_comment(item: Item, public_id: UUID) -> Comment:
    """A remark on an item that the person may open already. Raises 404 for the remarks of other items."""
    comment = Comment.objects.filter(public_id=public_id, version__item=item).select_related("version__item").first()
    if comment is None:
        raise Http404
    return comment


def access_named(item: Item, pk: int) -> NamedAccess:
    """An open name of this item. Raises 404 for those of other items."""
    named = NamedAccess.objects.filter(pk=pk, item=item, ended_at=None).select_related("user").first()
    if named is None:
        raise Http404
    return named


def access_version(item: Item, number: int) -> ItemVersion:
    """A version, by its number, of an item that the person may reach already. Raises 404 when there is none."""
    version = item.versions.filter(number=number).first()
    if version is None:
        raise Http404
    return version
