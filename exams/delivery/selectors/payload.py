"""The JSON replies of start and hand-in, exactly as docs/answers-protocol.md writes them."""

import datetime as dt
from typing import Any

from exams.delivery.models import Attempt
from exams.delivery.selectors import answering, lobby, paper, responses, status


def started(attempt: Attempt, token: str, *, now: dt.datetime) -> dict[str, Any]:
    """The reply to Start: the paper, the standing answers, the time, and the right to write."""
    subject, registration = attempt.sitting.subject, attempt.registration
    answers = responses.current(attempt)
    items, stimuli = paper.items(attempt)
    return {
        "attempt": str(attempt.public_id),
        "token": token,
        "lease": attempt.lease,
        "server_now": instant(now),
        "started_at": instant(attempt.started_at),
        "ends_at": instant(attempt.ends_at),
        "leave_from": leave_from(attempt),
        "title_zh": subject.name_zh,
        "title_en": subject.name_en,
        "candidate": lobby.candidate_name(attempt),
        "seat": registration.seat if registration else "",
        "minutes": attempt.limit_seconds // 60,
        "items": items,
        "stimuli": stimuli,
        "answers": paper.answered(attempt, answers),
        "held": 0,
        "granted": granted(answering.granted([attempt.pk])[attempt.pk]),
    }


def handed_in(attempt: Attempt, *, following: str, now: dt.datetime) -> dict[str, Any]:
    """The reply to hand-in, however the attempt ended; ``following`` is where to go next."""
    counted = responses.answered_counts([attempt.pk])[attempt.pk]
    return {
        "state": "ended",
        "reason": status.end_reason(attempt, now),
        "receipt": attempt.receipt,
        "answered": counted,
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
