"""Who has which item to review or to approve, and until when. Having an item opens it, handing it back closes it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.core import audit
from lms.core.dated import value
from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.enums import AccessPurpose, ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules.lifecycle import Hindrance
from question_bank.items.selectors import authorship, hindrances
from question_bank.items.services import access
from question_bank.review import dated, policies
from question_bank.review.enums import Action
from question_bank.review.models import Assignment
from question_bank.review.rules import reminders
from question_bank.review.selectors import standing
from question_bank.review.services import letters

WAITING = (ItemState.SUBMITTED, ItemState.REVIEWED)


class UnableToAssign(Refusal):
    """This person cannot have this item now."""

    code = "review_not_assignable"


class AlreadyTaken(UnableToAssign):
    """Somebody has it."""

    code = "review_already_taken"


class OwnItem(UnableToAssign):
    """Nobody reviews or approves what they wrote or sent."""

    code = "own_item"


def claim(*, item: Item, reviewer: User, now: dt.datetime) -> Assignment:
    """Take a waiting item from the queue. Raises :class:`AlreadyTaken`, :class:`OwnItem` or :class:`UnableToAssign`."""
    with transaction.atomic():
        item = _waiting(item)
        if item.assignments.filter(done_at=None).exists():
            raise AlreadyTaken(_("這一題剛才已有人認領。"))
        return _give(item, reviewer, None, None, now)


def assign(*, item: Item, reviewer: User, due_date: dt.date | None, assigned_by: Any, now: dt.datetime) -> Assignment:
    """Give a waiting item to a person, until a date or for the usual days; they are told.

    Raises :class:`AlreadyTaken` when they have it, :class:`OwnItem` or :class:`UnableToAssign`.
    """
    if due_date is not None and due_date < timezone.localtime(now).date():
        raise UnableToAssign(_("期限不能早於今天。"), code="review_due_date_past")
    with transaction.atomic():
        item = _waiting(item)
        if item.assignments.filter(done_at=None, reviewer=reviewer).exists():
            raise AlreadyTaken(_("這一題已經指定給這位審題者。"))
        assignment = _give(item, reviewer, due_date, assigned_by, now)
        letters.requested(assignment=assignment, now=now)
    return assignment


def release(*, assignment: Assignment, actor: Any, now: dt.datetime) -> bool:
    """Hand an item back to the queue undone; False when it was over already."""
    with transaction.atomic():
        changed = _end(assignment, actor, now)
        if changed:
            _record(assignment, "review.released", actor, now)
    return changed


def finish(*, item: Item, actor: Any, now: dt.datetime, reviewer: Any = None) -> None:
    """The step is done: end one reviewer's assignment to the item, or all. Called inside a decision's transaction."""
    waiting = item.assignments.filter(done_at=None).select_related("reviewer", "item").order_by("id")
    for assignment in waiting if reviewer is None else waiting.filter(reviewer=reviewer):
        _end(assignment, actor, now)


def resume(*, item: Item, now: dt.datetime) -> None:
    """A returned item comes again: to whoever has it still, else to the reviewer who sent it back. Inside a decision."""
    kept = list(item.assignments.filter(done_at=None).select_related("reviewer", "item"))
    for assignment in kept:
        due = _due_date(now)
        assignment.version, assignment.due_date = _newest(item), due
        assignment.remind_at = reminders.next_at(due, _remind_days(now), now)
        assignment.save(update_fields=["version", "due_date", "remind_at"])
        letters.requested(assignment=assignment, now=now)
    returned = standing.last(item, Action.RETURN, Action.REVIEW, Action.WITHDRAW, Action.APPROVE)
    if kept or returned is None or returned.action != Action.RETURN or returned.actor is None:
        return
    if not refusals(item, returned.actor):
        letters.requested(assignment=_give(item, returned.actor, None, None, now), now=now)


def refusals(item: Item, user: Any) -> list[UnableToAssign]:
    """Why a person cannot have an item, the gravest first; empty when they can."""
    found: list[UnableToAssign] = []
    if authorship.is_author(item, user):
        found.append(OwnItem(hindrances.text(Hindrance.OWN_ITEM)))
    if standing.actor_of(item, Action.SUBMIT) == user.pk:
        found.append(OwnItem(_("這一版是您送審的，須由其他人審查與核可。")))
    if not policies.can_judge(user):
        found.append(UnableToAssign(_("只能指定審題或試務人員。"), code="review_not_reviewer"))
    if _is_closed_to(item, user):
        found.append(UnableToAssign(_("這一題已密封，須先由試務人員指定開啟的人。"), code="review_sealed"))
    return found


def _waiting(item: Item) -> Item:
    """The item, locked, while it waits for somebody."""
    fresh = locked(Item.objects.select_related("latest", "published"), pk=item.pk)
    if fresh.state not in WAITING:
        raise UnableToAssign(_("這一題目前不在審查中。"), code="review_not_waiting")
    return fresh


def _newest(item: Item) -> ItemVersion:
    if item.latest is None:
        raise UnableToAssign(hindrances.text(Hindrance.NO_TEXT), code=Hindrance.NO_TEXT.value)
    return item.latest


def _give(item: Item, reviewer: User, due_date: dt.date | None, assigned_by: Any, now: dt.datetime) -> Assignment:
    found = refusals(item, reviewer)
    if found:
        raise found[0]
    due = due_date or _due_date(now)
    assignment = Assignment.objects.create(
        item=item,
        version=_newest(item),
        reviewer=reviewer,
        assigned_by=assigned_by,
        assigned_at=now,
        due_date=due,
        remind_at=reminders.next_at(due, _remind_days(now), now),
    )
    access.name(item=item, user=reviewer, purpose=AccessPurpose.REVIEW, granted_by=assigned_by, reason="", now=now)
    _record(assignment, "review.assigned" if assigned_by else "review.claimed", assigned_by or reviewer, now)
    return assignment


def _end(assignment: Assignment, actor: Any, now: dt.datetime) -> bool:
    ended = Assignment.objects.filter(pk=assignment.pk, done_at=None).update(done_at=now, remind_at=None)
    if ended:
        reviewer = assignment.reviewer
        access.end(item=assignment.item, user=reviewer, purpose=AccessPurpose.REVIEW, ended_by=actor, now=now)
    return bool(ended)


def _is_closed_to(item: Item, user: Any) -> bool:
    """Sealed, and this person is not among those named."""
    named = item.named.filter(user=user, purpose=AccessPurpose.SEALED.value, ended_at=None)
    return item.locks.filter(released_at=None).exists() and not named.exists()


def _due_date(now: dt.datetime) -> dt.date:
    today = timezone.localtime(now).date()
    return reminders.due_date(today, value(dated.REVIEW_DAYS, on=today))


def _remind_days(now: dt.datetime) -> int:
    days: int = value(dated.REMIND_DAYS, on=timezone.localtime(now).date())
    return days


def _record(assignment: Assignment, action: str, actor: Any, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"items.Item:{assignment.item.public_id}",
        now=now,
        reviewer=assignment.reviewer_id,
        due=assignment.due_date.isoformat(),
    )
