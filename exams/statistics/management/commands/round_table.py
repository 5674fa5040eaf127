"""Print the published table of a round."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.outcomes.selectors import runs as score_runs
from exams.sittings.models import Round
from exams.statistics.rules import layout, text_table
from exams.statistics.services import runs
from lms.core import clock
from lms.core.calendar.rules import parse_round_code
from lms.core.tables import writing


class Command(BaseCommand):
    """``manage.py round_table 113-1 --format json|csv|table``. Exit codes: 0 printed, 1 no such or no released round,
    2 wrong usage."""

    requires_system_checks: list[str] = []  # they look at the whole site; this command needs none of it
    help = "印出梯次統計表（STA-4）/ print the published table of a round."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("round", help="113-1 或 / or ipas-nz-beginner/113-1")
        parser.add_argument("--format", choices=["json", "csv", "table"], default="table", help="預設 / default: table")
        parser.add_argument("--totals", action="store_true", help="CSV 只印總計列 / with csv: the row of totals")

    def handle(self, *args: Any, **options: Any) -> None:
        """The figures of the run in force; they are computed and kept if that has not happened yet."""
        if options["totals"] and options["format"] != "csv":
            raise _refused("--totals 只能與 --format csv 併用。", "--totals goes with --format csv only.", code=2)
        found = _round(options["round"])
        run = score_runs.released(found)
        if run is None:
            raise _refused(f"{found} 尚未公布成績。", f"The results of {found} are not released yet.")
        table = layout.ordered(runs.ensure(score_run=run, now=clock.now()).table)
        self.stdout.write(_rendered(table, found, options), ending="")


def _rendered(table: layout.Json, found: Round, options: dict[str, Any]) -> str:
    if options["format"] == "json":
        return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
    if options["format"] == "csv":
        if options["totals"]:
            return writing.csv_text(layout.TOTALS_COLUMNS, [layout.totals_row(table)])
        return writing.csv_text(layout.SUBJECT_COLUMNS, layout.subject_rows(table))
    return text_table.render(table, title=f"{found.programme.name_zh} {found.code}") + "\n"


def _round(text: str) -> Round:
    """The round meant: its code where unique, programme and code always."""
    programme, slash, code = text.strip().rpartition("/")
    try:
        parsed = str(parse_round_code(code))
    except ValueError as error:
        raise _refused(f"「{text}」不是梯次，請寫成 113-1。", f"“{text}” is no round; write 113-1.", code=2) from error
    real = Round.objects.filter(rehearsal_of__isnull=True)
    rounds = real.select_related("programme__level__certification").filter(code=parsed)
    found = list(rounds.filter(programme__code=programme) if slash else rounds.order_by("programme__position"))
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(map(str, found))
        raise _refused(f"有多個 {parsed}，請指明：{choices}", f"{parsed} is not unique; choose: {choices}", code=2)
    every = (
        Round.objects.filter(rehearsal_of__isnull=True)
        .select_related("programme")
        .order_by("programme__position", "year", "ordinal")
    )
    known = ", ".join(map(str, every)) or "–"
    raise _refused(f"沒有梯次 {text}。已有：{known}", f"There is no round {text}. Known: {known}")


def _refused(zh: str, en: str, *, code: int = 1) -> CommandError:
    return CommandError(f"{zh}\n{en}", returncode=code)
