"""Signing the report of a room: the PDF as it was when the lead typed the name."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exams.delivery.models import RoomReport
from exams.delivery.selectors import reports
from exams.delivery.services import attempts
from exams.sittings.models import ExamRoom
from lms.core import audit, files, pdf
from lms.core.db import locked
from lms.core.errors import Refusal


class UnableToSign(Refusal):
    """The report cannot be signed; ``code`` is ``still_open`` or ``no_name``."""

    code = "unable_to_sign"


def draft(room: ExamRoom) -> bytes:
    """The report as it stands, unsigned."""
    return _document(reports.report(room), None)


def sign(*, room: ExamRoom, signed_name: str, remark: str = "", actor: Any, now: dt.datetime) -> RoomReport:
    """Freeze the report with the lead's name and the instant. Signed again it is a further number; earlier ones stay.

    Raises :class:`UnableToSign` while somebody is still writing, ``pdf.UnprintableCharacter`` for a text no font can draw.
    """
    if not signed_name.strip():
        raise UnableToSign(_("請填寫姓名。"), code="no_name")
    attempts.close_expired(now=now)
    with transaction.atomic():
        locked(ExamRoom.objects.all(), pk=room.pk)
        found = reports.report(room)
        if found.still_open:
            raise UnableToSign(_("還有 %(n)s 人在作答或暫停中。") % {"n": found.still_open}, code="still_open")
        made = RoomReport(
            room=room,
            number=len(found.signed) + 1,
            signed_name=signed_name.strip(),
            signed_by=actor,
            signed_at=now,
            remark=remark.strip(),
            path=f"reports/{uuid.uuid4().hex}.pdf",
        )
        pdf.require_glyphs(made.signed_name, made.remark)
        made.sha256 = files.store(made.path, _document(found, made))
        made.save(force_insert=True)
        audit.record(
            actor=actor,
            action="room_report.signed",
            subject=f"sittings.ExamRoom:{room.public_id}",
            now=now,
            number=made.number,
            sha256=made.sha256,
        )
    return made


def content(report: RoomReport) -> bytes:
    """The signed PDF. Raises ``files.FileDamaged`` when its bytes are not those that were signed."""
    return files.read_verified(report.path, report.sha256)


def _document(found: reports.Report, signed: RoomReport | None) -> bytes:
    return pdf.render(
        template="pdf/room_report.html",
        context={"report": found, "signed": signed},
        title=_("試場報告"),
        language=get_language() or "zh-hant",
    )
