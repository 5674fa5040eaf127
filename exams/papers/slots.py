"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.papers import policies
from exams.papers.selectors import building
from lms.core import slots


@slots.register("menu", order=415)
def menu(user: Any) -> list[slots.MenuEntry]:
    """Blueprints, for those who build forms."""
    return [slots.MenuEntry(_("藍圖"), reverse("papers:blueprints"), "steps")] if policies.can_build(user) else []


@slots.register("desk_card", order=8)
def blueprints(user: Any) -> slots.DeskCard | None:
    """The way to blueprints; counts the rehearsals that wait for a decision."""
    if not policies.can_build(user):
        return None
    count = building.waiting_count()
    return slots.DeskCard(_("藍圖與組卷"), reverse("papers:blueprints"), _("藍圖、平行試卷試組"), count, icon="steps")
