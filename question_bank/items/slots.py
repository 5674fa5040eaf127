"""What the bank adds to pages that span apps, and its own panels on the page of an item."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core import slots
from lms.core.slots import DeskCard, ItemPanel, MenuEntry
from lms.organizations.policies import is_exam_officer
from question_bank.items import policies
from question_bank.items.models import Item
from question_bank.items.selectors import desk, page


@slots.register("menu", order=410)
def menu(user: Any) -> list[MenuEntry]:
    """The list, for everybody who works in the bank."""
    return [MenuEntry(_("題庫"), reverse("items:list"), "folder")] if policies.is_bank_staff(user) else []


@slots.register("desk_card", order=20)
def waiting(user: Any) -> DeskCard | None:
    """Items to look at again: a writer's own, all of an officer's."""
    if not policies.is_bank_staff(user):
        return None
    count = desk.flagged_count(user)
    if not count:
        return DeskCard(_("題庫"), reverse("items:list"), _("題目、版本與依據資料"), None, "folder")
    address = f"{reverse('items:list')}?flagged=1"
    return DeskCard(_("題庫"), address, _("依據變更、逾期或有人回報，等待再確認的題目"), count, "folder")


@slots.register("item_panel", order=40)
def usage(item: Item, user: Any) -> ItemPanel:
    """The forms that took the item, when, and how many sat them."""
    found = page.usage(item)
    html = render_to_string("items/_usage.html", {"usage": found})
    return ItemPanel(_("使用與曝光"), html, str(found.forms) if found.forms else "")


@slots.register("item_panel", order=50)
def statistics(item: Item, user: Any) -> ItemPanel:
    """How the item performed, by meaning."""
    html = render_to_string("items/_statistics.html", {"meanings": page.meanings(item)})
    return ItemPanel(_("統計"), html)


@slots.register("item_panel", order=90)
def sights(item: Item, user: Any) -> ItemPanel | None:
    """Who has seen the item, for officers."""
    if not is_exam_officer(user):
        return None
    html = render_to_string("items/_sights.html", {"sights": page.sights(item)})
    return ItemPanel(_("誰看過"), html)
