"""Import the results of a round from a file, row by row."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from courses.catalogue.models import Programme
from exams.outcomes.rules import result_rows
from exams.outcomes.selectors import imported
from exams.outcomes.services import imports
from exams.sittings.enums import AttendedDefinition
from lms.core import clock
from lms.core.calendar.rules import parse_round_code
from lms.core.errors import Refusal
from lms.core.tables import reading
from lms.core.tables.frames import Difference
from lms.core.tables.problems import Problem, Unreadable
from question_bank.syllabus.models import Subject

MAX_ROWS = 200_000


class Command(BaseCommand):
    """``manage.py import_results FILE.csv --programme ipas-nz-beginner --round 113-1``. Exit codes: 0 done or unchanged,
    1 refused, 2 wrong usage."""

    requires_system_checks: list[str] = []  # they look at the whole site; this command needs none of it
    help = "逐列匯入梯次成績（欄位 round,candidate,subject,attended,raw_score）/ import a round's results row by row."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="CSV（UTF-8 或 Big5）或 XLSX / CSV (UTF-8 or Big5) or XLSX")
        parser.add_argument("--programme", required=True, help="ipas-nz-beginner, ipas-nz-intermediate, green")
        parser.add_argument("--round", required=True, help="梯次 / the round, e.g. 113-1")
        parser.add_argument(
            "--attended-definition",
            choices=[member.value for member in AttendedDefinition],
            help="到考總人數的定義；預設依年度 / definition of the attended total; by year unless given (STA-3)",
        )
        parser.add_argument(
            "--correct", metavar="REASON", help="以理由更正已匯入的梯次 / correct an imported round, with a reason"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check every row, then write everything or nothing."""
        programme, code = _programme(options["programme"]), _round_code(options["programme"], options["round"])
        correct = _reason(options["correct"])
        rows = self._rows(Path(options["file"]), programme, code)
        chosen = options["attended_definition"]
        try:
            outcome = imports.run(
                programme=programme,
                code=code,
                rows=rows,
                definition=AttendedDefinition(chosen) if chosen else None,
                correct=correct,
                progress=self._progress,
                actor=None,
                now=clock.now(),
            )
        except imports.Differs as error:
            raise CommandError(_differences(error, rows)) from error
        except Refusal as error:
            raise CommandError(both(error)) from error
        self._say(outcome, rows)

    def _rows(self, path: Path, programme: Programme, code: str) -> tuple[result_rows.ResultRow, ...]:
        """The rows of the file, all good; else every problem is printed and the command ends with 1."""
        self._progress(f"讀取 {path.name}", f"Reading {path.name}")
        try:
            sheet = reading.read_file(path, columns=result_rows.COLUMNS, max_rows=MAX_ROWS)
        except OSError as error:
            raise usage(f"無法開啟檔案 {path}。", f"The file {path} cannot be opened.") from error
        except Unreadable as error:
            raise CommandError(_listed((error.problem,))) from error
        self._progress(f"檢查 {len(sheet.rows):,} 列", f"Checking {len(sheet.rows):,} rows")
        rows, bad = result_rows.check(sheet.rows, round_code=code, subjects=_subjects(programme))
        problems = sorted((*sheet.problems, *bad), key=lambda problem: problem.line or 0)
        if problems:
            raise CommandError(_listed(problems))
        if not rows:
            raise CommandError("檔案裡沒有任何成績列，沒有寫入資料。\nThe file holds no rows; nothing was written.")
        return rows

    def _progress(self, zh: str, en: str) -> None:
        self.stderr.write(f"… {zh} / {en}")

    def _say(self, outcome: imports.Outcome, rows: tuple[result_rows.ResultRow, ...]) -> None:
        """What was done, and who changes besides."""
        where = f"{outcome.run.round}"
        persons = len({row.candidate for row in rows})
        if outcome.result is imports.Result.UNCHANGED:
            self.stdout.write(f"{where}：資料與已匯入者相同，沒有任何變更。")
            self.stdout.write(f"{where}: the same as imported before; nothing changed.")
            return
        verb = ("已更正", "corrected") if outcome.result is imports.Result.CORRECTED else ("已匯入", "imported")
        figures = f"{len(rows):,} 列、{persons:,} 人（第 {outcome.run.number} 次計算）"
        self.stdout.write(f"{where}：{verb[0]} {figures}。")
        self.stdout.write(f"{where}: {verb[1]}, {len(rows):,} rows, {persons:,} persons (run {outcome.run.number}).")
        for run in outcome.changes.recomputed:
            self.stdout.write(f"{run.round}：因此重新計算（第 {run.number} 次）/ computed again (run {run.number})")
        self._say_changes(outcome)

    def _say_changes(self, outcome: imports.Outcome) -> None:
        changes = outcome.changes.verdicts
        if not changes and not outcome.changes.recomputed:
            return
        self.stdout.write(f"判定改變 {len(changes)} 人次 / {len(changes)} verdicts changed")
        codes = imported.candidate_codes({change.person_id for change in changes})
        for change in changes:
            before, after = change.before or "–", change.after or "–"
            self.stdout.write(f"  {change.round_code} {codes[change.person_id]}: {before} → {after}")


