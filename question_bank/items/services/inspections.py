"""Running the checks over the bank in the background and keeping what they found.

``result`` v1: ``items`` (how many were read), ``findings`` ([version, code, severity, field, text_zh, text_en], version
None for pools), ``pairs`` ([version, version, share, likeness]), ``pools`` (the figures of each) and ``left_out`` (how
many findings or pairs were too many to keep).
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from lms.core import audit, clock, jobs
from question_bank.items import policies
from question_bank.items.enums import ItemUse
from question_bank.items.models import Inspection
from question_bank.items.rules.pools import Figures
from question_bank.items.selectors import inspections as reads
from question_bank.items.selectors.inspections import Inspected
from question_bank.syllabus.models import Subject

JOB = "items.inspect"
KEPT = 10  # runs of one person
MOST = 20_000  # findings, and pairs


def request(*, subject: Subject | None, use: ItemUse | None, actor: Any, now: dt.datetime) -> Inspection:
    """Ask for the checks to be run over what the actor may read; their oldest runs make room."""
    with transaction.atomic():
        asked = Inspection.objects.create(subject=subject, use=use.value if use else "", asked_by=actor, asked_at=now)
        older = Inspection.objects.filter(asked_by=actor).order_by("-asked_at", "-id").values_list("pk", flat=True)
        Inspection.objects.filter(pk__in=list(older[KEPT:])).delete()
        jobs.enqueue(kind=JOB, key=job_key(asked), arguments={"inspection": asked.pk}, owner=actor, now=now)
        audit.record(
            actor=actor,
            action="items.inspection_requested",
            subject=f"items.Inspection:{asked.public_id}",
            now=now,
            scope=f"{subject or '*'} {asked.use or '*'}",
        )
    return asked


def carry_out(*, inspection: Inspection, report: Callable[[int, int], None]) -> None:
    """Run the checks and keep the result; running it again replaces it."""
    use = ItemUse(inspection.use) if inspection.use else None
    found = reads.items(policies.visible_items(inspection.asked_by), subject=inspection.subject, use=use)
    inspected = reads.inspect(found, on=clock.today(), report=report)
    Inspection.objects.filter(pk=inspection.pk).update(result=stored(inspected), finished_at=clock.now())


def job_key(inspection: Inspection) -> str:
    """The job that carries the inspection out."""
    return f"{JOB}:{inspection.pk}"


def stored(inspected: Inspected) -> dict[str, Any]:
    """The result as JSON v1."""
    version_of = {draft.code: version for draft, version in zip(inspected.drafts, inspected.versions, strict=True)}
    ordered = sorted(inspected.findings, key=lambda each: (not each.is_fault, each.code))
    findings = [
        [version_of.get(each.place.item), each.code, each.severity.value, each.place.field, each.text_zh, each.text_en]
        if each.place.item
        else [None, each.code, each.severity.value, each.place.file, each.text_zh, each.text_en]
        for each in ordered[:MOST]
    ]
    versions = inspected.versions
    pairs = [
        [versions[pair.one], versions[pair.other], round(pair.share, 4), pair.likeness.value]
        for pair in inspected.pairs[:MOST]
    ]
    left_out = max(0, len(ordered) - MOST) + max(0, len(inspected.pairs) - MOST)
    return {
        "version": 1,
        "items": len(inspected.drafts),
        "findings": findings,
        "pairs": pairs,
        "pools": [_pool(figures) for figures in inspected.figures],
        "left_out": left_out,
    }


def _pool(figures: Figures) -> dict[str, Any]:
    return {
        "subject": figures.pool[0],
        "use": figures.pool[1],
        "items": figures.items,
        "choices": figures.choices,
        "keys": [[name, count] for name, count in figures.keys.items()],
        "longest": figures.longest,
        "statements": figures.statements,
        "true": figures.true,
    }
