"""Printing admission notices."""

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exams.sittings.models import Registration
from exams.sittings.selectors import notice, registrations
from lms.core import pdf, slots
from lms.core.errors import Refusal


class NoticeNotReady(Refusal):
    """The notice can be printed from some days before the exam until its day (IPS-11)."""

    code = "notice_not_ready"


def render(*, registration: Registration, today: dt.date) -> bytes:
    """The notice as PDF. Raises :class:`NoticeNotReady`, ``pdf.UnprintableCharacter`` for a name no font can draw."""
    if not registrations.has_notice(registration, today=today):
        raise NoticeNotReady(_("考試通知目前不開放列印；可列印的日期列在每筆報名上。"))
    pdf.require_glyphs(str(registration.snapshot.get("name", "")))
    return pdf.render(
        template="pdf/admission_notice.html",
        context={"notice": notice.of(registration), "qr": _qr(registration)},
        title=_("准考證・考試通知"),
        language=get_language() or "zh-hant",
    )


def _qr(registration: Registration) -> str:
    """The code for check-in as a one-bit PNG in a ``data:`` address; empty when nothing checks in by code."""
    import segno

    links = slots.collect("door_link", registration)
    if not links:
        return ""
    made: str = segno.make(links[0], error="m", micro=False).png_data_uri(scale=6, border=2)
    return made
