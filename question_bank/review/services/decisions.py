"""The steps of the review: each one transaction, one row of history, one audit entry (the lifecycle's).

Nobody reviews or approves their own item: authors are refused by the item's lifecycle, whoever sent the version by the
rules here, and both once more by the database (``review_decision_not_own``).
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules.lifecycle import Hindrance
from question_bank.items.selectors import authorship, hindrances
from question_bank.items.services import lifecycle
from question_bank.review.enums import Action, Check
from question_bank.review.models import Decision
from question_bank.review.rules import obstacles
from question_bank.review.rules.obstacles import Case, Obstacle
from question_bank.review.rules.steps import TO
from question_bank.review.selectors import explanations, standing
from question_bank.review.services import assignments, comments, letters


class UnableToJudge(Refusal):
    """Something stands against the review or approval; ``code`` is the :class:`Obstacle`."""

    code = "faults"


class ReasonMissing(Refusal):
    """Sending back and retiring need a reason that can be read later."""

    code = "review_reason_missing"


class WrongState(Refusal):
    """This step belongs to another state of the item."""

    code = "no_such_move"


def submit(*, version: ItemVersion, actor: Any, now: dt.datetime) -> Decision:
    """Send the newest version to review; whoever sent it back before gets it again."""
    with transaction.atomic():
        item = _locked(version, ItemState.DRAFT)
        decision = _step(item, version, Action.SUBMIT, actor, now)
        assignments.resume(item=item, now=now)
    return decision


def withdraw(*, version: ItemVersion, actor: Any, now: dt.datetime) -> Decision:
    """Take a version back from review before it is approved."""
    with transaction.atomic():
        item = _locked(version, ItemState.SUBMITTED, ItemState.REVIEWED)
        decision = _step(item, version, Action.WITHDRAW, actor, now)
        assignments.finish(item=item, actor=actor, now=now)
    return decision


def return_for_changes(*, version: ItemVersion, note: str, actor: Any, now: dt.datetime) -> Decision:
    """Send a version back to its authors, with a remark on the whole item or with remarks made before."""
    with transaction.atomic():
        item = _locked(version, ItemState.SUBMITTED, ItemState.REVIEWED)
        _refuse_own(item, actor, now)
        if note.strip():
            comments.write(version=version, field="general", text=note, author=actor, now=now)
        elif not standing.open_comments(item).exists():
            raise ReasonMissing(_("退回時請寫下意見，命題者才知道要改什麼。"))
        text = note.strip() or _("請見各欄位的意見。")
        decision = _step(item, version, Action.RETURN, actor, now, note=text)
        assignments.finish(item=item, actor=actor, now=now)
        _tell(decision, "review_returned", now)
    return decision


def review(*, version: ItemVersion, checks: Collection[str], actor: Any, now: dt.datetime, note: str = "") -> Decision:
    """Pass a submitted version on to approval, with the whole checklist looked at."""
    with transaction.atomic():
        item = _locked(version, ItemState.SUBMITTED)
        lifecycle.check(item=item, to=ItemState.REVIEWED, actor=actor, version=version)
        case = _case(item, actor, now)
        _refuse(obstacles.to_review(case, checks), case)
        looked_at = [check.value for check in Check if check.value in checks]
        decision = _step(item, version, Action.REVIEW, actor, now, note=note.strip(), checks=looked_at)
        assignments.finish(item=item, reviewer=actor, actor=actor, now=now)
    return decision


def approve(*, version: ItemVersion, actor: Any, now: dt.datetime, note: str = "") -> Decision:
    """Approve the reviewed version that was seen: from now on new forms take it."""
    with transaction.atomic():
        item = _locked(version, ItemState.REVIEWED)
        lifecycle.check(item=item, to=ItemState.APPROVED, actor=actor, version=version)
        case = _case(item, actor, now)
        _refuse(obstacles.to_approve(case), case)
        decision = _step(item, version, Action.APPROVE, actor, now, note=note.strip())
        assignments.finish(item=item, actor=actor, now=now)
        _tell(decision, "item_approved", now)
    return decision


def retire(*, version: ItemVersion, note: str, actor: Any, now: dt.datetime) -> Decision:
    """Take an item out of use, in whatever state it is; not while it stands in a sealed paper."""
    if not note.strip():
        raise ReasonMissing(_("請填寫停用的理由，紀錄會保留。"))
    with transaction.atomic():
        item = _locked(version, *(state for state in ItemState if state is not ItemState.RETIRED))
        decision = _step(item, version, Action.RETIRE, actor, now, note=note.strip())
        assignments.finish(item=item, actor=actor, now=now)
    return decision


def revive(*, version: ItemVersion, actor: Any, now: dt.datetime) -> Decision:
    """Take a retired item up again as a draft, to be reviewed and approved anew."""
    with transaction.atomic():
        item = _locked(version, ItemState.RETIRED)
        return _step(item, version, Action.REVIVE, actor, now)


def _locked(version: ItemVersion, *states: ItemState) -> Item:
    """The item as it is now, locked, if the version is still its newest and the step belongs to its state."""
    item = locked(Item.objects.select_related("latest", "published"), pk=version.item_id)
    if item.latest_id != version.pk:
        raise lifecycle.refusal(Hindrance.STALE_VERSION)
    if item.state not in states:
        raise WrongState(hindrances.text(Hindrance.NO_SUCH_MOVE))
    return item


def _step(item: Item, version: ItemVersion, action: Action, actor: Any, now: dt.datetime, **more: Any) -> Decision:
    authors = sorted(_proposers(item))  # before the move: an approval makes the version the published one
    lifecycle.move(item=item, to=TO[action], actor=actor, version=version, now=now)
    return Decision.objects.create(
        item=item,
        version=version,
        actor=actor if getattr(actor, "pk", None) else None,
        action=action.value,
        authors="".join(f",{pk}" for pk in authors) + ",",
        at=now,
        **more,
    )


def _proposers(item: Item) -> set[int]:
    """Authors and whoever sent the version to review."""
    submitter = standing.actor_of(item, Action.SUBMIT)
    return set(authorship.author_ids(item)) | ({submitter} if submitter else set())


def _case(item: Item, actor: Any, now: dt.datetime) -> Case:
    return standing.case(item, actor, on=timezone.localtime(now).date())


def _refuse_own(item: Item, actor: Any, now: dt.datetime) -> None:
    """Sending back is a judgement too: authors withdraw instead."""
    if authorship.is_author(item, actor):
        raise lifecycle.refusal(Hindrance.OWN_ITEM)
    case = _case(item, actor, now)
    _refuse(obstacles.to_review(case), case)


def _refuse(found: tuple[Obstacle, ...], case: Case) -> None:
    if found:
        raise UnableToJudge(explanations.obstacle(found[0], case), code=found[0].value)


def _tell(decision: Decision, template: str, now: dt.datetime) -> None:
    known = {int(pk) for pk in decision.authors.split(",") if pk}
    letters.decided(decision=decision, template=template, author_ids=known, now=now)
