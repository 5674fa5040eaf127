"""The wire form of answers protocol v1: strict reading, exact writing.

Only what the protocol names is taken: an unknown or repeated key, another type, or a number out of range refuses the
whole request, so nothing can be smuggled in beside an answer.
"""

import datetime as dt
import unicodedata
from functools import lru_cache
from typing import Any

from exams.delivery.gateway import http
from exams.delivery.gateway.http import Reply
from exams.delivery.rules import wire
from exams.delivery.rules.enums import SubmissionCode
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors.payload import instant
from exams.delivery.services.answers import Answer, Receipt, Status

MAX_ANSWERS = 200
MAX_OPTIONS = 26
MAX_CHARACTERS = 200
_MAX_ID = 2**63 - 1
_REQUEST = {"lease", "answers"}
_ANSWER = {"seq", "item", "options", "flagged"}
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters (NUL among them), halves of surrogate pairs, line and paragraph separators: nobody types them."""

HTTP_STATUS = {
    SubmissionCode.SAVED: 200,
    SubmissionCode.LEASE_LOST: 409,
    SubmissionCode.EXPIRED_KEPT: 409,
    SubmissionCode.NOT_RUNNING: 409,
}


def parse(body: bytes) -> tuple[int, tuple[Answer, ...]]:
    """The lease and answers of a POST body. Raises :class:`Malformed` for anything but exactly that."""
    message = wire.fields(wire.decode(body), _REQUEST)
    lease, answers = message["lease"], message["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= MAX_ANSWERS:
        raise Malformed("answers")
    read = tuple([_answer(each) for each in answers])
    if len(read) > 1 and len({answer.seq for answer in read}) != len(read):
        raise Malformed("seq repeated")
    return wire.number(lease), read


def reply(receipt: Receipt) -> Reply:
    """The reply for what became of a submission."""
    code, status, token = receipt
    if code is SubmissionCode.INVALID:
        return http.malformed()
    if status is None:
        return http.busy() if code is SubmissionCode.BUSY else http.unauthorised()
    first = "" if code is SubmissionCode.SAVED else f'"code":"{code.value}",'
    last = "" if token is None else f',"token":"{token}"'
    return HTTP_STATUS[code], f"{{{first}{_text(status)}{last}}}".encode(), []


def _text(status: Status) -> str:
    held, saved_at, server_now, ends_at, state, news = status
    return (
        f'"held":{held},"saved_at":{_instant(saved_at)},"server_now":{_instant(server_now)},'
        f'"ends_at":{_instant(ends_at)},"state":"{state}",{news}'
    )


@lru_cache(maxsize=10_000)
def _instant(moment: dt.datetime | None) -> str:
    """A whole batch bears the same instants, and an attempt ends when it ends."""
    return "null" if moment is None else f'"{instant(moment)}"'


def _answer(value: Any) -> Answer:
    fields = wire.fields(value, _ANSWER)
    options, flagged = fields["options"], fields["flagged"]
    if not isinstance(flagged, bool) or not isinstance(options, list) or len(options) > MAX_OPTIONS:
        raise Malformed("answer")
    for option in options:
        if not _is_text(option):
            raise Malformed("option")
    return Answer(
        wire.number(fields["seq"], wire.MAX_SEQ), wire.number(fields["item"], _MAX_ID), tuple(options), flagged
    )


def _is_text(value: Any) -> bool:
    """A line of at most so many characters. Whether it answers the item is asked of the item's kind."""
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
        return False
    # What is printable is in none of the refused categories; the rest (a wide blank, an emoji's joiner) is looked at.
    return value.isprintable() or not any(unicodedata.category(character) in _REFUSED for character in value)
