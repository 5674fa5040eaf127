"""What one item must be before anyone answers it (ITM-5, ITM-6).

Every check answers a defect seen in public item banks: wrong or impossible keys, equal options, hints at the answer,
items under the wrong subject, stale law. What a pool must be as a whole stands in
:mod:`question_bank.items.rules.pools`, the wording of each check in :mod:`.catalogue`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.linting import answers, content, facts, identities, options, stems
from question_bank.items.rules.linting.catalogue import found
from question_bank.items.rules.linting.facts import STALE_AFTER

__all__ = ["STALE_AFTER", "item_faults", "item_findings"]


def item_findings(
    draft: ItemDraft, *, on: date | None, for_approval: bool = False, stale_after: timedelta = STALE_AFTER
) -> list[Finding]:
    """Everything wrong or suspicious about one item by itself, faults first.

    ``for_approval``: what a draft may still lack (explanation, source, dates) is a fault. ``on`` None leaves out what
    depends on today.
    """
    unknown = list(_values(draft))
    if unknown:
        return unknown
    made = [*stems.findings(draft), *options.findings(draft), *answers.findings(draft)]
    made += facts.findings(draft, on=on, for_approval=for_approval, stale_after=stale_after)
    made += identities.findings(draft)
    return sorted(made, key=lambda finding: not finding.is_fault)


def item_faults(draft: ItemDraft) -> list[Fault]:
    """Everything that keeps a reviewed content file from being loaded; its conventions are stricter than the bank's."""
    kept = [each.as_fault() for each in item_findings(draft, on=None, for_approval=True) if each.is_fault]
    return [*content.faults(draft), *kept]


def _values(draft: ItemDraft) -> Iterator[Finding]:
    for name, kind in (("use", ItemUse), ("kind", ItemKind), ("state", ItemState)):
        if getattr(draft, name) not in set(kind):
            allowed = ", ".join(member.value for member in kind)
            yield found(draft, name, "unknown_value", f"只能是 {allowed}。", f"Must be one of {allowed}.")
