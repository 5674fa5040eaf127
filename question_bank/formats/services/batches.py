"""An upload from its arrival to the bank: look, choose where it goes, write or discard."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit, files, jobs
from lms.core.db import after_commit
from lms.core.errors import Refusal
from question_bank.formats.enums import BatchState, Verdict
from question_bank.formats.models import ImportBatch
from question_bank.formats.rules.plans import Plan, Target
from question_bank.formats.services import imports, rows
from question_bank.formats.services.imports import Progress, UnableToImport

JOB = "formats.import"
KEPT = dt.timedelta(hours=24)
AT_ONCE = 300
"""Longer imports are written by a background job."""


def upload(
    *, data: bytes, file_name: str, format_name: str, topic: str, use: str, user: Any, now: dt.datetime
) -> ImportBatch:
    """Keep the file and what importing it would do; nothing is imported yet."""
    batch = ImportBatch(
        owner=user,
        file_name=safe_name(file_name),
        sha256=files.digest(data),
        size=len(data),
        format=format_name,
        topic=topic,
        use=use,
        uploaded_at=now,
        expires_at=now + KEPT,
    )
    _plan_into(batch, data)
    with transaction.atomic():
        files.store(batch.path, data)
        batch.save()
        audit.record(
            actor=user,
            action="formats.uploaded",
            subject=f"formats.ImportBatch:{batch.public_id}",
            now=now,
            format=batch.format,
            questions=len(batch.rows),
        )
    return batch


def retarget(*, batch: ImportBatch, topic: str, use: str, categories: dict[str, str], now: dt.datetime) -> ImportBatch:
    """Send the questions elsewhere and look again. Raises :class:`UnableToImport`."""
    _require_open(batch, now)
    batch.topic, batch.use, batch.categories = topic, use, categories
    _plan_into(batch, _bytes(batch))
    batch.save()
    return batch


def commit(*, batch: ImportBatch, leave_out: bool, actor: Any, now: dt.datetime) -> ImportBatch:
    """Write the questions, at once or by a job. Raises :class:`UnableToImport`.

    A file with faulty questions is refused unless the person said to leave them out; so is one whose preview is no
    longer what would happen, since the bank has changed meanwhile: the preview is then made anew.
    """
    _require_open(batch, now)
    plan = _plan(batch, _bytes(batch))
    if plan.fingerprint != batch.fingerprint:
        _fill(batch, plan)
        batch.save()
        raise UnableToImport(_("題庫在預覽之後有變動，已重新檢查；請再看一次再匯入。"), code="bank_changed")
    if plan.faulty and not leave_out:
        raise UnableToImport(
            _("有 %(n)d 題有問題。請修正檔案後重新上傳，或勾選「略過」。") % {"n": plan.faulty}, code="faulty"
        )
    if not plan.writable:
        raise imports.nothing_to_write()
    if len(plan.writable) > AT_ONCE:
        return _commit_later(batch, len(plan.writable), actor, now)
    _write(batch, plan, actor, now)
    return batch


def carry_out(*, batch: ImportBatch, actor: Any, progress: Progress, now: dt.datetime) -> None:
    """The job's part of :func:`commit`: writes what is still to be written."""
    if batch.state != BatchState.WRITING:
        return
    try:
        _write(batch, _plan(batch, _bytes(batch)), actor, now, progress)
    except Refusal as refusal:  # nothing was written; trying again would end the same
        batch.result = {"why": str(refusal.message)}
        with transaction.atomic():
            _finish(batch, BatchState.FAILED, now)


def discard(*, batch: ImportBatch, actor: Any, now: dt.datetime) -> None:
    """Forget the file. Raises :class:`UnableToImport` when it is being written or was."""
    _require_open(batch, now)
    with transaction.atomic():
        _finish(batch, BatchState.DISCARDED, now)
        audit.record(actor=actor, action="formats.discarded", subject=f"formats.ImportBatch:{batch.public_id}", now=now)


def forget_expired(*, now: dt.datetime) -> int:
    """Delete the files nobody decided about in time; returns how many."""
    due = ImportBatch.objects.filter(state=BatchState.CHECKED, expires_at__lte=now).order_by("id")
    count = 0
    for batch in due:
        with transaction.atomic():
            _finish(batch, BatchState.EXPIRED, now)
        count += 1
    return count


def job_key(batch: ImportBatch) -> str:
    """The key of the job that writes a long import."""
    return f"{JOB}:{batch.public_id}"


def safe_name(name: str) -> str:
    """A file's name without path and control characters, at most 120 characters."""
    bare = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C").strip()
    return shown[-120:] or "file"


def _plan(batch: ImportBatch, data: bytes) -> Plan:
    target = Target(batch.topic, batch.use, batch.categories)
    name, plan = imports.plan(
        data=data, file_name=batch.file_name, format_name=batch.format, target=target, user=batch.owner
    )
    batch.format = name
    return plan


def _plan_into(batch: ImportBatch, data: bytes) -> None:
    _fill(batch, _plan(batch, data))


def _fill(batch: ImportBatch, plan: Plan) -> None:
    batch.rows = rows.rows(plan, user=batch.owner)
    batch.findings = rows.findings(plan)
    batch.counts = {verdict.value: plan.count(verdict) for verdict in Verdict} | {"faulty": plan.faulty}
    batch.fingerprint = plan.fingerprint


def _commit_later(batch: ImportBatch, count: int, actor: Any, now: dt.datetime) -> ImportBatch:
    with transaction.atomic():
        _take(batch)
        job = jobs.enqueue(
            kind=JOB,
            key=job_key(batch),
            arguments={"batch": batch.pk, "actor": actor.pk, "questions": count},
            owner=actor,
            now=now,
        )
        job.total = count
        job.save(update_fields=["total"])
    return batch


def _write(batch: ImportBatch, plan: Plan, actor: Any, now: dt.datetime, progress: Progress | None = None) -> None:
    with transaction.atomic():
        if batch.state == BatchState.CHECKED:
            _take(batch)
        done = imports.write(plan=plan, format_name=batch.format, actor=actor, now=now, progress=progress)
        batch.result = {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}
        _finish(batch, BatchState.WRITTEN, now)


def _take(batch: ImportBatch) -> None:
    """From now on nobody else writes or discards it: two clicks import once."""
    taken = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).update(state=BatchState.WRITING)
    if not taken:
        raise _closed()
    batch.state = BatchState.WRITING.value


def _finish(batch: ImportBatch, state: BatchState, now: dt.datetime) -> None:
    """The file is not needed any more, nor are the texts of its questions."""
    batch.state, batch.finished_at = state.value, now
    batch.rows = []
    batch.save()
    path = batch.path
    after_commit(lambda: default_storage.delete(path))


def _bytes(batch: ImportBatch) -> bytes:
    try:
        return files.read_verified(batch.path, batch.sha256)
    except files.FileDamaged as error:
        raise UnableToImport(_("上傳的檔案已不存在，請重新上傳。"), code="file_gone") from error


def _require_open(batch: ImportBatch, now: dt.datetime) -> None:
    if batch.state != BatchState.CHECKED or batch.expires_at <= now:
        raise _closed()


def _closed() -> UnableToImport:
    return UnableToImport(_("這次上傳已處理、作廢或逾期，請重新上傳。"), code="closed")
