"""The reviewer's queue: what each person has, may take, or waits for. Codes and topics, never the text."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from question_bank.items.enums import AccessPurpose, ItemState
from question_bank.items.models import Item, ItemVersion, Lock, NamedAccess
from question_bank.items.policies import visible_items
from question_bank.review import policies
from question_bank.review.enums import Action
from question_bank.review.models import Assignment, Comment, Decision

LONGEST = 100
"""Lists of a person's own things are cut here; what anybody may take is paged."""
WAITING = (ItemState.SUBMITTED.value, ItemState.REVIEWED.value)


@dataclass(frozen=True)
class Own:
    """What a person wrote: sent back to them, in review, drafts; each at most :data:`LONGEST`."""

    returned: list[Item]
    waiting: list[Item]
    drafts: list[Item]


def mine(user: Any, *, today: dt.date) -> list[tuple[Assignment, bool]]:
    """The person's open assignments with whether they are overdue, the most urgent first."""
    found = _open(user).select_related("item__topic", "version", "assigned_by").order_by("due_date", "id")
    rows = found.annotate(open_comments=_open_comments("item_id"))[:LONGEST]
    return [(row, row.due_date < today) for row in rows]


def claimable(user: Any) -> QuerySet[Item]:
    """Submitted items that nobody has and this person may review, those waiting longest first."""
    return _free(user).filter(state=ItemState.SUBMITTED.value)


def to_approve(user: Any) -> QuerySet[Item]:
    """Reviewed items that nobody has and this person neither wrote, sent nor reviewed."""
    reviewed = _last(Action.REVIEW, "actor_id")
    found = _free(user).filter(state=ItemState.REVIEWED.value).annotate(reviewed_by=Subquery(reviewed))
    return found.filter(Q(reviewed_by=None) | ~Q(reviewed_by=user.pk))


def own(user: Any) -> Own:
    """What became of what the person wrote."""
    written = Q(created_by=user, published=None) | Q(latest__author=user)
    found = visible_items(user).filter(written).select_related("topic", "latest")
    newest = Decision.objects.filter(item=OuterRef("pk"), version=OuterRef("latest_id")).order_by("-id")
    found = found.annotate(
        last_action=Coalesce(Subquery(newest.values("action")[:1]), Value("")),
        open_comments=_open_comments("pk"),
        since=_since(),
    ).order_by("code")
    drafts = found.filter(state=ItemState.DRAFT.value)
    returned = Q(last_action=Action.RETURN.value) | Q(open_comments=True)
    return Own(
        returned=list(drafts.filter(returned)[:LONGEST]),
        waiting=list(found.filter(state__in=WAITING)[:LONGEST]),
        drafts=list(drafts.exclude(returned)[:LONGEST]),
    )


def waiting_count(user: Any) -> int:
    """How many things wait for this person: what they have, what came back, and for judges what may be taken."""
    count = _open(user).count()
    count += (
        visible_items(user)
        .filter(state=ItemState.DRAFT.value, latest__author=user)
        .filter(Exists(Comment.objects.filter(version__item=OuterRef("pk"), answers=None, resolved_at=None)))
        .count()
    )
    if policies.can_judge(user):
        count += claimable(user).count() + to_approve(user).count()
    return count


def _open(user: Any) -> QuerySet[Assignment]:
    return Assignment.objects.filter(reviewer=user, done_at=None, item__state__in=WAITING)


def _free(user: Any) -> QuerySet[Item]:
    """Items in review that nobody has, not the person's own, and not sealed to them."""
    wrote = ItemVersion.objects.filter(item=OuterRef("pk"), author=user).filter(
        Q(pk=OuterRef("latest_id")) | Q(item__published=None) | Q(number__gt=F("item__published__number"))
    )
    sealed = Lock.objects.filter(item=OuterRef("pk"), released_at=None)
    named = NamedAccess.objects.filter(
        item=OuterRef("pk"), user=user, purpose=AccessPurpose.SEALED.value, ended_at=None
    )
    found = Item.objects.filter(~Exists(wrote), ~Exists(sealed) | Exists(named))
    found = found.exclude(created_by=user, published=None)
    found = found.exclude(Exists(Assignment.objects.filter(item=OuterRef("pk"), done_at=None)))
    found = found.annotate(
        submitted_by=Subquery(_last(Action.SUBMIT, "actor_id")),
        submitter=Coalesce(
            NullIf(Subquery(_last(Action.SUBMIT, "actor__display_name")), Value("")),
            Subquery(_last(Action.SUBMIT, "actor__email")),
            output_field=CharField(),
        ),
        since=_since(),
    )
    found = found.filter(Q(submitted_by=None) | ~Q(submitted_by=user.pk))
    return found.select_related("topic", "latest").order_by("since", "code")


def _last(action: Action, value: str) -> QuerySet[Any]:
    """What the last such decision about the newest version says."""
    found = Decision.objects.filter(item=OuterRef("pk"), version=OuterRef("latest_id"), action=action.value)
    return found.order_by("-id").values(value)[:1]


def _since() -> Coalesce:
    """Since when the item stands where it stands."""
    moved = Decision.objects.filter(item=OuterRef("pk")).order_by("-id").values("at")[:1]
    return Coalesce(Subquery(moved), "latest__created_at", output_field=DateTimeField())


def _open_comments(item: str) -> Exists:
    return Exists(Comment.objects.filter(version__item=OuterRef(item), answers=None, resolved_at=None))
