"""Importing the results of a round row by row: once, unchanged, or corrected with a reason; all or nothing."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Programme
from exams.outcomes.enums import RunOrigin
from exams.outcomes.models import ScoreRun
from exams.outcomes.points import RELEASE_PUBLISHED, ReleasePublished
from exams.outcomes.rules.result_rows import ResultRow
from exams.outcomes.rules.round_decisions import MarkInput
from exams.outcomes.selectors import imported, runs
from exams.outcomes.services import score_runs
from exams.sittings.enums import AttendedDefinition, RoundOrigin
from exams.sittings.models import Round
from exams.sittings.services import imported as seats
from exams.sittings.services import rounds
from lms.accounts.services import references
from lms.core.calendar.rules import parse_round_code
from lms.core.db import locked
from lms.core.errors import Refusal
from lms.core.tables.frames import Difference
from question_bank.syllabus.models import Subject

ISSUER = imported.ISSUER
_ORDINALS = "零一二三四五六七八九十"
Progress = Callable[[str, str], None]


class RoundHeldHere(Refusal):
    """The round is held on this platform: its results come from answers, never from a file."""

    code = "round_held_here"


class Differs(Refusal):
    """The round was imported before and the file says something else.

    ``differences`` are the rows in question; ``definition`` is the published one when the file was given another.
    """

    code = "import_differs"

    def __init__(self, differences: Sequence[Difference], definition: AttendedDefinition | None) -> None:
        self.differences = tuple(differences)
        self.definition = definition
        text = _("這個梯次已經匯入，這次的資料不同（{count} 列）。要更正請加上 --correct 與理由。")
        super().__init__(format_lazy(text, count=len(self.differences)))


class Result(StrEnum):
    """What an import did."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The run in force afterwards and what changed besides it."""

    result: Result
    run: ScoreRun
    changes: score_runs.Changes


def run(
    *,
    programme: Programme,
    code: str,
    rows: Sequence[ResultRow],
    definition: AttendedDefinition | None = None,
    correct: str = "",
    progress: Progress = lambda zh, en: None,
    actor: Any,
    now: dt.datetime,
) -> Outcome:
    """Import a whole round from checked rows, in one transaction.

    The same rows again change nothing. Other rows, or another ``definition``, are refused with :class:`Differs` unless
    ``correct`` gives a reason, which makes a new score run. Later rounds follow. Raises also :class:`RoundHeldHere` and
    what ``score_runs.put_in_force`` raises.
    """
    existing = Round.objects.filter(programme=programme, code=code).first()
    current = runs.released(existing) if existing else None
    if existing is not None and existing.origin != RoundOrigin.IMPORTED:
        raise RoundHeldHere(_("這個梯次在本平台舉辦，成績由作答計算，不能由檔案匯入。"))
    if existing is not None and current is not None:
        progress("與已匯入的資料比對", "Comparing with what was imported")
        changed = imported.differences(current, rows)
        redefined = definition is not None and definition != existing.attended_definition
        if not changed and not redefined:
            return Outcome(Result.UNCHANGED, current, score_runs.Changes())
        if not correct:
            before = AttendedDefinition(existing.attended_definition) if redefined else None
            raise Differs(changed, before)
    with transaction.atomic():
        # Rounds before the audit trail, as everybody locks them: two never wait in a ring.
        list(Round.objects.select_for_update().filter(programme=programme).order_by("pk"))
        target = _round(programme, code, definition, actor=actor, now=now)
        made, changes = _score(target, rows, correct, current, progress, actor=actor, now=now)
    return Outcome(Result.CORRECTED if current else Result.IMPORTED, made, changes)


def _round(
    programme: Programme, code: str, definition: AttendedDefinition | None, *, actor: Any, now: dt.datetime
) -> Round:
    """The round, made or locked, under the definition asked for."""
    found = Round.objects.filter(programme=programme, code=code).first()
    if found is None:
        name_zh, name_en = _names(code)
        return rounds.create(
            programme=programme,
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            exam_date=None,
            bulletin_date=None,
            origin=RoundOrigin.IMPORTED,
            attended_definition=definition,
            note_zh="成績逐列匯入",
            note_en="Results imported row by row",
            actor=actor,
            now=now,
        )
    held = locked(Round.objects.all(), pk=found.pk)
    if definition is not None and definition != held.attended_definition:
        rounds.redefine_attended(round=held, definition=definition, actor=actor, now=now)
    return held


def _score(
    target: Round,
    rows: Sequence[ResultRow],
    reason: str,
    known: ScoreRun | None,
    progress: Progress,
    *,
    actor: Any,
    now: dt.datetime,
) -> tuple[ScoreRun, score_runs.Changes]:
    """Persons, registrations, run, awards; then what hangs on a released run."""
    current = runs.released(target)
    if (current and current.pk) != (known and known.pk):
        raise score_runs.StaleRun(_("同時有另一次匯入，請再執行一次。"))
    progress(f"寫入 {len(rows):,} 筆報名", f"Writing {len(rows):,} registrations")
    inputs = _inputs(target, rows, now=now)
    progress("計算成績與證書", "Deciding results and certificates")
    made = score_runs.create(round=target, origin=RunOrigin.IMPORT, inputs=inputs, actor=actor, reason=reason, now=now)
    changes = score_runs.put_in_force(run=made, actor=actor, now=now)
    progress("統計", "Computing statistics")
    value = ReleasePublished(round_id=target.pk, run_id=made.pk, release_id=None, notify=False)
    for effect in RELEASE_PUBLISHED.effects:
        effect.apply(value)
    return made, changes


def _inputs(target: Round, rows: Sequence[ResultRow], *, now: dt.datetime) -> list[MarkInput]:
    persons = references.ensure_many(issuer=ISSUER, references=list({row.candidate: None for row in rows}), now=now)
    subjects = Subject.objects.filter(level=target.programme.level_id).order_by("position")
    sittings = seats.ensure_sittings(round=target, subjects=subjects, now=now)
    wanted = [(persons[row.candidate], row.subject) for row in rows]
    registrations = seats.ensure_registrations(sittings=sittings, seats=wanted, now=now)
    return [
        MarkInput(registrations[seat], *seat, row.attended, row.raw_hundredths)
        for seat, row in zip(wanted, rows, strict=True)
    ]


def _names(code: str) -> tuple[str, str]:
    parts = parse_round_code(code)
    ordinal = _ORDINALS[parts.ordinal] if parts.ordinal < len(_ORDINALS) else str(parts.ordinal)
    return f"{parts.year} 年度第{ordinal}次", f"ROC {parts.year}, round {parts.ordinal}"
