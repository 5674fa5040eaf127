"""What this app shows on pages that span apps."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core import slots
from question_bank.items.models import Item
from question_bank.review import policies
from question_bank.review.selectors import explanations, page, queue, standing


@slots.register("menu", order=420)
def menu(user: Any) -> list[slots.MenuEntry]:
    """The queue, for everybody who works in the bank."""
    if not policies.can_see_queue(user):
        return []
    return [slots.MenuEntry(_("審題"), reverse("review:queue"), icon="eye")]


@slots.register("desk_card", order=25)
def waiting(user: Any) -> slots.DeskCard | None:
    """How many items wait for this person."""
    if not policies.can_see_queue(user):
        return None
    judges = policies.can_judge(user)
    detail = _("審查、核可與退回修改的題目") if judges else _("退回修改的題目與草稿")
    return slots.DeskCard(_("審題"), reverse("review:queue"), detail, queue.waiting_count(user), icon="eye")


@slots.register("item_panel", order=20)
def panel(item: Item, user: Any) -> slots.ItemPanel | None:
    """Where an item stands, who must act next, the way to its review page, and its history."""
    if not policies.can_see_queue(user):
        return None
    open_count = standing.open_comments(item).count()
    context = {
        "item": item,
        "next_actor": explanations.next_actor(item.state),
        "open_count": open_count,
        "history": page.history(item)[:5],
        "officer": policies.can_assign(user),
    }
    html = render_to_string("review/_panel.html", context)
    return slots.ItemPanel(_("審題"), html, badge=str(open_count) if open_count else "")
