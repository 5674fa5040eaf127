"""The verbs of the door lane: start, hand-in, help, signals, remark."""

import unicodedata
import uuid
from typing import Any

from django.conf import settings

from exams.delivery import policies
from exams.delivery.enums import SignalKind
from exams.delivery.gateway import cookies, http, lanes, languages, ticket, token, wishes
from exams.delivery.gateway.http import Receive, Reply, Scope
from exams.delivery.rules import wire
from exams.delivery.rules.tokens import Claims
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors.entry import Caller
from exams.delivery.services import objections
from exams.delivery.services.signals import Reported

MAX_SIGNALS = 50
_MAX_ID = 2**63 - 1
_LONGEST_SIGNAL = 86_400
_TYPED = ("\n", "\t")


async def start(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Start or resume: the whole paper with the right to write answers."""
    headers = scope["headers"]
    found = ticket.of(headers, attempt)
    if found is None:
        return http.unauthorised()
    wire.fields(wire.decode(await http.read_body(scope, receive)), set())
    sent = cookies.of(headers)
    caller = Caller(found, sent.get(settings.SESSION_COOKIE_NAME, ""), policies.visitor_hash_of(sent))
    return await lanes.door.submit(wishes.Start(caller, languages.of(headers), http.takes_gzip(headers)))


async def hand_in(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Hand in: the one end and receipt there is, asked as often as one likes."""
    claims, body = await _message(attempt, scope, receive, {"lease"})
    if claims is None:
        return http.unauthorised()
    return await lanes.door.submit(wishes.HandIn(claims, _lease(body, claims), languages.of(scope["headers"])))


async def call(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Call for help."""
    claims, body = await _message(attempt, scope, receive, {"lease"})
    if claims is None:
        return http.unauthorised()
    _lease(body, claims)
    return await lanes.door.submit(wishes.Call(claims, languages.of(scope["headers"])))


async def signals(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Report what the screen noticed."""
    claims, body = await _message(attempt, scope, receive, {"lease", "signals"})
    if claims is None:
        return http.unauthorised()
    given = body["signals"]
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_SIGNALS:
        raise Malformed("signals")
    reported = tuple(_signal(each) for each in given)
    return await lanes.door.submit(wishes.Signals(claims, _lease(body, claims), reported))


async def remark(attempt: uuid.UUID, scope: Scope, receive: Receive) -> Reply:
    """Say something about an item."""
    claims, body = await _message(attempt, scope, receive, {"lease", "item", "text"})
    if claims is None:
        return http.unauthorised()
    item, text = wire.number(body["item"], _MAX_ID), _text(body["text"])
    language = languages.of(scope["headers"])
    return await lanes.door.submit(wishes.Remark(claims, _lease(body, claims), item, text, language))


async def _message(
    attempt: uuid.UUID, scope: Scope, receive: Receive, names: set[str]
) -> tuple[Claims | None, dict[str, Any]]:
    """The claims of the token and exactly these fields. Raises ``Malformed``."""
    claims = token.claims_of(scope["headers"], attempt)
    if claims is None:
        return None, {}
    return claims, dict(wire.fields(wire.decode(await http.read_body(scope, receive)), names))


def _lease(body: dict[str, Any], claims: Claims) -> int:
    lease = wire.number(body["lease"])
    if lease > claims.lease:
        raise Malformed("a lease this token was not made for")
    return lease


def _signal(value: Any) -> Reported:
    found = wire.fields(value, {"kind", "seconds"})
    kind, seconds = found["kind"], found["seconds"]
    if not isinstance(kind, str) or kind not in set(SignalKind):
        raise Malformed("kind")
    lasted = 0 if seconds == 0 and seconds is not False else wire.number(seconds)
    return Reported(SignalKind(kind), min(lasted, _LONGEST_SIGNAL))


def _text(value: Any) -> str:
    """Lines of text without control characters and halves of surrogate pairs."""
    if not isinstance(value, str) or len(value) > objections.LONGEST:
        raise Malformed("text")
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in _TYPED for each in value):
        raise Malformed("text")
    return value
