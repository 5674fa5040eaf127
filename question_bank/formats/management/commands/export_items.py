"""Export questions to a file for another system."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from lms.core import clock
from lms.core.errors import Refusal
from question_bank.formats.management.commands.import_items import USAGE, full_topic
from question_bank.formats.rules import registry
from question_bank.formats.selectors import versions
from question_bank.formats.services import exports
from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item


class Command(BaseCommand):
    """``manage.py export_items --format qti -o FILE [--topic …]``. Exit codes: 0 done, 1 nothing to export, 2 usage.

    Sealed items are never exported."""

    requires_system_checks: list[str] = []  # they look at the whole site; this command needs none of it
    help = "匯出題目；密封中的題目一律不匯出。/ Export questions; sealed ones never are."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=list(registry.FORMATS), required=True)
        parser.add_argument("-o", "--output", type=Path, required=True, help="輸出檔 / the file to write")
        parser.add_argument("--topic", default="", help="只匯出此主題 / this topic only")
        parser.add_argument("--use", choices=[use.value for use in ItemUse], help="只匯出此用途 / this use only")
        parser.add_argument(
            "--state", choices=[state.value for state in ItemState], help="只匯出此狀態 / this state only"
        )
        parser.add_argument("--code", action="append", default=[], help="只匯出這些代碼（可重複）/ these codes only")
        parser.add_argument("--published", action="store_true", help="匯出已核可的版本 / the published versions")
        parser.add_argument("--report", choices=["text", "json"], default="text", help="報告形式 / form of the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Select, write, report."""
        try:
            made = exports.export(
                items=_items(options),
                format_name=options["format"],
                user=None,
                now=clock.now(),
                published=options["published"],
            )
        except Refusal as error:
            raise CommandError(str(error.message)) from error
        try:
            options["output"].write_bytes(made.writing.content)
        except OSError as error:
            path = options["output"]
            raise CommandError(f"無法寫入 {path}。/ {path} cannot be written.", returncode=USAGE) from error
        self._say(made, options)

    def _say(self, made: exports.Export, options: dict[str, Any]) -> None:
        losses = [
            {"where": each.where, "code": each.code, "why": f"{each.why_zh} {each.why_en}"}
            for each in made.writing.losses
        ]
        if options["report"] == "json":
            report = {
                "format": options["format"],
                "items": made.items,
                "file": str(options["output"]),
                "losses": losses,
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{options['output']}: {made.items} 題 items ({options['format']})")
        for each in losses:
            self.stderr.write(f"損失 loss: {each['where']}: {each['why']}")


def _items(options: dict[str, Any]) -> QuerySet[Item]:
    found = Item.objects.order_by("topic_id", "code")
    if options["topic"]:
        certification, level, subject, topic = full_topic(options["topic"]).split("/")
        found = found.filter(
            topic__code=topic,
            topic__subject__code=subject,
            topic__subject__level__code=level,
            topic__subject__level__certification__code=certification,
        )
    if options["use"]:
        found = found.filter(use=options["use"])
    if options["code"]:
        found = found.filter(code__in=options["code"])
    return found.filter(state=options["state"]) if options["state"] else versions.not_retired(found)
