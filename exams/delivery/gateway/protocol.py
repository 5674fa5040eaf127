"""The wire form of answers protocol v1: strict reading, exact writing.

Only what the protocol names is taken: an unknown or repeated key, another type, or a number out of range refuses the
whole request, so nothing can be smuggled in beside an answer.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from exams.delivery.rules.enums import SubmissionCode
from exams.delivery.selectors.answering import Granted, Status
from exams.delivery.services.answers import Answer, Receipt

MAX_BODY_BYTES = 65_536
MAX_ANSWERS = 200
MAX_OPTIONS = 20
_MAX_NUMBER = 2**31 - 1
_MAX_ID = 2**63 - 1
_OPTION = re.compile(r"[A-Za-z0-9_-]{1,16}")

HTTP_STATUS = {
    SubmissionCode.SAVED: 200,
    SubmissionCode.LEASE_LOST: 409,
    SubmissionCode.EXPIRED_KEPT: 409,
    SubmissionCode.NOT_RUNNING: 409,
    SubmissionCode.INVALID: 400,
    SubmissionCode.UNAUTHORISED: 401,
}


class Malformed(ValueError):
    """The body is not a request of this protocol."""


def parse(body: bytes) -> tuple[int, tuple[Answer, ...]]:
    """The lease and answers of a POST body. Raises :class:`Malformed` for anything but exactly that."""
    message = _fields(_decode(body), {"lease", "answers"})
    lease, answers = message["lease"], message["answers"]
    if not isinstance(answers, list) or not 1 <= len(answers) <= MAX_ANSWERS:
        raise Malformed("answers")
    read = tuple(_answer(each) for each in answers)
    if len({answer.seq for answer in read}) != len(read):
        raise Malformed("seq repeated")
    return _number(lease, _MAX_NUMBER), read


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


def instant(moment: dt.datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and ``Z``."""
    return None if moment is None else moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def granted(entries: tuple[Granted, ...]) -> list[dict[str, Any]]:
    """The time ledger as JSON."""
    return [
        {"seconds": entry.seconds, "kind": entry.kind, "reason": entry.reason, "at": instant(entry.at)}
        for entry in entries
    ]


def _status(status: Status) -> dict[str, Any]:
    return {
        "held": status.held,
        "saved_at": instant(status.saved_at),
        "server_now": instant(status.server_now),
        "ends_at": instant(status.ends_at),
        "state": str(status.state),
        "granted": granted(status.granted),
    }


def _decode(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON of this protocol") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is repeated")
    return found


def _refuse(text: str) -> NoReturn:
    raise Malformed("a number that is none")


def _fields(value: Any, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed("fields")
    return value


def _answer(value: Any) -> Answer:
    fields = _fields(value, {"seq", "item", "options", "flagged"})
    options, flagged = fields["options"], fields["flagged"]
    if not isinstance(flagged, bool) or not isinstance(options, list) or len(options) > MAX_OPTIONS:
        raise Malformed("answer")
    if not all(isinstance(option, str) and _OPTION.fullmatch(option) for option in options):
        raise Malformed("option")
    return Answer(
        seq=_number(fields["seq"], _MAX_NUMBER),
        item=_number(fields["item"], _MAX_ID),
        options=tuple(options),
        flagged=flagged,
    )


def _number(value: Any, highest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= highest:
        raise Malformed("number")
    return value
