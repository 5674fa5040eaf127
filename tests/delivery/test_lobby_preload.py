"""The lobby fetches every file of the screen beforehand, and nothing that belongs to the items."""

import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import SimpleTestCase

IMPORTED = re.compile(r'from "(\.[^"]+)"')
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "delivery"


def imported(name: str) -> set[str]:
    """A module and everything it imports, by static names."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            text = Path(str(finders.find(module))).read_text(encoding="utf-8")
            waiting += [os.path.normpath(f"{os.path.dirname(module)}/{each}") for each in IMPORTED.findall(text)]
    return found


class PreloadTest(SimpleTestCase):
    def setUp(self) -> None:
        self.page = render_to_string("delivery/_lobby_preload.html")

    def linked(self, kind: str, page: str) -> set[str]:
        return set(re.findall(rf'{kind}"[^>]* href="{settings.STATIC_URL}([^"]+)"', page))

    def test_every_module_of_the_screen_is_preloaded(self) -> None:
        self.assertEqual(self.linked("modulepreload", self.page), imported("delivery/screen/main.js"))

    def test_every_sheet_of_the_screen_is_preloaded(self) -> None:
        named = re.findall(r"stylesheet\" href=\"{% static '([^']+)'", (TEMPLATES / "screen.html").read_text())
        self.assertEqual(self.linked("prefetch", self.page), set(named))
