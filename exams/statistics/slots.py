"""Where the statistics appear on shared pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.outcomes.enums import RunState
from exams.outcomes.models import ScoreRun
from exams.statistics import policies
from lms.core import slots
from lms.core.slots import DeskCard, MenuEntry


@slots.register("menu", order=600)
def menu(user: Any) -> list[MenuEntry]:
    """The public figures, for everybody."""
    return [MenuEntry(_("統計"), reverse("statistics:index"), "chart")]


@slots.register("desk_card", order=600)
def desk_card(user: Any) -> DeskCard | None:
    """The overview of all rounds, with how many unreleased runs it holds."""
    if not policies.can_see_drafts(user):
        return None
    drafts = ScoreRun.objects.filter(state=RunState.DRAFT).values("round_id").distinct().count()
    detail = _("各梯次的報考、到考、平均、及格與證書；含 %(count)d 個未公布梯次。") % {"count": drafts}
    return DeskCard(_("梯次統計"), reverse("statistics:admin"), detail, icon="chart")
