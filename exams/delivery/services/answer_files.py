"""Taking in an encrypted answer file: what it holds and the server does not becomes evidence for a person to decide.

The file is one attempt's: it opens with that attempt's key only, and its lid names the attempt. Nothing of it counts by
itself; taken in twice it changes nothing.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState, LateReason
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer
from exams.delivery.rules import answer_files
from exams.delivery.rules.answer_files import Contents, Event
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors import answering
from exams.delivery.services import leases, moves
from lms.core.errors import Refusal


class UnableToTake(Refusal):
    """The file was not taken in; ``code`` is ``unreadable``, ``another_attempt``, ``not_written_here``, ``void``,
    ``too_late`` or ``too_many``."""

    code = "unreadable"


MOST = 20_000
"""Late answers of one attempt, however many files bring them: people have to decide about them."""


class Outcome(StrEnum):
    """What became of one answer of a file."""

    KEPT = "kept"
    COUNTS_ALREADY = "counts_already"
    KEPT_ALREADY = "kept_already"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Row:
    """One answer of the file: which item (its position on this candidate's screen), its number, what became of it."""

    position: int
    seq: int
    outcome: Outcome


@dataclass(frozen=True)
class Taken:
    """A file that was taken in, in the order in which the answers were given."""

    rows: tuple[Row, ...]

    def count(self, outcome: Outcome) -> int:
        """How many answers had this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def kept(self) -> int:
        """How many answers are new to the server."""
        return self.count(Outcome.KEPT)


def take(*, attempt: Attempt, content: bytes, actor: Any, now: dt.datetime, as_candidate: bool) -> Taken:
    """Keep the answers of a file as late answers of its attempt. Raises :class:`UnableToTake`; then nothing is written.

    Candidates may hand in a file as long as their journal would be taken (``JOURNAL_WINDOW_HOURS`` after the end); later
    the staff take it and decide.
    """
    contents = _opened(attempt, content)
    with transaction.atomic():
        held = moves.held(attempt)
        _require_open(held, contents, now, as_candidate)
        rows, late = _judged(held, contents, now)
        if late and LateAnswer.objects.filter(attempt=held).count() + len(late) > MOST:
            raise UnableToTake(_("這份考卷的逾時作答已達上限，請將檔案交給試務人員。"), code="too_many")
        LateAnswer.objects.bulk_create(late, ignore_conflicts=True)
        taken = Taken(tuple(rows))
        numbers = {str(outcome): taken.count(outcome) for outcome in Outcome}
        moves.record(held, "file_taken", actor, now, lease=contents.lease, **numbers)
    return taken


def _opened(attempt: Attempt, content: bytes) -> Contents:
    key = answer_files.key_for(attempt.public_id, settings.ATTEMPT_TOKEN_KEY)
    try:
        sealed = answer_files.outside(content)
        if sealed.attempt != attempt.public_id:
            raise UnableToTake(_("這個作答檔屬於另一份考卷。"), code="another_attempt")
        return answer_files.inside(
            AESGCM(key).decrypt(sealed.iv, sealed.data, answer_files.bound_to(attempt.public_id)), attempt.public_id
        )
    except (Malformed, InvalidTag):
        raise _unreadable() from None


def _require_open(held: Attempt, contents: Contents, now: dt.datetime, as_candidate: bool) -> None:
    if held.state == AttemptState.VOID:
        raise UnableToTake(_("這份考卷已作廢，不再收作答檔。"), code="void")
    if contents.lease > held.lease:
        raise UnableToTake(_("這個作答檔不是由這份考卷的作答畫面存出的。"), code="not_written_here")
    if as_candidate and held.ends_at is not None and now > held.ends_at + leases.journal_window():
        raise UnableToTake(_("自行上傳作答檔的期限已過，請將檔案交給試務人員。"), code="too_late")


def _judged(held: Attempt, contents: Contents, now: dt.datetime) -> tuple[list[Row], list[LateAnswer]]:
    form = held.form.public_id
    paper = answering.papers({form})[form]
    known = _known(held, contents)
    places = {shown["item"]: place for place, shown in enumerate(held.order, start=1)}
    rows, late = [], []
    for event in contents.events:
        meant = paper.meant(event.item, event.options)
        if event.seq in known:
            outcome = known[event.seq]
        elif not paper.accepts(event.item, meant):
            outcome = Outcome.NO_ANSWER
        else:
            outcome = Outcome.KEPT
            late.append(_late(held, contents.lease, event, meant, now))
        rows.append(Row(places.get(event.item, 0), event.seq, outcome))
    return rows, late


def _known(held: Attempt, contents: Contents) -> Mapping[int, Outcome]:
    """What the server has under these numbers; an answer that counts says so although it was also kept."""
    found: dict[int, Outcome] = {}
    for model, outcome in ((LateAnswer, Outcome.KEPT_ALREADY), (AnswerEvent, Outcome.COUNTS_ALREADY)):
        numbers = model.objects.filter(attempt=held, lease=contents.lease).values_list("client_seq", flat=True)
        found |= dict.fromkeys(numbers, outcome)
    return found


def _late(held: Attempt, lease: int, event: Event, meant: Sequence[str], now: dt.datetime) -> LateAnswer:
    return LateAnswer(
        attempt=held,
        lease=lease,
        client_seq=event.seq,
        item_id=event.item,
        options=list(meant),
        flagged=event.flagged,
        received_at=now,
        why=LateReason.ANSWER_FILE,
    )


def _unreadable() -> UnableToTake:
    return UnableToTake(_("這不是作答檔，或檔案已損壞。請選擇作答畫面存出的檔案。"))
