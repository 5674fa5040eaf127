"""The demo's mailbox: what the product mailed, read from the folder of the file-based mail backend. 404 elsewhere."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.core.access import public

PAGE_SIZE = 20
SEPARATOR = b"-" * 79  # written by the backend after each message


@dataclass(frozen=True)
class Mail:
    """One mail as the page shows it; ``file`` and ``index`` find it again."""

    file: str
    index: int
    at: dt.datetime | None
    to: str
    subject: str
    text: str
    attachments: tuple[str, ...]


@public
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first."""
    _only_in_demo()
    page = Paginator([mail for path in _files() for mail in _read(path)], PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/mailbox.html", {"page": page})


@public
@require_safe
def attachment(request: HttpRequest, file: str, index: int, number: int) -> HttpResponse:
    """One attachment, always as a download."""
    _only_in_demo()
    path = next((each for each in _files() if each.stem == file), None)
    if path is None:
        raise Http404
    try:
        part = _attachments(_messages(path)[index])[number]
    except IndexError:
        raise Http404 from None
    content = cast(bytes, part.get_payload(decode=True))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    response = HttpResponse(content, content_type="application/octet-stream", headers=headers)
    response["Content-Disposition"] = f'attachment; filename="attachment-{number + 1}{_suffix(part)}"'
    return response


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _files() -> list[Path]:
    """The backend's files, newest first; a file is named by its instant."""
    folder = Path(settings.MAILBOX_DIR)
    return sorted(folder.glob("*.log"), key=lambda path: path.name, reverse=True) if folder.is_dir() else []


def _messages(path: Path) -> list[EmailMessage]:
    parts = path.read_bytes().split(b"\n" + SEPARATOR + b"\n")
    return [cast(EmailMessage, message_from_bytes(part, policy=policy.default)) for part in parts if part.strip()]


def _read(path: Path) -> Iterator[Mail]:
    """The mails of one file, newest first."""
    for index, message in reversed(list(enumerate(_messages(path)))):
        body = message.get_body(preferencelist=("plain", "html"))
        yield Mail(
            file=path.stem,
            index=index,
            at=_instant(message),
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            text=str(body.get_content()) if body is not None else "",
            attachments=tuple(part.get_filename() or "" for part in _attachments(message)),
        )


def _instant(message: EmailMessage) -> dt.datetime | None:
    """The Date header; a zone of -0000 means UTC without telling where."""
    if not message["Date"]:
        return None
    at = parsedate_to_datetime(str(message["Date"]))
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    return [cast(EmailMessage, part) for part in message.iter_attachments()]


def _suffix(part: EmailMessage) -> str:
    suffix = Path(part.get_filename() or "").suffix
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""
