"""Importing a file: read, plan, write in one transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit, files
from lms.core.errors import Refusal
from question_bank.formats.enums import Verdict
from question_bank.formats.rules import registry, text_files
from question_bank.formats.rules.exchange import MAX_BYTES, Finding, Reading
from question_bank.formats.rules.findings import finding
from question_bank.formats.rules.plans import Plan, Planned, Target
from question_bank.formats.services import planning
from question_bank.items.selectors.bank import topics_by_key
from question_bank.items.services import assets, bank

AUTO = "auto"
log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]


class UnableToImport(Refusal):
    """The file cannot be imported as asked; ``code`` says why."""

    code = "unable_to_import"


@dataclass(frozen=True)
class Imported:
    """What an import wrote."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def read(data: bytes, file_name: str, format_name: str = AUTO) -> tuple[str, Reading]:
    """(the format's name, what the file holds). A file in no known format is a reading with one error."""
    if len(data) > MAX_BYTES:
        return format_name, Reading(errors=(text_files.too_big(len(data)),))
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        return format_name, Reading(errors=(text_files.empty(),))
    if format_name == AUTO:
        found = registry.detect(data, file_name)
        if isinstance(found, Finding):
            return AUTO, Reading(errors=(found,))
        return found.name, _read(found.name, data, file_name)
    return format_name, _read(format_name, data, file_name)


def _read(name: str, data: bytes, file_name: str) -> Reading:
    try:
        reading = registry.FORMATS[name].read(data, file_name)
    except Exception:  # a file that a reader was not made for must not end in a trace
        log.exception("file_not_read", format=name, sha256=files.digest(data))
        return Reading(errors=(_unreadable(name),))
    if reading.questions or reading.errors or reading.unsupported:
        return reading
    return Reading(errors=(text_files.empty(),), losses=reading.losses)


def _unreadable(name: str) -> Finding:
    why = (f"無法以 {name} 格式讀取這個檔案，已留下紀錄。", f"The file could not be read as {name}; this was logged.")
    remedy = ("請確認格式，或由原系統重新匯出。", "Check the format, or export it again from its system.")
    return finding("unreadable", text_files.WHOLE, why, remedy)


def plan(*, data: bytes, file_name: str, format_name: str, target: Target, user: Any) -> tuple[str, Plan]:
    """(the format's name, the verdict of every question); ``user`` None is a command's operator."""
    name, reading = read(data, file_name, format_name)
    return name, planning.plan(reading=reading, target=target, user=user)


def write(*, plan: Plan, format_name: str, actor: Any, now: dt.datetime, progress: Progress | None = None) -> Imported:
    """Write what is new or changed as drafts, with its images; all of it or nothing."""
    writable = plan.writable
    topics = topics_by_key()
    with transaction.atomic():
        assets.store(images=_images(writable), actor=actor, now=now)
        for place, planned in enumerate(writable, start=1):
            assert planned.draft is not None
            bank.save_draft(draft=planned.draft, actor=actor, now=now, recorded=False, topics=topics)
            if progress and (place % 20 == 0 or place == len(writable)):
                progress(place, len(writable))
        done = Imported(
            plan.count(Verdict.NEW), plan.count(Verdict.CHANGED), plan.count(Verdict.UNCHANGED, Verdict.REPEATED)
        )
        if writable:
            codes = [planned.code for planned in writable]
            audit.record(
                actor=actor,
                action="formats.imported",
                subject="items.Item",
                now=now,
                format=format_name,
                created=done.created,
                changed=done.changed,
                codes=codes[:200],
            )
    return done


def _images(planned: Sequence[Planned]) -> list[Any]:
    found = {digest: image for each in planned for digest, image in each.images.items()}
    return list(found.values())


def nothing_to_write() -> UnableToImport:
    """Every question is in the bank already, or none can be imported."""
    return UnableToImport(_("沒有可以匯入的新題目。"), code="nothing_new")
