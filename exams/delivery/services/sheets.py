"""Numbered answer sheets: written when a paper sitting is sealed, handed out, collected, spoiled, missing.

A sheet's number never changes and is never used again. A spoiled sheet is kept; a spare of the room takes its place.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState, SheetState
from exams.delivery.models import AnswerSheet, Attempt
from exams.delivery.rules import sheet_numbers
from exams.delivery.rules.enums import AttemptEvent
from exams.delivery.services import moves
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import ExamRoom, Sitting
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal

OUT = (SheetState.PRINTED, SheetState.HANDED_OUT)
"""States of a sheet that has not come back."""


class UnableToMoveSheet(Refusal):
    """The sheet is not where this would need it; ``code`` is ``wrong_state``, ``no_spare``, ``accepted``, ``read_already``
    or ``note_needed``."""

    code = "wrong_state"


def write(*, sitting: Sitting, now: dt.datetime) -> int:
    """A numbered sheet for every attempt of a paper sitting that has none, in the order of rooms and seats, and the
    spares of each room; returns how many. Call inside the sealing's transaction; again, it only adds what is missing.
    """
    if sitting.mode != SittingMode.PAPER:
        raise ValueError("Only a sitting on paper has answer sheets.")
    held = locked(Sitting.objects.all(), pk=sitting.pk)
    known = [sheet_numbers.running(number) for number in _of(held).values_list("number", flat=True)]
    upcoming = iter(range(max(known, default=0) + 1, 100_000))

    def sheet(**place: Any) -> AnswerSheet:
        return AnswerSheet(
            sitting=held, number=sheet_numbers.number(held.public_id, next(upcoming)), state=SheetState.PRINTED, **place
        )

    attempts = _attempts(held)
    made = [sheet(attempt=attempt) for attempt in attempts.filter(sheets__isnull=True)]
    spare = Counter(_of(held).filter(attempt__isnull=True).values_list("room_id", flat=True))
    wanted = Counter(attempts.exclude(registration__room=None).values_list("registration__room_id", flat=True))
    for room, candidates in sorted(wanted.items()):
        made += [sheet(room_id=room) for _n in range(sheet_numbers.spares(candidates) - spare[room])]
    AnswerSheet.objects.bulk_create(made, batch_size=200)
    return len(made)


def add_spares(*, sitting: Sitting, room: ExamRoom, actor: Any, now: dt.datetime) -> int:
    """More numbered spares for a room, as many as its first ones; returns how many."""
    with transaction.atomic():
        held = locked(Sitting.objects.all(), pk=sitting.pk)
        count = sheet_numbers.spares(_attempts(held).filter(registration__room=room).count())
        first = max(map(sheet_numbers.running, _of(held).values_list("number", flat=True)), default=0) + 1
        AnswerSheet.objects.bulk_create(
            AnswerSheet(sitting=held, room=room, number=sheet_numbers.number(held.public_id, running))
            for running in range(first, first + count)
        )
        _record("spares_added", held, actor, now, room=str(room.public_id), count=count)
    return count


def hand_out(*, attempt: Attempt, now: dt.datetime) -> None:
    """The candidate has come: the sheet lies on the desk. Inside the caller's transaction; again, it changes nothing."""
    AnswerSheet.objects.filter(attempt=attempt, state=SheetState.PRINTED).update(state=SheetState.HANDED_OUT)


def take_back(*, attempt: Attempt, now: dt.datetime) -> None:
    """The candidate is noted as absent after all: the sheet was never used. Inside the caller's transaction."""
    AnswerSheet.objects.filter(attempt=attempt, state=SheetState.HANDED_OUT).update(state=SheetState.PRINTED)


def collect(
    *,
    sitting: Sitting,
    room: ExamRoom,
    returned: Iterable[AnswerSheet],
    missing: Iterable[AnswerSheet],
    actor: Any,
    now: dt.datetime,
) -> None:
    """Note which of the sheets handed out in a room have come back and which have not. A missing one that turns up is
    noted as returned; sheets that are read already stay as they are. The same again changes nothing."""
    back, gone = {sheet.pk for sheet in returned}, {sheet.pk for sheet in missing}
    with transaction.atomic():
        rows = AnswerSheet.objects.filter(sitting=sitting, attempt__registration__room=room, pk__in=back | gone)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        changed = [sheet for sheet in found if _collected(sheet, sheet.pk in back, now)]
        AnswerSheet.objects.bulk_update(changed, ["state", "returned_at"])
        if changed:
            states = Counter(str(sheet.state) for sheet in changed)
            _record("sheets_collected", sitting, actor, now, room=str(room.public_id), **states)


