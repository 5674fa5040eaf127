"""The one writer of an item's state."""

import datetime as dt
from typing import Any

from django.db import transaction

from lms.core import audit
from lms.core.db import conditional_update
from lms.core.errors import Refusal
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules import lifecycle as rules
from question_bank.items.rules.lifecycle import Hindrance, Standing
from question_bank.items.selectors import authorship, hindrances


class UnableToMove(Refusal):
    """The item cannot take this step now; ``code`` is the :class:`Hindrance`."""

    code = "no_such_move"


class OwnItem(UnableToMove):
    """Nobody reviews or approves an item that they wrote."""

    code = Hindrance.OWN_ITEM.value


class StaleVersion(UnableToMove):
    """The item changed after the actor saw it."""

    code = Hindrance.STALE_VERSION.value


class ItemLocked(UnableToMove):
    """The item stands in a sealed paper."""

    code = Hindrance.LOCKED.value


def move(*, item: Item, to: ItemState, actor: Any, now: dt.datetime, version: ItemVersion | None = None) -> Item:
    """Take one step and write it into the trail. ``version`` is what the actor saw; None: the newest as ``item`` was read.

    Approval publishes that version; a retired item that is taken up again is published by its next approval only.
    Raises :class:`OwnItem`, :class:`StaleVersion`, :class:`ItemLocked` or :class:`UnableToMove`; then nothing changed.
    """
    seen = version.pk if version is not None else item.latest_id
    with transaction.atomic():
        check(item=item, to=to, actor=actor, version=version)
        expected = {"state": item.state, "latest_id": seen}
        before = item.state
        if not conditional_update(item, expected, **_changes(item, to, seen)):
            raise refusal(Hindrance.STALE_VERSION)
        audit.record(
            actor=actor,
            action=f"item.{to.value}",
            subject=f"items.Item:{item.public_id}",
            now=now,
            code=item.code,
            version=seen,
            before=before,
        )
    return item


def check(*, item: Item, to: ItemState, actor: Any, version: ItemVersion | None = None) -> None:
    """Raise what :func:`move` would raise, without writing: pages use it to say why a button is missing."""
    standing = Standing(
        state=ItemState(item.state),
        has_text=item.latest_id is not None,
        is_latest=version is None or version.pk == item.latest_id,
        is_author=authorship.is_author(item, actor),
        is_locked=item.locks.filter(released_at__isnull=True).exists(),
    )
    found = rules.hindrances(standing, to)
    if found:
        raise refusal(found[0])


def refusal(hindrance: Hindrance) -> UnableToMove:
    """The named exception of a hindrance, with its text."""
    kinds = {
        Hindrance.OWN_ITEM: OwnItem,
        Hindrance.STALE_VERSION: StaleVersion,
        Hindrance.LOCKED: ItemLocked,
    }
    return kinds.get(hindrance, UnableToMove)(hindrances.text(hindrance), code=hindrance.value)


def _changes(item: Item, to: ItemState, seen: int | None) -> dict[str, Any]:
    if to is ItemState.APPROVED:
        return {"state": to.value, "published_id": seen}
    if item.state == ItemState.RETIRED:
        return {"state": to.value, "published_id": None}
    return {"state": to.value}
