"""Texts that people type stay texts: markup in pages and mails (IN-01, PX-04), formulas in files (PX-06)."""

import csv
import io
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from courses.catalogue.models import Lesson, Unit
from courses.classes.models import RegionalClass
from exams.outcomes.models import RetakeApplication
from exams.sittings.models import ExamRoom, Registration, Round
from lms.accounts.models import Person, User
from lms.core.tables import formulas
from lms.notices.models import Notice
from lms.notices.services import letters
from lms.organizations.models import HostSchool
from lms.organizations.models import TestArea as Area
from lms.portal.models import NewsItem
from tests.access.matrix import READERS, ROWS
from tests.access.sweep import Sweep

#: Breaks out of text, of either kind of attribute, of a script and of a comment; short enough for every column.
PAYLOAD = "\"'></script>--><xss onclick=a>{{7*7}}"
FORMULAS = ('=HYPERLINK("//e")', "+SUM(1)", "-cmd|'/C'!A0", "@SUM(1)", "\t=1", "＝1+1", " =1")
#: Where HTML is printed as it is: the product's own help texts, lessons cleaned when loaded, the cleaner itself.
SANITISED = {
    ("templates/components/field.html", "|safe"),
    ("templates/learning/lesson.html", "|safe"),
    ("lms/core/markdown.py", "mark_safe("),
}