def both(error: Refusal) -> str:
    """A refusal in both languages; once where there is no translation."""
    texts = []
    for language in ("zh-hant", "en"):
        with translation.override(language):
            texts.append(str(error.message))
    return "\n".join(dict.fromkeys(texts))


def usage(zh: str, en: str) -> CommandError:
    """A mistake in how the command was called (exit 2)."""
    return CommandError(f"{zh}\n{en}", returncode=2)


def _programme(code: str) -> Programme:
    found = Programme.objects.select_related("level__certification").filter(code=code).first()
    if found is None:
        known = ", ".join(Programme.objects.order_by("position").values_list("code", flat=True))
        raise usage(f"沒有「{code}」這個班別或鑑定；可用：{known}", f"There is no programme “{code}”; known: {known}")
    return found


def _round_code(programme: str, text: str) -> str:
    try:
        return str(parse_round_code(text.removeprefix(f"{programme}/")))
    except ValueError as error:
        raise usage(f"「{text}」不是梯次，請寫成 113-1。", f"“{text}” is no round; write it like 113-1.") from error


def _reason(text: str | None) -> str:
    if text is None:
        return ""
    if not 0 < len(text.strip()) <= 200:
        raise usage("--correct 需要 1 到 200 字的理由。", "--correct needs a reason of 1 to 200 characters.")
    return text.strip()


def _subjects(programme: Programme) -> dict[str, str]:
    """Every accepted name of a subject: S1, S2, then the subjects' own codes."""
    subjects = list(Subject.objects.filter(level=programme.level_id).order_by("position"))
    return {each.position_code: each.code for each in subjects} | {each.code: each.code for each in subjects}


def _listed(problems: "tuple[Problem, ...] | list[Problem]") -> str:
    lines = [f"有 {len(problems)} 個問題，沒有寫入任何資料。/ {len(problems)} problems; nothing was written."]
    for problem in problems:
        lines += [problem.zh, f"  {problem.en}"]
    return "\n".join(lines)


def _differences(error: imports.Differs, rows: tuple[result_rows.ResultRow, ...]) -> str:
    lines = [
        "這個梯次已經匯入，檔案內容不同，沒有寫入任何資料。要更正請加上 --correct 理由。",
        "This round was imported before and the file differs; nothing was written. To correct it add --correct REASON.",
    ]
    if error.definition:
        lines.append(f"  到考總人數定義已是 {error.definition} / the attended definition already is {error.definition}")
    places = {(row.candidate, row.subject): row.line for row in rows}
    return "\n".join([*lines, *(_difference(each, places) for each in error.differences)])


def _difference(row: Difference, places: dict[tuple[str, str], int]) -> str:
    """``C000195 L11（第 2 列 / line 2）: 1 76.00 → 1 80.00``; a dash for a row that is on one side only."""
    before, after = (" ".join(filter(None, side)) if side else "–" for side in (row.before, row.after))
    line = places.get((row.key[0], row.key[1]))
    where = f"第 {line} 列 / line {line}" if line else "檔案中沒有 / not in the file"
    return f"  {' '.join(row.key)}（{where}）: {before} → {after}"
