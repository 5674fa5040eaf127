"""Who can be chosen as reviewer or named for an item, and how people are shown."""

from typing import Any

from django.db.models import Q, QuerySet

from lms.accounts.models import User
from lms.organizations.enums import Role
from question_bank.items.models import Item
from question_bank.items.policies import BANK_ROLES
from question_bank.items.selectors import authorship
from question_bank.review.enums import Action
from question_bank.review.selectors import standing

JUDGES = (Role.ITEM_REVIEWER, Role.EXAM_OFFICER)


def name(user: User | None) -> str:
    """The name a person goes by; the address when they gave none; empty for nobody."""
    return (user.display_name or user.email) if user else ""


def possible_reviewers(item: Item) -> list[User]:
    """Reviewers and officers who neither wrote nor sent the item and do not have it yet."""
    having = item.assignments.filter(done_at=None).values("reviewer_id")
    own = Q(pk__in=authorship.author_ids(item)) | Q(pk=standing.actor_of(item, Action.SUBMIT))
    return list(_holding(*JUDGES).exclude(pk__in=having).exclude(own))


def nameable(item: Item, *, by: Any) -> list[User]:
    """Bank staff who are not named for the sealed item yet; never oneself."""
    named = item.named.filter(purpose="sealed", ended_at=None).values("user_id")
    return list(_holding(*BANK_ROLES).exclude(pk__in=named).exclude(pk=by.pk))


def _holding(*roles: Role) -> QuerySet[User]:
    held = User.objects.filter(is_active=True, memberships__role__in=[role.value for role in roles])
    return held.distinct().order_by("display_name", "pk")