def spoil(*, sheet: AnswerSheet, actor: Any, now: dt.datetime) -> AnswerSheet:
    """Replace a spoiled sheet by the room's next spare and return that. Nothing of the spoiled one will be read.

    Raises :class:`UnableToMoveSheet` (``wrong_state``, ``read_already``, ``no_spare``).
    """
    with transaction.atomic():
        held = locked(AnswerSheet.objects.select_related("attempt__registration", "sitting"), pk=sheet.pk)
        if held.attempt is None or held.state not in (*OUT, SheetState.RETURNED):
            raise UnableToMoveSheet(_("這張答案卡目前不能作廢。"))
        if held.readings.exists():
            raise UnableToMoveSheet(_("這張答案卡已經登錄，不能作廢。"), code="read_already")
        registration = held.attempt.registration
        spare = _next_spare(held.sitting, registration.room_id if registration else None)
        before = held.state
        conditional_update(held, {"state": before}, state=SheetState.SPOILED)
        spare.attempt, spare.replaces, spare.state = held.attempt, held.number, SheetState.HANDED_OUT
        spare.save(update_fields=["attempt", "replaces", "state"])
        _record("sheet_spoiled", held.sitting, actor, now, sheet=held.number, spare=spare.number)
    return spare


def give_up(*, sheet: AnswerSheet, note: str, actor: Any, now: dt.datetime) -> AnswerSheet:
    """A missing sheet will not be found: the attempt is void, so that its candidate is neither marked 0 nor absent.

    Raises :class:`UnableToMoveSheet` (``wrong_state``, ``note_needed``); what becomes of the candidate is for the office.
    """
    if not note.strip():
        raise UnableToMoveSheet(_("請寫明尋找的經過與後續處置。"), code="note_needed")
    with transaction.atomic():
        held = locked(AnswerSheet.objects.select_related("attempt", "sitting"), pk=sheet.pk)
        if held.attempt is None or held.state != SheetState.MISSING:
            raise UnableToMoveSheet(_("只有註記為遺失的答案卡可以結案。"))
        attempt = moves.held(held.attempt)
        if attempt.state != AttemptState.VOID:
            moves.move(attempt, AttemptEvent.VOID)
            conditional_update(held, {"state": SheetState.MISSING}, note=note.strip())
            _record("sheet_given_up", held.sitting, actor, now, sheet=held.number)
    return held


def _of(sitting: Sitting) -> Any:
    return AnswerSheet.objects.filter(sitting=sitting)


def _attempts(sitting: Sitting) -> Any:
    """The attempts of those who stand registered, in the order in which they sit."""
    standing = Attempt.objects.filter(sitting=sitting, registration__state=RegistrationState.REGISTERED)
    return standing.order_by("registration__room__code", "registration__seat", "pk")


def _collected(sheet: AnswerSheet, is_back: bool, now: dt.datetime) -> bool:
    """Note it on the row; False when nothing changes."""
    sources = (*OUT, SheetState.MISSING) if is_back else (*OUT, SheetState.RETURNED)
    if sheet.state not in sources or (not is_back and sheet.readings.exists()):
        return False
    sheet.state = SheetState.RETURNED if is_back else SheetState.MISSING
    sheet.returned_at = now if is_back else None
    return True


def _next_spare(sitting: Sitting, room: int | None) -> AnswerSheet:
    free = _of(sitting).filter(attempt__isnull=True, room_id=room, state=SheetState.PRINTED)
    spare: AnswerSheet | None = free.select_for_update(of=("self",)).order_by("number").first()
    if spare is None:
        raise UnableToMoveSheet(_("本試場的備用答案卡已用完，請先增印。"), code="no_spare")
    return spare


def _record(what: str, sitting: Sitting, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(actor=actor, action=f"paper.{what}", subject=f"sittings.Sitting:{sitting.public_id}", now=now, **data)
