"""Components declare their properties, refuse others, and the gallery shows every one."""

import re

from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings
from django.urls import reverse

FOLDER = settings.BASE_DIR / "templates" / "components"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
PANELS = {"card", "alert", "table", "section", "definition", "disclosure"}


def render(source: str, **context: object) -> str:
    """The text of a small template."""
    return Template(source).render(Context({"request": RequestFactory().get("/list/?q=a&page=2"), **context})).strip()


class Components(SimpleTestCase):
    def test_every_component_declares_its_properties(self) -> None:
        silent = [n for n in NAMES if not (FOLDER / f"{n}.html").read_text(encoding="utf-8").startswith("{# props:")]
        self.assertEqual(silent, [])

    def test_panels_have_a_slot_and_the_others_have_none(self) -> None:
        slotted = {n for n in NAMES if "{{ slot }}" in (FOLDER / f"{n}.html").read_text(encoding="utf-8")}
        self.assertEqual(slotted, PANELS)

    def test_unknown_and_missing_properties_are_errors(self) -> None:
        for source in ('{% ui "badge" text="x" label="y" %}', '{% ui "badge" %}', '{% ui "no_such_component" %}'):
            with self.subTest(source), self.assertRaises((TemplateSyntaxError, FileNotFoundError)):
                render(source)

    def test_values_are_escaped(self) -> None:
        self.assertEqual(
            render('{% ui "badge" label=label kind="good" %}', label="<b>"),
            '<span class="badge badge-good">&lt;b&gt;</span>',
        )

    def test_every_icon_asked_for_exists(self) -> None:
        sprite = (settings.BASE_DIR / "lms/core/static/core/icons.svg").read_text(encoding="utf-8")
        known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
        asked = set()
        for path in (settings.BASE_DIR / "templates").rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            asked |= set(re.findall(r'ui "icon" name="([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))
        self.assertEqual(asked - known, set())

    def test_pager_keeps_the_other_parameters(self) -> None:
        from django.core.paginator import Paginator

        html = render('{% ui "pager" page=page %}', page=Paginator(range(30), 10).page(2))
        self.assertEqual(re.findall(r'href="(\?[^"]+)"', html), ["?q=a&amp;page=1", "?q=a&amp;page=3"])


class Gallery(TestCase):
    def test_shows_every_component(self) -> None:
        source = "".join(
            path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates/portal").glob("*gallery*")
        )
        shown = set(re.findall(r'(?:ui|panel) "(\w+)"', source))
        self.assertEqual(set(NAMES) - shown, set())
        self.assertEqual(self.client.get(reverse("portal:gallery")).status_code, 200)

    @override_settings(DEMO=False, DEBUG=False)
    def test_does_not_exist_on_a_real_installation(self) -> None:
        self.assertEqual(self.client.get(reverse("portal:gallery")).status_code, 404)


class NoInlineCode(SimpleTestCase):
    def test_templates_carry_no_inline_script_style_or_handler(self) -> None:
        """The content security policy would drop them silently; mails and PDFs are no pages."""
        inline = re.compile(r"<style|\sstyle=|\son\w+=\"|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
        self.assertTrue(inline.search('<p style="x">'))
        self.assertTrue(inline.search("<script>x</script>"))
        self.assertIsNone(inline.search('<script type="module" src="x"></script>'))
        pages = (settings.BASE_DIR / "templates").rglob("*.html")
        guilty = [
            str(path)
            for path in pages
            if not {"emails", "pdf"} & set(path.parts) and inline.search(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(guilty, [])
