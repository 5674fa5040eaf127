"""The JSON replies of start and hand-in, exactly as docs/answers-protocol.md writes them."""

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from exams.delivery.models import Attempt
from exams.delivery.rules import answer_files, documents
from exams.delivery.selectors import answering, lobby, notices, paper, responses, status, suspensions
from exams.delivery.selectors.notices import Message
from exams.sittings.models import Accommodation


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reply to Start tells beside the attempt's own row."""

    answers: Mapping[int, responses.Response]
    notices: tuple[Message, ...] = ()
    large_type: bool = False
    rest_minutes: int = 0
    suspended: tuple[int, ...] = ()


def facts(attempts: Sequence[Attempt]) -> dict[int, Facts]:
    """The facts by attempt, with the same few queries for any number."""
    ids = [attempt.pk for attempt in attempts]
    answers, messages = responses.currents(ids), notices.shown_to(ids)
    left = suspensions.open_items([attempt.pk for attempt in attempts if attempt.news])
    eased = Accommodation.objects.filter(registration_id__in=[each.registration_id for each in attempts])
    terms = {
        row: (large, rest) for row, large, rest in eased.values_list("registration_id", "large_type", "rest_minutes")
    }
    return {
        attempt.pk: Facts(
            answers[attempt.pk],
            messages[attempt.pk],
            *terms.get(attempt.registration_id or 0, (False, 0)),
            suspended=left.get(attempt.pk, ()),
        )
        for attempt in attempts
    }


def own(
    attempt: Attempt,
    sheet: paper.Sheet,
    known: Facts,
    *,
    token: str,
    lease: int,
    given: tuple[answering.Granted, ...],
    now: dt.datetime,
) -> dict[str, Any]:
    """One's own part of the reply to Start: the order, the standing answers, the time, and the right to write."""
    subject, registration = attempt.sitting.subject, attempt.registration
    return {
        "attempt": str(attempt.public_id),
        "token": token,
        "lease": lease,
        "state": str(attempt.state),
        "server_now": instant(now),
        "started_at": instant(attempt.started_at),
        "ends_at": instant(attempt.ends_at),
        "paused_at": instant(attempt.paused_at),
        "leave_from": leave_from(attempt),
        "title_zh": subject.name_zh,
        "title_en": subject.name_en,
        "candidate": lobby.candidate_name(attempt),
        "seat": registration.seat if registration else "",
        "minutes": attempt.limit_seconds // 60,
        "large_type": known.large_type,
        "rest_minutes": known.rest_minutes,
        "file_key": base64.b64encode(answer_files.key_for(attempt.public_id, settings.ATTEMPT_TOKEN_KEY)).decode(),
        "order": paper.order(attempt, sheet),
        "answers": paper.answered(sheet, known.answers),
        "held": 0,
        "granted": granted(given),
        "notices": told(known.notices),
        "suspended": list(known.suspended),
    }


def joined(sheet: paper.Sheet, own_part: Mapping[str, Any], *, compressed: bool) -> bytes:
    """The reply to Start as bytes: what everybody with the form gets, then one's own part."""
    text = json.dumps(own_part, ensure_ascii=False, separators=(",", ":")).encode()[1:]
    return documents.gzipped(sheet.common, text) if compressed else sheet.common.text() + text


def handed_in(attempt: Attempt, *, answered: int, following: str, now: dt.datetime) -> dict[str, Any]:
    """The reply to hand-in, however the attempt ended; ``following`` is where to go next."""
    return {
        "state": "ended",
        "reason": status.end_reason(attempt, now),
        "receipt": attempt.receipt,
        "answered": answered,
        "total": len(attempt.order),
        "ended_at": instant(status.ended_at(attempt, now)),
        "next": following,
    }


def leave_from(attempt: Attempt) -> str | None:
    """From when handing in is allowed; None at any time."""
    return instant(status.leave_from(attempt))


def instant(moment: dt.datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and ``Z``."""
    return None if moment is None else moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def granted(entries: tuple[answering.Granted, ...]) -> list[dict[str, Any]]:
    """The time ledger as JSON."""
    return [
        {"seconds": entry.seconds, "kind": entry.kind, "reason": entry.reason, "at": instant(entry.at)}
        for entry in entries
    ]


def told(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    """Messages as JSON."""
    return [{"id": str(each.public_id), "at": instant(each.at), "text": each.text} for each in messages]
