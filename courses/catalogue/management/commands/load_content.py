"""Load the curriculum's lessons and the item bank from reviewed files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.catalogue.services import content
from lms.core import clock


class Command(BaseCommand):
    """``manage.py load_content [--check] [--dir content]``."""

    help = "檢查並載入 content/ 的課文與題目。Check and load the lessons and items of content/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只檢查，不寫入。Check only, write nothing.")
        parser.add_argument("--dir", type=Path, default=settings.CONTENT_DIR, help="內容資料夾。The content folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        bundle = content.inspect(options["dir"])
        for warning in bundle.warnings:
            self.stderr.write(f"注意 note: {warning}")
        for fault in bundle.faults:
            self.stderr.write(str(fault))
        if bundle.faults:
            count = len(bundle.faults)
            raise CommandError(f"發現 {count} 項錯誤，未寫入任何資料。{count} fault(s) found, nothing was written.")
        self.stdout.write(f"已檢查 checked: {len(bundle.lessons)} 課 lessons, {len(bundle.items)} 題 items")
        if not options["check"]:
            loaded = content.load(bundle=bundle, actor=None, now=clock.now())
            for name, counts in (("課文 lessons", loaded.lessons), ("題目 items", loaded.items)):
                self.stdout.write(
                    f"{name}: 新增 created {counts.created}, 更新 changed {counts.changed}, "
                    f"未變 unchanged {counts.unchanged}"
                )
