"""The portal's own share of the menu and of the learner's next actions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.models import Person
from lms.core import slots
from lms.core.slots import MenuEntry, NextAction
from lms.organizations.policies import is_staff


@slots.register("menu", order=10)
def menu(user: Any) -> list[MenuEntry]:
    """The first entry leads home: the staff desk, the learner's page, or the public home."""
    if is_staff(user):
        return [MenuEntry(_("工作台"), reverse("portal:desk"), "inbox")]
    if getattr(user, "is_authenticated", False):
        return [MenuEntry(_("我的學習"), reverse("portal:dashboard"), "steps")]
    return [MenuEntry(_("首頁"), reverse("portal:home"), "home")]


@slots.register("menu", order=900)
def news_entry(user: Any) -> list[MenuEntry]:
    """News stands last."""
    return [MenuEntry(_("最新消息"), reverse("portal:news"), "chat")]


@slots.register("next_action")
def complete_profile(person: Person) -> NextAction | None:
    """Documents cannot be printed without a name and a birth date (CER-1)."""
    if person.has_document_name and person.birth_date:
        return None
    detail = _("成績通知單與證書會照這裡的姓名與出生日期列印。")
    return NextAction(_("補齊個人資料"), reverse("portal:profile"), detail, priority=80)
