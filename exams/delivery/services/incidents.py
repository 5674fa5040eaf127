"""Noting what happened to or with a candidate: facts, a reason of the list in force, a signature or why there is none.

Nothing is decided here. An entry is never changed; a correction is a new entry that names the old one.
"""

import base64
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import SignatureState
from exams.delivery.models import Attempt, Incident
from exams.delivery.rules import incidents as rules
from exams.delivery.rules.signatures import NotASignature, cleaned
from exams.delivery.services import moves
from lms.core import audit, files, vault
from lms.core.errors import Refusal

PURPOSE = "delivery.signature"


class UnableToNote(Refusal):
    """The entry cannot be made; ``code`` is ``unknown_reason``, ``no_facts``, ``in_the_future``, ``no_signature``,
    ``no_note``, ``other_attempt`` or ``corrected_already``."""

    code = "unable_to_note"


@dataclass(frozen=True)
class Signature:
    """How the candidate confirmed the entry: ``picture`` is the PNG drawn on the spot, ``note`` why there is none."""

    state: SignatureState
    picture: bytes = b""
    note: str = ""


def reasons(attempt: Attempt) -> rules.ReasonList:
    """The list in force on the day of the attempt's sitting; for a mock that of the day it was made."""
    at = attempt.sitting.opens_at or attempt.created_at
    return rules.in_force(attempt.sitting.programme.code, timezone.localdate(at))


def record(
    *,
    attempt: Attempt,
    reason: str,
    facts: str,
    occurred_at: dt.datetime,
    signature: Signature,
    corrects: Incident | None = None,
    actor: Any,
    now: dt.datetime,
) -> Incident:
    """Add an entry. Raises :class:`UnableToNote`; then neither row nor picture is kept."""
    listed = reasons(attempt)
    entry = listed.find(reason)
    if entry is None:
        raise UnableToNote(_("請從清單選擇事由。"), code="unknown_reason")
    _require_sense(facts, occurred_at, signature, now)
    picture = _picture(signature)
    with transaction.atomic():
        held = moves.held(attempt)
        _require_correctable(held, corrects)
        path, sha256 = _store(picture)
        made = Incident.objects.create(
            attempt=held,
            room=held.registration.room if held.registration else None,
            category=entry.category,
            reason=entry.code,
            rule_version=listed.version,
            facts=facts.strip(),
            occurred_at=occurred_at,
            signature=signature.state,
            signature_path=path,
            signature_sha256=sha256,
            refusal_note=signature.note.strip(),
            corrects=corrects,
            recorded_by=actor,
            recorded_at=now,
        )
        audit.record(
            actor=actor,
            action="incident.corrected" if corrects else "incident.recorded",
            subject=f"delivery.Incident:{made.public_id}",
            now=now,
            attempt=str(held.public_id),
            reason=entry.code,
            rule=listed.version,
            signature=str(signature.state),
        )
        realtime.hint([held])
    return made


def picture_of(incident: Incident) -> bytes:
    """The signature as PNG. Raises ``files.FileDamaged`` when its bytes are not those that were signed."""
    sealed = files.read_verified(incident.signature_path, incident.signature_sha256)
    return base64.b64decode(vault.unseal(sealed, purpose=PURPOSE))


def _require_sense(facts: str, occurred_at: dt.datetime, signature: Signature, now: dt.datetime) -> None:
    if not facts.strip():
        raise UnableToNote(_("請填寫事實經過。"), code="no_facts")
    if occurred_at > now:
        raise UnableToNote(_("發生時間不能晚於現在。"), code="in_the_future")
    if signature.state == SignatureState.SIGNED and not signature.picture:
        raise UnableToNote(_("請應考人簽名；拒絕或無法簽名時請改選並註明。"), code="no_signature")
    if signature.state != SignatureState.SIGNED and not signature.note.strip():
        raise UnableToNote(_("請註明拒絕或無法簽名的情形。"), code="no_note")


def _picture(signature: Signature) -> bytes:
    if signature.state != SignatureState.SIGNED:
        return b""
    try:
        return cleaned(signature.picture)
    except NotASignature as error:
        raise UnableToNote(_("看不出簽名，請重新簽名。"), code="no_signature") from error


def _require_correctable(held: Attempt, corrects: Incident | None) -> None:
    """Under the attempt's lock, so that two corrections of one entry cannot both be made."""
    if corrects is None:
        return
    if corrects.attempt_id != held.pk:
        raise UnableToNote(_("這筆紀錄不屬於這位應考人。"), code="other_attempt")
    if Incident.objects.filter(corrects=corrects).exists():
        raise UnableToNote(_("這筆紀錄已經更正過；請更正最新的一筆。"), code="corrected_already")


def _store(picture: bytes) -> tuple[str, str]:
    """Encrypted before it touches the disk. A file without a row (the transaction failed) tells nobody anything."""
    if not picture:
        return "", ""
    path = f"signatures/{uuid.uuid4().hex}.bin"
    return path, files.store(path, vault.seal(base64.b64encode(picture).decode(), purpose=PURPOSE))
