"""Receiving answers: many requests, one transaction (ARCHITECTURE, flow 2).

A submission is judged by its own instant of arrival, not by when its batch is written. Nothing acknowledged is lost and
nothing late counts: what cannot count is kept as evidence.

This is the one path that thousands walk at the same time, so it makes no model instances, asks the database four things
whatever the size of the batch, and looks for nothing that the attempt's row says is not there (news, gaps).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db import OperationalError, transaction

from exams.delivery.enums import AttemptState, EndReason, LateReason
from exams.delivery.models import LateAnswer
from exams.delivery.rules import time
from exams.delivery.rules.enums import AnswerVerdict, SubmissionCode
from exams.delivery.rules.tokens import Claims
from exams.delivery.selectors import answering, news
from exams.delivery.selectors.answering import Paper
from exams.delivery.services import answer_rows, leases
from exams.delivery.services.answer_rows import Standing

SEEN_EVERY = dt.timedelta(seconds=10)
"""Presence is written at most so often by requests that save nothing."""


class Answer(NamedTuple):
    """One choice as the client numbered it; no options = withdrawn."""

    seq: int
    item: int
    options: tuple[str, ...]
    flagged: bool


class Submission(NamedTuple):
    """One request: whose (verified claims of its token), as which lease, and what.

    Without answers it only asks how the attempt stands.
    """

    claims: Claims
    lease: int
    answers: tuple[Answer, ...]


class Status(NamedTuple):
    """How an attempt stands for one lease. ``held``: everything numbered 1 … held of that lease is stored.

    ``news`` is the text of ``selectors.news``.
    """

    held: int
    saved_at: dt.datetime | None
    server_now: dt.datetime
    ends_at: dt.datetime | None
    state: str
    news: str


class Receipt(NamedTuple):
    """What became of a submission, with how the attempt stands afterwards.

    ``status`` is None when it is unauthorised, or busy: somebody else holds the attempt's row for too long.
    """

    code: SubmissionCode
    status: Status | None = None
    token: str | None = None


_UNAUTHORISED = Receipt(SubmissionCode.UNAUTHORISED)
_BUSY = Receipt(SubmissionCode.BUSY)
_WHY = {
    SubmissionCode.LEASE_LOST: LateReason.LEASE_LOST,
    SubmissionCode.EXPIRED_KEPT: LateReason.EXPIRED,
    SubmissionCode.NOT_RUNNING: LateReason.NOT_RUNNING,
}


class _Desk(NamedTuple):
    """Where a submission belongs: the locked row and the paper that lies there."""

    standing: Standing
    paper: Paper


@dataclass(slots=True)
class _Batch:
    """By what the batch is judged, and what it writes."""

    now: dt.datetime
    grace: dt.timedelta
    window: dt.timedelta
    events: list[str] = field(default_factory=list)
    late: list[LateAnswer] = field(default_factory=list)
    saved: dict[int, Standing] = field(default_factory=dict)
    seen: dict[int, Standing] = field(default_factory=dict)
    gaps: dict[int, Standing] = field(default_factory=dict)


def receive(submissions: Sequence[Submission], arrived: Sequence[dt.datetime], now: dt.datetime) -> list[Receipt]:
    """Judge and write all submissions in one transaction; the receipts come in the same order, after the commit.

    ``arrived``: the instant of each. Malformed items or options give ``invalid`` and store nothing of that submission.
    When somebody holds one of the rows for too long, the others go on without it.
    """
    try:
        return _receive(submissions, arrived, now)
    except OperationalError as error:
        if not answer_rows.is_lock_timeout(error):
            raise
    return _receive(submissions, arrived, now, skip_locked=True)


def _receive(
    submissions: Sequence[Submission], arrived: Sequence[dt.datetime], now: dt.datetime, *, skip_locked: bool = False
) -> list[Receipt]:
    batch = _Batch(now, dt.timedelta(seconds=settings.NETWORK_GRACE_SECONDS), leases.journal_window())
    nowhere = _BUSY if skip_locked else _UNAUTHORISED
    with transaction.atomic():
        desks = _desks(submissions, skip_locked=skip_locked)
        codes = [
            SubmissionCode.UNAUTHORISED if desk is None else _judge(each, at, desk, batch)
            for each, at, desk in zip(submissions, arrived, desks, strict=True)
        ]
        _write(batch)
        told = _news(desks)
        receipts = [
            nowhere if desk is None else _receipt(each, code, desk.standing, told, batch)
            for each, code, desk in zip(submissions, codes, desks, strict=True)
        ]
    return receipts


def _desks(submissions: Sequence[Submission], *, skip_locked: bool) -> list[_Desk | None]:
    """The attempts' rows, locked: handing in waits for us or we see its end."""
    places = answering.places([submission.claims.attempt for submission in submissions])
    known = [place for place in places if place is not None]
    papers = answering.papers({place.form for place in known})
    standings = answer_rows.locked({place.pk for place in known}, skip_locked=skip_locked)
    return [
        _Desk(standings[place.pk], papers[place.form]) if place is not None and place.pk in standings else None
        for place in places
    ]


