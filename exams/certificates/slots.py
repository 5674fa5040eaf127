"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.certificates import policies
from exams.certificates.rules.standing import Standing
from exams.certificates.selectors import shelf
from exams.certificates.services import documents
from exams.sittings.models import Round
from lms.accounts.models import Person
from lms.accounts.selectors import person_of
from lms.core import clock, pdf, slots
from lms.core.templatetags.ui import localized
from lms.organizations.policies import is_staff


@slots.register("timeline", order=80)
def certificate_steps(person: Person) -> list[slots.Step]:
    """Each certificate of the person."""
    rows = shelf.held(policies.visible_certificates(person.user), on=clock.today()) if person.user else []
    return [
        slots.Step(
            localized(row, "document"),
            "done" if row.standing is Standing.VALID else "problem",
            on=row.certificate.issued_date,
            detail=row.certificate.number,
            url=reverse("certificates:mine"),
        )
        for row in reversed(rows)
    ]


@slots.register("menu", order=70)
def menu(user: Any) -> list[slots.MenuEntry]:
    """A learner's certificates; staff have a person for their notices only."""
    if person_of(user) is None or is_staff(user):
        return []
    return [slots.MenuEntry(_("證書"), reverse("certificates:mine"), icon="certificate")]


@slots.register("health", order=80)
def fonts() -> tuple[str, bool]:
    """Whether the fonts that print documents are installed."""
    try:
        return "document_fonts", pdf.missing_glyphs("𡍼") == ""
    except pdf.FontsMissing:
        return "document_fonts", False


@slots.register("learner_card", order=170)
def learner_card(person: Person) -> list[slots.LearnerCard]:
    """The person's newest certificate."""
    rows = shelf.held(policies.visible_certificates(person.user), on=clock.today()) if person.user else []
    if not rows:
        return []
    detail = rows[0].certificate.number
    return [slots.LearnerCard(localized(rows[0], "document"), reverse("certificates:mine"), detail, icon="certificate")]


@slots.register("desk_card", order=50)
def issued(user: Any) -> slots.DeskCard | None:
    """The office's register of certificates."""
    if not policies.can_decide_state(user):
        return None
    detail = _("依序號查詢，記錄撤銷、廢止或取代")
    return slots.DeskCard(_("證書登記簿"), reverse("certificates:issued"), detail, icon="certificate")


@slots.register("certificate_preview")
def preview(person: Person, round: Round) -> bytes:
    """How the certificate would print the person's name."""
    return documents.preview(person=person, round=round, on=clock.today())
