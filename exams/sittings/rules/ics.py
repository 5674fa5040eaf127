"""One calendar entry as an iCalendar file (RFC 5545): a fixed UID, versions by SEQUENCE, cancelled by STATUS and METHOD.

Instants are written in UTC, so no time zone has to be described.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

_OCTETS = 75
_PRODUCT = "-//Greenstep//Exam rooms//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the calendar shows. ``uid`` never changes, ``sequence`` grows with every version."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    organizer: str
    cancelled: bool = False


def render(entry: Entry, *, now: datetime) -> bytes:
    """The file, UTF-8 with CRLF and lines of at most 75 octets. Raises ``ValueError`` for naive or reversed instants."""
    if entry.starts_at >= entry.ends_at:
        raise ValueError("an entry ends after it starts")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if entry.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(entry.ends_at)}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        f"ORGANIZER:mailto:{entry.organizer}",
        f"SUMMARY:{_text(entry.summary)}",
        f"LOCATION:{_text(entry.location)}",
        f"DESCRIPTION:{_text(entry.description)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """A TEXT value: backslash, comma and semicolon escaped, line breaks written as ``\\n``, other controls dropped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in escaped if ord(sign) >= 32 and ord(sign) != 127)


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, never inside a character; the next pieces begin with a space."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > _OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
