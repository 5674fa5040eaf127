"""The documents name every environment variable and every command."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR)
READERS = re.compile(r"(?:env\.\w+|value|secret|dj_email_url)\(\s*\"([A-Z_]+)\"")


class Documents(SimpleTestCase):
    def test_environment_reference_names_every_variable(self) -> None:
        sources = [*(ROOT / "lms/settings").glob("*.py"), ROOT / "lms/env.py"]
        read = {name for source in sources for name in READERS.findall(source.read_text(encoding="utf-8"))}
        reference = (ROOT / "deploy/environment.md").read_text(encoding="utf-8")
        self.assertEqual(sorted(name for name in read if f"`{name}`" not in reference), [])

    def test_readme_names_every_command(self) -> None:
        own = [name for name, app in get_commands().items() if app in settings.OWN_APPS]
        readme = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs/operations.md").read_text(
            encoding="utf-8"
        )
        self.assertEqual(sorted(name for name in own if f"manage.py {name}" not in readme), [])
