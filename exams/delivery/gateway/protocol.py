"""The wire form of answers protocol v1: strict reading, exact writing.

Only what the protocol names is taken: an unknown or repeated key, another type, or a number out of range refuses the
whole request, so nothing can be smuggled in beside an answer.
"""

import unicodedata
from typing import Any

from exams.delivery.rules import wire
from exams.delivery.rules.enums import SubmissionCode
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors.answering import Status
from exams.delivery.selectors.payload import granted, instant
from exams.delivery.services.answers import Answer, Receipt

MAX_ANSWERS = 200
MAX_OPTIONS = 26
MAX_CHARACTERS = 200
_MAX_ID = 2**63 - 1
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters (NUL among them), halves of surrogate pairs, line and paragraph separators: nobody types them."""

HTTP_STATUS = {
    SubmissionCode.SAVED: 200,
    SubmissionCode.LEASE_LOST: 409,
    SubmissionCode.EXPIRED_KEPT: 409,
    SubmissionCode.NOT_RUNNING: 409,
    SubmissionCode.INVALID: 400,
    SubmissionCode.UNAUTHORISED: 401,
}


def parse(body: bytes) -> tuple[int, tuple[Answer, ...]]:
    """The lease and answers of a POST body. Raises :class:`Malformed` for anything but exactly that."""
    message = wire.fields(wire.decode(body), {"lease", "answers"})
    lease, answers = message["lease"], message["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= MAX_ANSWERS:
        raise Malformed("answers")
    read = tuple(_answer(each) for each in answers)
    if len({answer.seq for answer in read}) != len(read):
        raise Malformed("seq repeated")
    return wire.number(lease), read


def reply(receipt: Receipt) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON body for what became of a submission."""
    code = receipt.code
    if code == SubmissionCode.INVALID:
        return 400, {"code": "malformed"}
    if receipt.status is None:
        return 401, {"code": "unauthorised"}
    body = _status(receipt.status)
    if receipt.token is not None:
        body["token"] = receipt.token
    if code != SubmissionCode.SAVED:
        body = {"code": str(code)} | body
    return HTTP_STATUS[code], body


def _status(status: Status) -> dict[str, Any]:
    return {
        "held": status.held,
        "saved_at": instant(status.saved_at),
        "server_now": instant(status.server_now),
        "ends_at": instant(status.ends_at),
        "state": str(status.state),
        "granted": granted(status.granted),
    }


def _answer(value: Any) -> Answer:
    fields = wire.fields(value, {"seq", "item", "options", "flagged"})
    options, flagged = fields["options"], fields["flagged"]
    if not isinstance(flagged, bool) or not isinstance(options, list) or len(options) > MAX_OPTIONS:
        raise Malformed("answer")
    if not all(_is_text(option) for option in options):
        raise Malformed("option")
    return Answer(
        seq=wire.number(fields["seq"]),
        item=wire.number(fields["item"], _MAX_ID),
        options=tuple(options),
        flagged=flagged,
    )


def _is_text(value: Any) -> bool:
    """A line of at most so many characters. Whether it answers the item is asked of the item's kind."""
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
        return False
    return not any(unicodedata.category(character) in _REFUSED for character in value)
