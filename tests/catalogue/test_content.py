"""Loading: all or nothing, and a second load changes nothing."""

import io
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase

from courses.catalogue.models import Lesson
from courses.catalogue.services import content
from courses.catalogue.services.lessons import Kept
from lms.core.models import AuditEvent
from question_bank.items.models import Item, ItemVersion
from question_bank.items.services.bank import Stored
from tests.support.cast import NOW

PARTS = ("green/U01", "green/U02", "ipas-nz/L11101")


class ContentFolder(TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for part in PARTS:
            shutil.copytree(settings.CONTENT_DIR / part, self.folder / part)

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


class Loading(ContentFolder):
    def load(self) -> content.Loaded:
        return content.load(bundle=content.inspect(self.folder), actor=None, now=NOW)

    def test_load_then_repeat(self) -> None:
        first = self.load()
        self.assertEqual(first, content.Loaded(Stored(created=6 + 6 + 7), Kept(created=2)))
        events = AuditEvent.objects.count()
        self.assertEqual(self.load(), content.Loaded(Stored(unchanged=19), Kept(unchanged=2)))
        self.assertEqual(AuditEvent.objects.count(), events)

    def test_a_changed_file_changes_only_its_rows(self) -> None:
        self.load()
        self.change("green/U01/lesson.md", "summary_zh: ", "summary_zh: 新版：")
        self.change("green/U01/items.yaml", "  explanation: ", "  explanation: 新版說明：")
        self.assertEqual(self.load(), content.Loaded(Stored(changed=1, unchanged=18), Kept(changed=1, unchanged=1)))
        self.assertTrue(Lesson.objects.get(unit__number=1).summary_zh.startswith("新版："))
        self.assertEqual(ItemVersion.objects.filter(number=2).count(), 1)

    def test_one_fault_and_nothing_is_written(self) -> None:
        self.change("ipas-nz/L11101/items.yaml", "kind: single", "kind: essay")
        with self.assertRaises(content.UnableToLoad):
            self.load()
        self.assertEqual((Item.objects.count(), Lesson.objects.count()), (0, 0))

    def faults(self) -> list[tuple[str, str]]:
        return [(fault.code, fault.place.file) for fault in content.inspect(self.folder).faults]

    def test_faults_of_folders_and_units(self) -> None:
        shutil.copytree(self.folder / "green/U01", self.folder / "green/U03")
        self.assertEqual(
            {code for code, file in self.faults() if file.startswith("green/U03/")},
            {"wrong_folder", "code_repeated", "unknown_unit"},
        )

    def test_a_unit_keeps_the_title_of_the_curriculum(self) -> None:
        self.change("green/U02/lesson.md", "title_zh: ", "title_zh: 我的")
        self.assertEqual(self.faults(), [("unit_title", "green/U02/lesson.md")])

    def test_unreadable_files(self) -> None:
        (self.folder / "green/U02/lesson.md").write_bytes("課".encode("big5"))
        self.assertEqual(self.faults(), [("not_utf8", "green/U02/lesson.md")])
        self.assertEqual([f.code for f in content.inspect(self.folder / "none").faults], ["no_folder"])
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertEqual([f.code for f in content.inspect(empty).faults], ["no_items"])

    def test_lesson_html_is_rendered_safely(self) -> None:
        self.load()
        html = Lesson.objects.get(unit__number=1).body_html
        self.assertIn('<h2 id="section-1">', html)
        self.assertNotIn("<script", html)


class Command(ContentFolder):
    def call(self, *flags: str) -> str:
        out = io.StringIO()
        call_command("load_content", *flags, dir=self.folder, stdout=out, stderr=out)
        return out.getvalue()

    def test_check_writes_nothing(self) -> None:
        self.assertEqual(self.call("--check"), "已檢查 checked: 2 課 lessons, 19 題 items\n")
        self.assertEqual(Item.objects.count(), 0)

    def test_counts(self) -> None:
        self.assertEqual(
            self.call().splitlines()[1:],
            [
                "課文 lessons: 新增 created 2, 更新 changed 0, 未變 unchanged 0",
                "題目 items: 新增 created 19, 更新 changed 0, 未變 unchanged 0",
            ],
        )

    def test_faults_are_printed_in_both_languages(self) -> None:
        self.change("green/U01/items.yaml", "  difficulty: 0.", "  difficulty: 1.")
        out = io.StringIO()
        with self.assertRaises(CommandError):
            call_command("load_content", dir=self.folder, stderr=out)
        self.assertRegex(
            out.getvalue(), r"^green/U01/items\.yaml:5 GC-U01-P01 difficulty \[difficulty_range\] 預估.+The expected"
        )
