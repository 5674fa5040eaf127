"""``manage.py lint_items [--subject KEY] [--use USE] [--json]``: run every check over the bank; 1 if there are faults."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.core import clock
from question_bank.items.enums import ItemUse
from question_bank.items.models import Item
from question_bank.items.rules.findings import Finding
from question_bank.items.selectors import inspections, topics
from question_bank.syllabus.models import Subject


class Command(BaseCommand):
    """Prints findings with their remedies and the key balance of every pool."""

    help = "檢查題庫並寫明怎麼修正；有須修正的問題時結束碼為 1。Check the bank; exits with 1 when there are faults."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--subject", help="ipas-nz/beginner/L11 或 L11")
        parser.add_argument("--use", choices=[use.value for use in ItemUse])
        parser.add_argument("--json", action="store_true", help="機器可讀的輸出 machine-readable output")

    def handle(self, *args: Any, **options: Any) -> None:
        use = ItemUse(options["use"]) if options["use"] else None
        found = inspections.items(Item.objects.all(), subject=_subject(options["subject"]), use=use)
        inspected = inspections.inspect(found, on=clock.today(), report=lambda done, of: None)
        if options["json"]:
            rows = [_row(finding) for finding in inspected.findings]
            self.stdout.write(json.dumps({"items": len(inspected.drafts), "findings": rows}, ensure_ascii=False))
        else:
            self._print(inspected)
        if inspected.has_faults:
            raise SystemExit(1)

    def _print(self, inspected: inspections.Inspected) -> None:
        for finding in inspected.findings:
            mark = "✗" if finding.is_fault else "!"
            self.stdout.write(f"{mark} {finding.place} [{finding.code}] {finding.text_zh}{finding.remedy_zh}")
            self.stdout.write(f"    {finding.text_en} {finding.remedy_en}")
        for pool in inspected.figures:
            keys = " ".join(f"{name} {count}" for name, count in pool.keys.items())
            self.stdout.write(f"{pool.pool[0]} ({pool.pool[1]}): {pool.items} 題 items, {keys}, longest {pool.longest}")
        faults = sum(finding.is_fault for finding in inspected.findings)
        warnings = len(inspected.findings) - faults
        items = len(inspected.drafts)
        self.stdout.write(f"{items} 題，{faults} 項須修正，{warnings} 項請確認。")
        self.stdout.write(f"{items} items, {faults} faults, {warnings} warnings.")


def _subject(key: str | None) -> Subject | None:
    if not key:
        return None
    known = {topics.subject_key(each): each for each in Subject.objects.select_related("level__certification")}
    found = [subject for name, subject in known.items() if key in (name, subject.code)]
    if len(found) != 1:
        raise CommandError(
            f"沒有科目「{key}」或不只一個；可用：{', '.join(sorted(known))}。Unknown or ambiguous subject."
        )
    return found[0]


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "item": finding.place.item,
        "field": finding.place.field,
        "place": str(finding.place),
        "text_zh": finding.text_zh,
        "text_en": finding.text_en,
        "remedy_zh": finding.remedy_zh,
        "remedy_en": finding.remedy_en,
    }