class Markup(HTMLParser):
    """Collects elements and event handlers that came out of a payload."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        handlers = [name for name, _ in attrs if name.startswith("on") or name == "style"]
        unsafe = [name for name, value in attrs if (value or "").strip().lower().startswith("javascript:")]
        if tag == "xss" or handlers or unsafe:
            self.found.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in dict(attrs) and dict(attrs).get("type") != "application/json":
            self.found.append("inline script")


class Typed(Sweep):
    def plant(self) -> None:
        """The payload in every text that somebody types."""
        cache.clear()
        for model, fields in (
            (Person, ("name",)),
            (User, ("display_name",)),
            (NewsItem, ("title_zh", "title_en", "body_zh", "body_en")),
            (RegionalClass, ("name", "venue", "contact_name", "audience")),
            (ExamRoom, ("name_zh", "name_en")),
            (Area, ("name_zh", "name_en")),
            (HostSchool, ("name_zh", "name_en")),
            (Round, ("name_zh", "name_en")),
            (Unit, ("title_zh", "title_en")),
            (Lesson, ("title_zh", "title_en", "summary_zh", "summary_en")),
            (RetakeApplication, ("note",)),
        ):
            model.objects.update(**dict.fromkeys(fields, PAYLOAD))  # type: ignore[attr-defined]
        for registration in Registration.objects.all():
            registration.snapshot |= dict.fromkeys(("name", "school", "class_name"), PAYLOAD)
            registration.save(update_fields=["snapshot"])

    def test_markup_is_inert_on_every_page(self) -> None:
        self.plant()
        found, shown = [], set()
        for row in ROWS:
            for actor in READERS if row.method == "GET" else ():
                response = self.send(row, actor)
                if "html" in response.headers.get("Content-Type", ""):
                    page = response.content.decode()
                    found += [f"{row} as {actor}: {what}" for what in Markup(page).found]
                    shown |= {row.name} if "&lt;xss" in page else set()
                    if "49" in page and "{{7*7}}" not in page and "&lt;xss" in page:
                        found.append(f"{row} as {actor}: a template was evaluated")
        self.assertEqual(found, [])
        expected = {
            *("portal:home", "portal:news", "portal:news_item", "portal:profile", "portal:dashboard"),
            *("classes:list", "classes:detail", "classes:roster", "classes:school", "classes:mine", "classes:enrol"),
            *("delivery:room", "delivery:rooms", "delivery:lobby", "sittings:mine", "learning:lesson"),
            *("tuition:claims", "outcomes:retake_queue", "outcomes:retakes", "outcomes:results", "statistics:index"),
            *("outcomes:releases", "outcomes:release", "statistics:round", "statistics:admin", "notices:inbox"),
        }
        self.assertEqual(expected - shown, set())

    def test_markup_is_inert_in_letters(self) -> None:
        self.plant()
        pages = [letters.html(notice) for notice in Notice.objects.select_related("person")]
        self.assertTrue(any("&lt;xss" in page for page in pages))
        for page in pages:
            self.assertEqual([what for what in Markup(page).found if "style=" not in what], [])

    def test_what_was_typed_comes_back_inert(self) -> None:
        """Reflected: searches, wrong forms, the way back."""
        for path, data in (
            (reverse("classes:list"), {"words": PAYLOAD, "county": PAYLOAD}),
            (reverse("account_login"), {"next": f"/{PAYLOAD}"}),
            (reverse("certificates:issued"), {"number": PAYLOAD}),
            (reverse("portal:news"), {"page": PAYLOAD}),
        ):
            for actor in ("anonymous", "officer"):
                response = self.clients[actor].get(path, data)
                self.assertEqual(Markup(response.content.decode()).found, [], path)
        typed: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("anonymous", reverse("account_login"), {"login": PAYLOAD, "password": PAYLOAD}),
            ("anonymous", reverse("certificates:verify"), {"number": PAYLOAD, "code": PAYLOAD}),
            ("candidate", reverse("portal:profile"), {"name": PAYLOAD, "birth_date": PAYLOAD}),
            ("officer", reverse("certificates:decide", args=[self.world.ids["number"]]), {"reason": PAYLOAD}),
        )
        for actor, path, data in typed:
            response = self.clients[actor].post(path, data)
            self.assertEqual((response.status_code, Markup(response.content.decode()).found), (200, []), path)

    def test_control_markup_that_slipped_through_is_found(self) -> None:
        for page in ("<p><xss>", '<a href="JavaScript:x">', "<b onclick=x>", "<script>x</script>", '<p style="x">'):
            self.assertEqual(len(Markup(page).found), 1, page)

    def test_no_template_or_view_switches_escaping_off(self) -> None:
        """IN-02: marks of safety stand only where the text was made by the product itself."""
        marks = ("|safe", "autoescape off", "mark_safe(", "insertAdjacentHTML", "document.write(", "srcdoc")
        found = []
        for folder in ("templates", "lms", "courses", "exams", "question_bank"):
            for path in (settings.BASE_DIR / folder).rglob("*"):
                if path.suffix in (".html", ".py", ".js") and "vendored" not in path.parts:
                    text = path.read_text(encoding="utf-8")
                    found += [(str(path.relative_to(settings.BASE_DIR)), mark) for mark in marks if mark in text]
        self.assertEqual(set(found), SANITISED)

    def files(self) -> dict[str, bytes]:
        """Every download as one gets it."""
        roster = self.world.ids["class"]
        coordinator, visitor = self.clients["coordinator"], self.clients["anonymous"]
        found = {f"roster {kind}": coordinator.post(reverse("classes:export", args=[roster, kind])) for kind in KINDS}
        found |= {f"classes {kind}": visitor.get(reverse("classes:download", args=[kind])) for kind in KINDS}
        run = self.world.ids["statistics_run"]
        for name in ("subjects-excel.csv", "table.xlsx"):
            found[f"statistics {name}"] = visitor.get(reverse("statistics:download", args=[run, name]))
        self.assertEqual({response.status_code for response in found.values()}, {200})
        return {name: response.content for name, response in found.items()}

    def test_no_export_carries_a_live_formula(self) -> None:
        for text in FORMULAS:
            Person.objects.update(name=text)
            RegionalClass.objects.update(name=text, venue=text)
            Round.objects.update(name_zh=text, name_en=text)
            seen = 0
            for name, content in self.files().items():
                with self.subTest(text=text, file=name):
                    cells = xlsx_cells(content) if name.endswith("xlsx") else csv_cells(content)
                    self.assertEqual([cell for cell, live in cells if live], [])
                    seen += sum(text.strip() in cell for cell, _ in cells)
            self.assertGreater(seen, 3)

    def test_a_roster_is_never_written_raw(self) -> None:
        raw = reverse("classes:export", args=[self.world.ids["class"], "csv"])
        self.assertEqual(self.clients["coordinator"].post(raw).status_code, 404)

    def test_control_a_live_formula_is_found(self) -> None:
        self.assertEqual([live for _, live in csv_cells(b'=1,-5,+3.2,"\'=1"\r\n')], [True, False, False, False])


KINDS = ("excel", "xlsx")


def csv_cells(content: bytes) -> list[tuple[str, bool]]:
    """Each cell of a CSV and whether a spreadsheet would run it."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [(cell, formulas.is_formula(cell)) for row in rows for cell in row]


def xlsx_cells(content: bytes) -> list[tuple[str, bool]]:
    """Each cell of a workbook and whether it is a formula."""
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    return [(str(cell.value), cell.data_type == "f") for cell in cells]
