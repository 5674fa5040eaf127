"""Files are written whole, found again by hash, and damage is noticed."""

import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import SimpleTestCase, override_settings

from lms.core import files

ON_DISK = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


class Files(SimpleTestCase):
    def check_round_trip(self) -> None:
        digest = files.store("a/b.pdf", b"first")
        self.assertEqual(files.read_verified("a/b.pdf", digest), b"first")
        again = files.store("a/b.pdf", b"second")
        self.assertEqual(files.read("a/b.pdf"), b"second")
        self.assertEqual(again, files.digest(b"second"))

    def test_in_any_storage(self) -> None:
        self.check_round_trip()

    def test_on_a_disk_nothing_else_is_left(self) -> None:
        with tempfile.TemporaryDirectory() as folder, override_settings(STORAGES=ON_DISK, MEDIA_ROOT=folder):
            self.check_round_trip()
            self.assertEqual([path.name for path in (Path(folder) / "a").iterdir()], ["b.pdf"])

    def test_changed_or_missing_bytes_are_noticed(self) -> None:
        digest = files.store("c.pdf", b"as written")
        default_storage.delete("c.pdf")
        with self.assertRaises(files.FileDamaged):
            files.read("c.pdf")
        default_storage.save("c.pdf", ContentFile(b"as changed"))
        with self.assertRaises(files.FileDamaged):
            files.read_verified("c.pdf", digest)
