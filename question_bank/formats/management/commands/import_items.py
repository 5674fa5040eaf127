"""Import questions from a file of another system."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core import clock
from lms.core.errors import Refusal
from question_bank.formats.enums import Verdict
from question_bank.formats.rules import registry
from question_bank.formats.rules.exchange import MAX_BYTES, Finding
from question_bank.formats.rules.plans import Plan, Target
from question_bank.formats.services import imports
from question_bank.items.enums import ItemUse
from question_bank.items.selectors import bank

FAULTS, USAGE = 1, 2


class Command(BaseCommand):
    """``manage.py import_items FILE --format auto --topic ipas-nz/beginner/L11/L11202``. Exit codes: 0 done, 1 some
    question has a fault or nothing could be imported, 2 wrong usage."""

    requires_system_checks: list[str] = []  # they look at the whole site; this command needs none of it
    help = (
        "由檔案匯入題目為草稿；有問題的題目逐一列出，其餘照常匯入（--strict 則全部不匯入）。/ Import questions as drafts; "
        "faulty ones are listed and the others imported (with --strict none is)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV、XLSX、GIFT、Aiken、Moodle XML 或 QTI 檔 / the file")
        parser.add_argument("--format", choices=[imports.AUTO, *registry.READABLE], default=imports.AUTO)
        parser.add_argument("--topic", default="", help="主題，如 ipas-nz/beginner/L11/L11202 / the topic")
        parser.add_argument(
            "--use", choices=[use.value for use in ItemUse], default=ItemUse.SECURE.value, help="用途 / the use"
        )
        parser.add_argument("--dry-run", action="store_true", help="只檢查，不寫入 / check only, write nothing")
        parser.add_argument(
            "--strict", action="store_true", help="有任何問題就全部不匯入 / import nothing if anything is wrong"
        )
        parser.add_argument("--report", choices=["text", "json"], default="text", help="報告形式 / form of the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, plan, write, report."""
        data = _content(options["file"])
        target = Target(full_topic(options["topic"]), options["use"])
        name, plan = imports.plan(
            data=data, file_name=options["file"].name, format_name=options["format"], target=target, user=None
        )
        refused = options["strict"] and bool(plan.errors)
        if not (options["dry_run"] or refused):
            self.stderr.write(f"… {name}: {len(plan.writable)} 題待寫入 / questions to write")
            try:
                imports.write(plan=plan, format_name=name, actor=None, now=clock.now(), progress=self._progress)
            except Refusal as error:
                raise CommandError(str(error.message)) from error
        report = _report(plan, name, dry_run=options["dry_run"], refused=refused)
        if options["report"] == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._say(report)
        if report["errors"] or not report["items"]:
            raise SystemExit(FAULTS)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"… {done} / {total}")

    def _say(self, report: dict[str, Any]) -> None:
        self.stdout.write(
            f"{report['format']}: {report['items']} 題 items, 新增 created {report['created']}, "
            f"更新 changed {report['changed']}, 未變 unchanged {report['unchanged']}"
        )
        for title, name in (("錯誤 error", "errors"), ("不支援 unsupported", "unsupported"), ("損失 loss", "losses")):
            for each in report[name]:
                self.stdout.write(f"{title}: {each['where']}: {each['why']} {each['remedy']}".rstrip())
        if report["dry_run"]:
            self.stdout.write("只檢查，沒有寫入。/ Checked only; nothing was written.")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > 4 * MAX_BYTES:
            raise CommandError(f"檔案太大，上限 {MAX_BYTES:,} 位元組 / The file is too big.", returncode=FAULTS)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"無法開啟檔案 {path}。/ The file {path} cannot be opened.", returncode=USAGE) from error


def full_topic(text: str) -> str:
    """The full key of the topic given; a bare code is accepted where it is unique."""
    wanted = text.strip().strip("/")
    known = list(bank.topics_by_key())
    found = [key for key in known if f"/{key}".endswith(f"/{wanted}")]
    if not wanted or wanted in known:
        return wanted
    if len(found) != 1:
        shown = ", ".join(found or known)
        raise CommandError(
            f"沒有主題「{wanted}」，或不只一個；可用：{shown}\nThere is no topic “{wanted}”, or several; known: {shown}",
            returncode=USAGE,
        )
    return found[0]


def _report(plan: Plan, name: str, *, dry_run: bool, refused: bool) -> dict[str, Any]:
    """What a program reads: the counts, and every finding with its place."""
    written = not refused
    return {
        "format": name,
        "dry_run": dry_run,
        "items": len(plan.questions),
        "created": plan.count(Verdict.NEW) if written else 0,
        "changed": plan.count(Verdict.CHANGED) if written else 0,
        "unchanged": plan.count(Verdict.UNCHANGED, Verdict.REPEATED),
        "unsupported": [_shown(each) for each in plan.reading.unsupported],
        "errors": [_shown(each) for each in plan.errors],
        "losses": [_shown(each) for each in (*plan.reading.losses, *_hints(plan))],
    }


def _hints(plan: Plan) -> list[Finding]:
    return [hint for planned in plan.questions for hint in planned.hints]


def _shown(found: Finding) -> dict[str, str]:
    return {
        "where": found.where,
        "code": found.code,
        "why": f"{found.why_zh} {found.why_en}",
        "remedy": f"{found.remedy_zh} {found.remedy_en}".strip(),
    }
