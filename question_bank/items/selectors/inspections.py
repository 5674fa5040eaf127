"""The checks run over many items at once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from question_bank.items.analysis import banks
from question_bank.items.analysis.near_duplicates import Pair
from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item
from question_bank.items.rules import linting, pools
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.pools import Figures
from question_bank.items.selectors import drafts as reads
from question_bank.items.selectors.findings import stale_after
from question_bank.syllabus.models import Subject

CHUNK = 500
LIVING = frozenset(state.value for state in ItemState if state is not ItemState.RETIRED)


@dataclass(frozen=True)
class Inspected:
    """What the checks found. ``versions`` tells which version each draft is; findings of pools name no item."""

    drafts: tuple[ItemDraft, ...]
    versions: tuple[int, ...]
    findings: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    figures: tuple[Figures, ...]

    @property
    def has_faults(self) -> bool:
        """Whether something keeps an item from approval."""
        return any(finding.is_fault for finding in self.findings)


def items(found: QuerySet[Item], *, subject: Subject | None = None, use: ItemUse | None = None) -> QuerySet[Item]:
    """The items of these with a text that are not retired, of a subject and use if given."""
    living = found.filter(latest__isnull=False).exclude(state=ItemState.RETIRED.value)
    if subject is not None:
        living = living.filter(topic__subject=subject)
    return living.filter(use=use.value) if use is not None else living


def inspect(found: QuerySet[Item], *, on: dt.date, report: Callable[[int, int], None]) -> Inspected:
    """Run every check over the newest versions; ``report(done, of)`` is called along the way."""
    versions = [pk for pk in found.order_by("code").values_list("latest_id", flat=True) if pk is not None]
    old = stale_after(on)
    drafts: list[ItemDraft] = []
    findings: list[Finding] = []
    for start in range(0, len(versions), CHUNK):
        report(start, len(versions))
        chunk = reads.of_versions(versions[start : start + CHUNK])
        for draft in chunk:
            approval = draft.state != ItemState.DRAFT
            findings += linting.item_findings(draft, on=on, for_approval=approval, stale_after=old)
        drafts += chunk
    repetitions = banks.repetitions(drafts)
    figures = pools.figures(drafts, states=LIVING)
    findings += [*repetitions.findings, *banks.misfiled(drafts), *pools.findings(figures)]
    report(len(versions), len(versions))
    return Inspected(tuple(drafts), tuple(versions), tuple(findings), repetitions.pairs, tuple(figures))
