"""Third-party files are exactly those that were vendored: each has its hash, its licence, and nothing else is there."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

FOLDERS = [settings.BASE_DIR / "lms/core/static/vendored", settings.BASE_DIR / "tests/vendored"]


def hashes(folder: Path) -> dict[str, str]:
    """SHA-512 of every file of a package."""
    return {path.name: hashlib.sha512(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


class Vendored(SimpleTestCase):
    def test_files_match_the_lock(self) -> None:
        for folder in FOLDERS:
            packages = json.loads((folder / "vendored.json").read_text(encoding="utf-8"))["packages"]
            present = {path.name for path in folder.iterdir() if path.is_dir()}
            self.assertEqual(present, {f"{package['name']}-{package['version']}" for package in packages})
            for package in packages:
                with self.subTest(package["name"]):
                    self.assertEqual(hashes(folder / f"{package['name']}-{package['version']}"), package["files"])
                    self.assertIn("LICENSE", package["files"])
                    self.assertTrue(package["licence"])
                    self.assertTrue(package["integrity"].startswith("sha512-"))
