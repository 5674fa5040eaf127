"""Receiving answers: many requests, one transaction (ARCHITECTURE, flow 2).

A submission is judged by its own instant of arrival, not by when its batch is written. Nothing acknowledged is lost and
nothing late counts: what cannot count is kept as evidence.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from exams.delivery.enums import AttemptState, EndReason, LateReason
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer
from exams.delivery.rules import time
from exams.delivery.rules.enums import AnswerVerdict, SubmissionCode
from exams.delivery.rules.tokens import Claims
from exams.delivery.selectors import answering
from exams.delivery.selectors.answering import Status
from exams.delivery.services import leases

_READ = (
    *("public_id", "form__public_id", "state", "end_reason", "lease", "token_hash"),
    *("created_at", "ends_at", "last_seen_at"),
)
SEEN_EVERY = dt.timedelta(seconds=10)
"""Presence is written at most so often by requests that save nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice as the client numbered it; no options = withdrawn."""

    seq: int
    item: int
    options: tuple[str, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: whose (verified claims of its token), as which lease, what, and when it arrived.

    Without answers it only asks how the attempt stands.
    """

    claims: Claims
    lease: int
    answers: tuple[Answer, ...]
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission, with how the attempt stands afterwards. ``status`` is None when unauthorised."""

    code: SubmissionCode
    status: Status | None = None
    token: str | None = None


@dataclass(slots=True)
class _Batch:
    """Rows to write and who has been seen."""

    events: list[AnswerEvent] = field(default_factory=list)
    late: list[LateAnswer] = field(default_factory=list)
    saved: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)


def receive(submissions: Sequence[Submission], *, now: dt.datetime) -> list[Receipt]:
    """Judge and write all submissions in one transaction; the receipts come in the same order, after the commit.

    Malformed items or options give ``invalid`` and store nothing of that submission.
    """
    with transaction.atomic():
        attempts = _locked({submission.claims.attempt for submission in submissions})
        papers = answering.papers(attempts.values())
        batch = _Batch()
        codes = [_judge(each, attempts.get(each.claims.attempt), papers, batch) for each in submissions]
        _write(batch, now)
        states = answering.statuses(
            [(attempts[each.claims.attempt], each.lease) for each in submissions if each.claims.attempt in attempts],
            now=now,
        )
    return [
        _receipt(each, code, attempts.get(each.claims.attempt), states)
        for each, code in zip(submissions, codes, strict=True)
    ]


def _locked(public_ids: set[uuid.UUID]) -> dict[uuid.UUID, Attempt]:
    """The attempts of a batch, locked in the order of their keys: handing in waits for us or we see its end."""
    rows = (
        Attempt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("form")
        .filter(public_id__in=public_ids)
        .order_by("pk")
        .only(*_READ)
    )
    return {attempt.public_id: attempt for attempt in rows}


def _judge(
    submission: Submission, attempt: Attempt | None, papers: dict[uuid.UUID, answering.Paper], batch: _Batch
) -> SubmissionCode:
    if attempt is None or not _is_authorised(submission, attempt):
        return SubmissionCode.UNAUTHORISED
    paper = papers[attempt.form.public_id]
    meant = tuple(replace(each, options=paper.meant(each.item, each.options)) for each in submission.answers)
    submission = replace(submission, answers=meant)
    if not all(paper.accepts(answer.item, answer.options) for answer in meant):
        return SubmissionCode.INVALID
    code = _verdict(submission, attempt)
    if code == SubmissionCode.SAVED:
        _note_seen(submission, attempt, batch)
        batch.events += [AnswerEvent(**_columns(submission, attempt, each)) for each in submission.answers]
        return code
    if not submission.answers:
        return code
    missing = answering.not_held(attempt, submission.lease, [answer.seq for answer in submission.answers])
    if not missing:
        return SubmissionCode.SAVED  # a replay of what has counted long since
    if submission.received_at <= _kept_until(attempt):
        batch.late += [
            LateAnswer(**_columns(submission, attempt, each), why=_WHY[code])
            for each in submission.answers
            if each.seq in missing
        ]
    return code


def _is_authorised(submission: Submission, attempt: Attempt) -> bool:
    """The current lease needs the very token it was given; older ones may only leave evidence."""
    claims = submission.claims
    if submission.received_at > claims.expires_at or submission.lease > claims.lease or not attempt.token_hash:
        return False
    return claims.lease < attempt.lease or (claims.lease == attempt.lease and claims.nonce_hash == attempt.token_hash)


_WHY = {
    SubmissionCode.LEASE_LOST: LateReason.LEASE_LOST,
    SubmissionCode.EXPIRED_KEPT: LateReason.EXPIRED,
    SubmissionCode.NOT_RUNNING: LateReason.NOT_RUNNING,
}


def _verdict(submission: Submission, attempt: Attempt) -> SubmissionCode:
    if submission.lease < attempt.lease:
        return SubmissionCode.LEASE_LOST
    by_clock = attempt.state == AttemptState.RUNNING or (
        attempt.state == AttemptState.ENDED and attempt.end_reason == EndReason.TIME_UP
    )
    if not submission.answers:
        return SubmissionCode.SAVED
    if not by_clock or attempt.ends_at is None:
        return SubmissionCode.NOT_RUNNING
    grace = dt.timedelta(seconds=settings.NETWORK_GRACE_SECONDS)
    judged = time.judge_answer(submission.received_at, attempt.ends_at, grace, leases.journal_window())
    return SubmissionCode.SAVED if judged is AnswerVerdict.COUNTS else SubmissionCode.EXPIRED_KEPT


def _kept_until(attempt: Attempt) -> dt.datetime:
    ended = attempt.ends_at or attempt.created_at
    return ended + leases.journal_window()


def _note_seen(submission: Submission, attempt: Attempt, batch: _Batch) -> None:
    if submission.answers:
        batch.saved.add(attempt.pk)
    elif attempt.last_seen_at is None or submission.received_at - attempt.last_seen_at >= SEEN_EVERY:
        batch.seen.add(attempt.pk)


def _columns(submission: Submission, attempt: Attempt, answer: Answer) -> dict[str, Any]:
    return {
        "attempt_id": attempt.pk,
        "lease": submission.lease,
        "client_seq": answer.seq,
        "item_id": answer.item,
        "options": list(answer.options),
        "flagged": answer.flagged,
        "received_at": submission.received_at,
    }


def _write(batch: _Batch, now: dt.datetime) -> None:
    """A replay meets the unique constraint and stays the row it was."""
    AnswerEvent.objects.bulk_create(batch.events, ignore_conflicts=True)
    LateAnswer.objects.bulk_create(batch.late, ignore_conflicts=True)
    if batch.saved:
        Attempt.objects.filter(pk__in=batch.saved).update(last_saved_at=now, last_seen_at=now)
    if batch.seen - batch.saved:
        Attempt.objects.filter(pk__in=batch.seen - batch.saved).update(last_seen_at=now)


def _receipt(
    submission: Submission,
    code: SubmissionCode,
    attempt: Attempt | None,
    states: dict[tuple[int, int], Status],
) -> Receipt:
    if attempt is None or code == SubmissionCode.UNAUTHORISED:
        return Receipt(SubmissionCode.UNAUTHORISED)
    token = leases.renewed(submission.claims, ends_at=attempt.ends_at) if attempt.ends_at else None
    return Receipt(code, states[attempt.pk, submission.lease], token)
