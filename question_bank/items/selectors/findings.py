"""What the checks say about an item, a version or a draft; whole pools: ``question_bank.items.selectors.inspections``."""

import datetime as dt
from typing import Any

from lms.core import dated
from question_bank.items.dated import STALE_DAYS
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules import kinds, linting
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.selectors import drafts, repetitions


def of_item(item: Item, on: dt.date, *, user: Any = None) -> list[Finding]:
    """Of the newest version, faults first. What a draft may still lack is a fault once the item is submitted.

    With a user, what it repeats of the bank too: items that the user may read by their code, others without.
    """
    if item.latest is None:
        return []
    draft = drafts.of_version(item.latest)
    found = of_draft(draft, on, for_approval=item.state != ItemState.DRAFT)
    return _ordered([*found, *_repeated(draft, user)]) if user is not None else found


def of_draft(draft: ItemDraft, on: dt.date, *, for_approval: bool = False) -> list[Finding]:
    """Of a draft by itself: an editor's form, a question of a file."""
    return linting.item_findings(draft, on=on, for_approval=for_approval, stale_after=stale_after(on))


def faults_for_approval(version: ItemVersion, on: dt.date) -> list[Finding]:
    """What keeps a version from approval: its own faults, and texts of the bank that it repeats."""
    draft = drafts.of_version(version)
    found = [*of_draft(draft, on, for_approval=True), *_repeated(draft, None)]
    return [finding for finding in found if finding.is_fault]


def stale_after(on: dt.date) -> dt.timedelta:
    """How long the facts of an item may go unchecked."""
    return dt.timedelta(days=int(dated.value(STALE_DAYS, on=on)))


def _repeated(draft: ItemDraft, user: Any) -> list[Finding]:
    return repetitions.of_draft(draft, user=user) if draft.kind in kinds.REGISTRY else []


def _ordered(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: not finding.is_fault)
