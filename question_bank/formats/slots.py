"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core import slots
from lms.core.slots import DeskCard
from question_bank.formats import policies
from question_bank.formats.rules import images
from question_bank.formats.rules.exchange import Image


@slots.register("desk_card", order=25)
def exchange(user: Any) -> DeskCard | None:
    """The way to imports."""
    if not policies.can_import(user):
        return None
    detail = _("CSV、XLSX、Moodle XML、GIFT、Aiken、QTI")
    return DeskCard(_("匯入與匯出題目"), reverse("formats:import"), detail, icon="upload")


@slots.register("image_check")
def checked_image(content: bytes) -> Image:
    """An uploaded image as questions carry it: decoded, within limits, without metadata."""
    return images.checked(content)
