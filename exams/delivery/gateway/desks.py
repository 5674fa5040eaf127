"""What is done at the door lane: starts, hand-ins, calls, signals and remarks of a batch, each sort in one go.

Every request is safe to repeat, so a batch that fails half-way may be handed in again as a whole.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils import translation

from exams.delivery.gateway import http
from exams.delivery.gateway.http import Reply
from exams.delivery.gateway.wishes import Call, HandIn, Remark, Signals, Start
from exams.delivery.models import Attempt
from exams.delivery.selectors import entry, paper, payload, responses
from exams.delivery.selectors import lobby as waiting
from exams.delivery.services import calls, hand_ins, objections, rights, signals, starts
from exams.delivery.services.hand_ins import UnableToHandIn
from exams.delivery.services.rights import Right
from exams.delivery.services.starts import Started
from lms.core import clock
from lms.core.errors import Refusal

Instants: TypeAlias = Sequence[dt.datetime]


def start(requests: Sequence[Start], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """The paper with the right to write answers, to everybody entitled; the others are told why not."""
    allowed = entry.entitled([each.caller for each in requests], now=now)
    wishes = [
        starts.Wish(each.caller.ticket.attempt, at)
        for each, at, is_allowed in zip(requests, arrived, allowed, strict=True)
        if is_allowed
    ]
    outcomes = iter(starts.start_many(wishes, now=now))
    found = [next(outcomes) if is_allowed else None for is_allowed in allowed]
    known = payload.facts(list({each.attempt.pk: each.attempt for each in found if isinstance(each, Started)}.values()))
    return [_started(request, outcome, known) for request, outcome in zip(requests, found, strict=True)]


def _started(request: Start, outcome: Started | Refusal | None, known: Mapping[int, payload.Facts]) -> Reply:
    if outcome is None:
        return http.unauthorised()
    if isinstance(outcome, Refusal):
        return refused(outcome, request.language)
    attempt = outcome.attempt
    sheet = paper.sheet(attempt.form, request.language)
    own = payload.own(
        attempt,
        sheet,
        known[attempt.pk],
        token=outcome.token,
        lease=outcome.lease,
        given=outcome.granted,
        now=clock.now(),
    )
    headers = [(b"vary", b"accept-encoding")] + ([(b"content-encoding", b"gzip")] if request.compressed else [])
    return 200, payload.joined(sheet, own, compressed=request.compressed), headers


def hand_in(requests: Sequence[HandIn], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """The end of each attempt, with its receipt."""
    wishes = [hand_ins.Wish(each.claims, each.lease, at) for each, at in zip(requests, arrived, strict=True)]
    outcomes = hand_ins.hand_in_many(wishes, now=now)
    ended = {each.pk: each for each in outcomes if isinstance(each, Attempt)}
    answered = responses.answered_counts(ended)
    following = {pk: waiting.following(attempt) for pk, attempt in ended.items()}
    return [
        _ended(request, outcome, answered, following, now) for request, outcome in zip(requests, outcomes, strict=True)
    ]


def _ended(
    request: HandIn,
    outcome: Attempt | Refusal | None,
    answered: Mapping[int, int],
    following: Mapping[int, str],
    now: dt.datetime,
) -> Reply:
    if outcome is None:
        return http.unauthorised()
    if isinstance(outcome, UnableToHandIn):
        return refused(outcome, request.language, leave_from=payload.instant(outcome.leave_from))
    if isinstance(outcome, Refusal):
        return refused(outcome, request.language)
    return http.reply(
        200, payload.handed_in(outcome, answered=answered[outcome.pk], following=following[outcome.pk], now=now)
    )


def call(requests: Sequence[Call], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """Open calls for help; older leases may call as well."""
    found = rights.of([each.claims for each in requests], at=arrived)
    return [_called(request, right, now) for request, right in zip(requests, found, strict=True)]


def _called(request: Call, right: Right | None, now: dt.datetime) -> Reply:
    if right is None:
        return http.unauthorised()
    with translation.override(request.language):
        try:
            made = calls.call(attempt=right.attempt, now=now)
        except Refusal as refusal:
            return refused(refusal, request.language)
    return http.reply(200, {"called_at": payload.instant(made.called_at)})


def signal(requests: Sequence[Signals], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """Signals of the screens that are writing; those of others are dropped."""
    found = rights.of([each.claims for each in requests], at=arrived)
    pairs = list(zip(requests, found, strict=True))
    signals.record_many(
        [
            (right.attempt.pk, each)
            for request, right in pairs
            if right is not None and right.is_writer(request.lease)
            for each in request.reported
        ],
        now=now,
    )
    return [_heard(request, right) for request, right in pairs]


def _heard(request: Signals, right: Right | None) -> Reply:
    if right is None:
        return http.unauthorised()
    return http.reply(200, {}) if right.is_writer(request.lease) else lease_lost()


def remark(requests: Sequence[Remark], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """Remarks about items of the paper."""
    found = rights.of([each.claims for each in requests], at=arrived)
    return [_remarked(request, right, now) for request, right in zip(requests, found, strict=True)]


def _remarked(request: Remark, right: Right | None, now: dt.datetime) -> Reply:
    if right is None:
        return http.unauthorised()
    if not right.is_writer(request.lease):
        return lease_lost()
    with translation.override(request.language):
        try:
            noted = objections.note(attempt=right.attempt, item=request.item, text=request.text, noted_by=None, now=now)
        except Refusal as refusal:
            return refused(refusal, request.language)
    return http.reply(200, {"noted_at": payload.instant(noted.noted_at)})


def refused(refusal: Refusal, language: str, **more: Any) -> Reply:
    """409 with the refusal's code and its text for the candidate."""
    with translation.override(language):
        return http.reply(409, {"code": refusal.code, "message": str(refusal.message)} | more)


def lease_lost() -> Reply:
    """Another window or device is writing."""
    return http.reply(409, {"code": "lease_lost"})


Desk: TypeAlias = Callable[[Sequence[Any], Instants, dt.datetime], list[Reply]]
DESKS: Mapping[type, Desk] = {Start: start, HandIn: hand_in, Call: call, Signals: signal, Remark: remark}


def receive(requests: Sequence[Any], arrived: Instants, now: dt.datetime) -> list[Reply]:
    """The replies of a batch, in its order; each sort of request is one transaction or a few."""
    replies: list[Reply | None] = [None] * len(requests)
    for kind, desk in DESKS.items():
        places = [place for place, request in enumerate(requests) if isinstance(request, kind)]
        if places:
            found = desk([requests[place] for place in places], [arrived[place] for place in places], now)
            for place, reply in zip(places, found, strict=True):
                replies[place] = reply
    return [reply for reply in replies if reply is not None]
