"""What of the bank an item repeats. The prepared bank is kept between calls for as long as no item changes."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from question_bank.items import policies
from question_bank.items.analysis import banks
from question_bank.items.analysis.near_duplicates import Bank
from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.rules.findings import Finding


def of_draft(draft: ItemDraft, *, user: Any = None) -> list[Finding]:
    """What the draft repeats of the items that are not retired, strongest first.

    Items that the user may not read are not named; without a user, secure ones are not.
    """
    bank, drafts = _known(_edition())
    return banks.repeats(draft, bank, drafts, may_name=_naming(user))


def _naming(user: Any) -> Callable[[ItemDraft], bool]:
    if user is None:
        return lambda known: known.use != ItemUse.SECURE

    def is_visible(known: ItemDraft) -> bool:
        return policies.visible_items(user).filter(code=known.code).exists()

    return is_visible


def _items() -> QuerySet[Item]:
    return Item.objects.filter(latest__isnull=False).exclude(state=ItemState.RETIRED.value)


def _edition() -> str:
    """Changes whenever an item comes, goes or has another text."""
    names = ("code", "use", "stimulus__code", "latest__content_hash")
    rows = _items().order_by("id").values_list(*names)
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


@functools.lru_cache(maxsize=1)
def _known(edition: str) -> tuple[Bank, list[ItemDraft]]:
    """The bank of an edition, with no more of each item than comparing needs."""
    names = ("code", "use", "latest__kind", "latest__stem", "latest__body", "stimulus__code")
    drafts = [
        ItemDraft(
            code=code,
            topic="",
            use=use,
            kind=kind,
            stem=stem,
            body=body,
            key=(),
            stimulus=StimulusDraft(shared, "") if shared else None,
        )
        for code, use, kind, stem, body, shared in _items().order_by("id").values_list(*names)
    ]
    return banks.prepared(drafts), drafts
