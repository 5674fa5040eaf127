"""Handing notices to the mail system."""

from django.core.mail import EmailMultiAlternatives

from lms.core import files
from lms.notices.models import Notice
from lms.notices.services import letters, outbox


def send(notice: Notice) -> None:
    """Send one notice as a mail with its attachments. The mail system's errors pass through.

    The Message-ID is the notice's own, so a mail sent twice around a crash is recognised as one by the receiving system.
    """
    message = EmailMultiAlternatives(
        subject=letters.subject(notice),
        body=letters.body(notice),
        to=[outbox.address(notice.person)],
        headers={"Message-ID": f"<{notice.public_id}@notices.greenstep>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letters.html(notice), "text/html")
    for attachment in notice.attachments:
        message.attach(attachment["name"], files.read(attachment["path"]), _type(attachment["name"]))
    message.send()


def _type(name: str) -> str:
    """What is attached: a calendar entry, else a document."""
    return "text/calendar; charset=utf-8" if name.endswith(".ics") else "application/pdf"
