"""The English catalogue is complete and holds exactly the strings that the product shows."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "lms/locale/en/LC_MESSAGES/django.po"
ENTRY = re.compile(r"^(#~ )?msgid (.+(?:\n(?:#~ )?\".*)*)", re.MULTILINE)


def living(catalogue: Path) -> set[str]:
    """The source strings in use, as they are written in the file."""
    text = catalogue.read_text(encoding="utf-8")
    return {"".join(re.findall(r'"(.*)"', found[1])) for found in ENTRY.findall(text) if not found[0]}


def selected(option: str) -> set[str]:
    """Entries that msgattrib picks (``--untranslated``, ``--only-fuzzy``), without the header."""
    command = ["msgattrib", option, "--no-obsolete", "--no-wrap", str(CATALOGUE)]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "picked.po"
        out.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
        return living(out) - {""}


class EnglishCatalogue(SimpleTestCase):
    def test_every_string_is_translated(self) -> None:
        self.assertEqual(sorted(selected("--untranslated")), [])

    def test_no_translation_is_a_guess(self) -> None:
        self.assertEqual(sorted(selected("--only-fuzzy")), [])

    def test_the_catalogue_is_in_step_with_the_sources(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "en/LC_MESSAGES/django.po"
            copy.parent.mkdir(parents=True)
            shutil.copy(CATALOGUE, copy)
            with override_settings(LOCALE_PATHS=[folder]):
                call_command(
                    "makemessages",
                    locale=["en"],
                    no_location=True,
                    no_wrap=True,
                    ignore_patterns=[".venv", "var", "tests", "locale"],
                    verbosity=0,
                )
            found = living(copy)
        self.assertEqual(sorted(found - living(CATALOGUE)), [])
        self.assertEqual(sorted(living(CATALOGUE) - found), [])
