"""What this app shows on pages that span apps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.selectors import person_of
from lms.core import slots
from lms.notices import policies, selectors


@slots.register("menu", order=90)
def inbox(user: Any) -> list[slots.MenuEntry]:
    """The inbox, with the number of new notices."""
    person = person_of(user)
    if person is None:
        return []
    unread = selectors.unread_count(person)
    label = _("通知（%(count)s 則未讀）") % {"count": unread} if unread else _("通知")
    return [slots.MenuEntry(label, reverse("notices:inbox"), icon="bell")]


@slots.register("desk_card", order=90)
def undelivered(user: Any) -> slots.DeskCard | None:
    """Mails that were given up, for the exam office."""
    count = selectors.failed().count() if policies.can_see_failed(user) else 0
    if not count:
        return None
    detail = _("重試後仍無法寄達，請確認收件人的電子郵件地址。")
    return slots.DeskCard(_("無法寄達的通知"), reverse("notices:failed"), detail, count, icon="warning")
