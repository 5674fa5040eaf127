"""Issuing certificates: once per award, numbered without gaps, then printed (CT-01 to CT-03, CER-1, CER-6)."""

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.certificates.enums import CertificateState
from exams.certificates.models import Certificate, NumberSeries
from exams.certificates.rules import codes, standing
from exams.certificates.selectors import texts
from exams.certificates.services import documents
from exams.outcomes.enums import RunState
from exams.outcomes.models import Award
from lms.core import audit, pdf
from lms.core.calendar.rules import add_years, roc_year
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal


class NotAwarded(Refusal):
    """There is nothing to certify: the award is not active, or its results are not released (CT-08)."""

    code = "certificate_not_awarded"


class MoveNotAllowed(Refusal):
    """A certificate in this state cannot be given that one."""

    code = "certificate_move_not_allowed"


class ReasonMissing(Refusal):
    """A decision about a certificate is recorded with its reason."""

    code = "certificate_reason_missing"


def issue(*, award: Award, now: dt.datetime) -> Certificate:
    """The certificate of an award: made on first call, the same one ever after; a missing document is printed.

    Row and number are one short transaction, the document follows it, so a killed process leaves at most a certificate
    whose document the next call makes. Raises :class:`NotAwarded`, ``pdf.UnprintableCharacter``.
    """
    certificate = Certificate.objects.filter(award=award).first() or _reserve(award, now)
    if not certificate.pdf_sha256:
        documents.print_out(certificate)
    return certificate


def decide_state(
    *, certificate: Certificate, state: CertificateState, reason: str, actor: Any, now: dt.datetime
) -> Certificate:
    """Record what was decided about a certificate: superseded, 撤銷 or 廢止 (CER-5). Document and row stay.

    Raises :class:`ReasonMissing`, :class:`MoveNotAllowed`.
    """
    if not reason.strip():
        raise ReasonMissing(_("請填寫決定的依據。"))
    before = CertificateState(certificate.state)
    if state not in standing.MOVES[before]:
        raise MoveNotAllowed(_("這張證書目前的狀態不能做這個變更。"))
    with transaction.atomic():
        if not conditional_update(certificate, {"state": before}, state=state):
            raise MoveNotAllowed(_("這張證書的狀態已被他人變更，請重新整理。"))
        audit.record(
            actor=actor,
            action=f"certificate.{state.value}",
            subject=f"certificates.Certificate:{certificate.public_id}",
            now=now,
            before=before.value,
            reason=reason.strip(),
        )
    return certificate


def _reserve(award: Award, now: dt.datetime) -> Certificate:
    """The row with number, code and snapshot. A second caller meets the unique award and gets the winner's."""
    if not award.is_active or award.run.state != RunState.RELEASED:
        raise NotAwarded(_("成績尚未公布，或這項資格已不成立。"))
    pdf.require_glyphs(award.person.name, award.person.name_romanised)
    today = timezone.localtime(now).date()
    series = f"{'DEMO-' if settings.DEMO else ''}{texts.prefix(award, on=today)}-{roc_year(today.year)}"
    code = codes.from_bits(secrets.randbits(80))
    years = texts.term_years(award, on=today)
    try:
        with transaction.atomic():
            number = f"{series}-{_next(series):06}"
            certificate = Certificate.objects.create(
                award=award,
                number=number,
                code=code,
                snapshot=texts.snapshot(award, number=number, code=code, issued=today),
                pdf_path=f"certificates/{award.public_id}.pdf",
                pdf_sha256="",
                is_demonstration=settings.DEMO,
                issued_date=today,
                issued_at=now,
                expires_date=add_years(today, years) - dt.timedelta(days=1) if years else None,
            )
            audit.record(
                actor=None,
                action="certificate.issued",
                subject=f"certificates.Certificate:{certificate.public_id}",
                now=now,
                award=str(award.public_id),
            )
    except IntegrityError:
        return Certificate.objects.get(award=award)
    return certificate


def _next(prefix: str) -> int:
    """The next number of a series, taken under its row's lock: given back if the transaction fails."""
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = locked(NumberSeries.objects.all(), prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