def _news(desks: Sequence[_Desk | None]) -> dict[int, str]:
    """What there is to tell besides; in the usual case nothing."""
    counts = {desk.standing.pk: desk.standing.news for desk in desks if desk is not None and desk.standing.news}
    return news.of(counts) if counts else {}


def _judge(submission: Submission, at: dt.datetime, desk: _Desk, batch: _Batch) -> SubmissionCode:
    claims, lease, answers = submission
    standing, paper = desk
    if lease > claims.lease or not leases.authorises(claims, standing, at=at):
        return SubmissionCode.UNAUTHORISED
    texts = [paper.stored(answer.item, answer.options) for answer in answers]
    if None in texts:
        return SubmissionCode.INVALID
    code = _verdict(submission, at, standing, batch)
    if code is SubmissionCode.SAVED:
        if answers:
            _save(submission, texts, at, standing, batch)
        elif standing.last_seen_at is None or at - standing.last_seen_at >= SEEN_EVERY:
            batch.seen[standing.pk] = standing
        return code
    return _keep(submission, code, at, desk, batch) if answers else code


def _verdict(submission: Submission, at: dt.datetime, standing: Standing, batch: _Batch) -> SubmissionCode:
    if submission.lease < standing.lease:
        return SubmissionCode.LEASE_LOST
    if not submission.answers:
        return SubmissionCode.SAVED
    if standing.state == AttemptState.PAUSED:
        paused_at = standing.paused_at
        in_time = paused_at is not None and at <= time.accepts_until(paused_at, batch.grace)
        return SubmissionCode.SAVED if in_time else SubmissionCode.NOT_RUNNING
    by_clock = standing.state == AttemptState.RUNNING or (
        standing.state == AttemptState.ENDED and standing.end_reason == EndReason.TIME_UP
    )
    if not by_clock or standing.ends_at is None:
        return SubmissionCode.NOT_RUNNING
    judged = time.judge_answer(at, standing.ends_at, batch.grace, batch.window)
    return SubmissionCode.SAVED if judged is AnswerVerdict.COUNTS else SubmissionCode.EXPIRED_KEPT


def _save(
    submission: Submission, texts: Sequence[str | None], at: dt.datetime, standing: Standing, batch: _Batch
) -> None:
    arrived = answer_rows.text_of(at)
    for answer, options in zip(submission.answers, texts, strict=True):
        seq = answer.seq
        batch.events.append(
            answer_rows.event(standing.pk, submission.lease, seq, answer.item, str(options), answer.flagged, arrived)
        )
        if seq == standing.held_seq + 1:
            standing.held_seq = seq
            if seq < standing.top_seq:
                batch.gaps[standing.pk] = standing
        if seq > standing.top_seq:
            standing.top_seq = seq
    batch.saved[standing.pk] = standing


def _keep(submission: Submission, code: SubmissionCode, at: dt.datetime, desk: _Desk, batch: _Batch) -> SubmissionCode:
    """What does not count becomes evidence, unless it is a replay of what has counted long since."""
    standing, paper = desk
    missing = answering.not_held(standing.pk, submission.lease, [answer.seq for answer in submission.answers])
    if not missing:
        return SubmissionCode.SAVED
    if at <= (standing.ends_at or batch.now) + batch.window:
        batch.late += [
            LateAnswer(
                attempt_id=standing.pk,
                lease=submission.lease,
                client_seq=answer.seq,
                item_id=answer.item,
                options=list(paper.meant(answer.item, answer.options)),
                flagged=answer.flagged,
                received_at=at,
                why=_WHY[code],
            )
            for answer in submission.answers
            if answer.seq in missing
        ]
    return code


def _write(batch: _Batch) -> None:
    now = answer_rows.text_of(batch.now)
    answer_rows.add_events(batch.events)
    LateAnswer.objects.bulk_create(batch.late, ignore_conflicts=True)
    _close_gaps(batch.gaps.values())
    for pk, standing in batch.saved.items():
        standing.last_saved = now
        batch.seen.pop(pk, None)
    answer_rows.write_progress(batch.saved.values(), batch.seen.values(), now=batch.now)


def _close_gaps(closed: Collection[Standing]) -> None:
    """Only where the message came that others had overtaken must the answers be counted."""
    if closed:
        held = answering.held_up_to([(standing.pk, standing.lease) for standing in closed])
        for standing in closed:
            standing.held_seq = held[standing.pk, standing.lease]


def _receipt(
    submission: Submission, code: SubmissionCode, standing: Standing, told: Mapping[int, str], batch: _Batch
) -> Receipt:
    if code is SubmissionCode.UNAUTHORISED:
        return _UNAUTHORISED
    claims, lease, _ = submission
    held, ends_at, state = standing.held_seq, standing.ends_at, standing.state
    if lease != standing.lease:
        held = answering.held_up_to([(standing.pk, lease)])[standing.pk, lease]
    if state == AttemptState.RUNNING and ends_at is not None and time.is_over(batch.now, ends_at):
        state = AttemptState.ENDED
    status = Status(held, standing.last_saved_at, batch.now, ends_at, state, told.get(standing.pk, news.NONE))
    token = None if ends_at is None else leases.renewed(claims, ends_at=ends_at, window=batch.window)
    return Receipt(code, status, token)
