"""The words of a notice, from the templates ``emails/<template>.subject.txt``, ``.txt`` and ``.html``."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lms.notices.models import Notice


def subject(notice: Notice) -> str:
    """The subject in the notice's language, on one line."""
    return " ".join(_render(notice, "subject.txt").split())


def body(notice: Notice) -> str:
    """The plain text in the notice's language."""
    return _render(notice, "txt")


def account_text(notice: Notice) -> str:
    """The text as the inbox shows it: without a mail's foot and addresses, which the page has itself."""
    return _render(notice, "txt", in_account=True)


def html(notice: Notice) -> str:
    """The formatted text in the notice's language; every value in it is escaped (PX-04)."""
    return _render(notice, "html")


def _render(notice: Notice, kind: str, *, in_account: bool = False) -> str:
    english = notice.language == "en"
    context: dict[str, Any] = {
        **notice.context,
        "name": notice.person.name,
        "public_url": settings.PUBLIC_URL,
        "product_name": settings.PRODUCT_NAME_EN if english else settings.PRODUCT_NAME_ZH,
        "is_demo": settings.DEMO,
        "english": english,
        "in_account": in_account,
        "mail_language": "en" if english else "zh-Hant-TW",
    }
    with translation.override(notice.language):
        return render_to_string(f"emails/{notice.template}.{kind}", context).strip() + "\n"
