import io
import stat
import struct
import zipfile

from django.test import SimpleTestCase

from question_bank.formats.rules import packages
from question_bank.formats.rules.exchange import Finding


def made(*entries: tuple[str, bytes], **changes: int) -> bytes:
    """A zip file; ``changes`` are fields of its last entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, content) in enumerate(entries):
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            if place == len(entries) - 1:
                for field, value in changes.items():
                    setattr(info, field, value)
            archive.writestr(info, content)
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(made(("a.xml", b"<a/>")))
    data[6] |= 1
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def overlapping() -> bytes:
    """Many entries of the directory share one piece of data."""
    data = made(("a.xml", b"x" * 900))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    twins = b"".join(entry.replace(b"a.xml", b"%c.xml" % (97 + n)) for n in range(20))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 20, 20, len(twins), start, 0)
    return data[:start] + twins + tail


class Refused(SimpleTestCase):
    def test_hostile_packages(self) -> None:
        link = (stat.S_IFLNK | 0o777) << 16
        table = [
            ("climbing", made(("../a.xml", b"x")), "zip_path"),
            ("climbing within", made(("a/../../b.xml", b"x")), "zip_path"),
            ("absolute", made(("/etc/a.xml", b"x")), "zip_path"),
            ("drive", made(("C:/a.xml", b"x")), "zip_path"),
            ("backslash", made(("a\\..\\b.xml", b"x")), "zip_path"),
            ("control sign", made(("a\nb.xml", b"x")), "zip_path"),
            ("link", made(("a.xml", b"/etc/passwd"), external_attr=link), "zip_link"),
            ("password", encrypted(), "zip_encrypted"),
            ("twins", made(("a.xml", b"x"), ("A.XML", b"y")), "zip_duplicate"),
            ("same name by normal form", made(("\u00e9.xml", b"x"), ("e\u0301.xml", b"y")), "zip_duplicate"),
            ("bomb", made(("a.xml", b"\0" * 20_000_000)), "zip_ratio"),
            ("overlap", overlapping(), "zip_overlap"),
            ("many", made(*((f"{n}.txt", b"") for n in range(packages.MAX_ENTRIES + 1))), "zip_entries"),
            ("damaged", made(("a.xml", b"x"))[:-30], "zip_damaged"),
        ]
        for name, data, code in table:
            with self.subTest(name):
                found = packages.opened(data)
                self.assertIsInstance(found, Finding)
                self.assertEqual(found.code, code)

    def test_declared_sizes_are_added_up(self) -> None:
        data = bytearray(made(("a.xml", b"x" * 100), ("b.xml", b"y" * 100)))
        place = -1
        for _ in range(2):
            place = data.index(b"PK\x01\x02", place + 1)
            data[place + 24 : place + 28] = struct.pack("<L", 150 * 1024 * 1024)
        self.assertEqual(packages.opened(bytes(data)).code, "zip_total")

    def test_a_wrong_checksum_is_found_when_read(self) -> None:
        data = bytearray(made(("a.xml", b"x" * 100)))
        place = data.index(b"PK\x01\x02")
        data[place + 16 : place + 20] = b"\0\0\0\0"
        opened = packages.opened(bytes(data))
        self.assertEqual(opened.read("a.xml").code, "zip_damaged")


class Opened(SimpleTestCase):
    def test_sound_packages(self) -> None:
        data = made(("a/", b""), ("a/b.xml", b"<a/>"), ("__MACOSX/._b", b"x"), (".DS_Store", b"x"), ("c.zip", b"PK"))
        opened = packages.opened(data)
        self.assertEqual((opened.names, opened.nested), (("a/b.xml", "c.zip"), ("c.zip",)))
        self.assertEqual(opened.read("a/b.xml"), b"<a/>")

    def test_small_files_may_shrink_a_lot(self) -> None:
        self.assertEqual(packages.opened(made(("a.xml", b" " * 1_000_000))).names, ("a.xml",))

    def test_names_without_the_mark_of_unicode(self) -> None:
        for encoding in ("utf-8", "big5"):
            with self.subTest(encoding):
                raw = "題一".encode(encoding)
                data = made(("N" * len(raw), b"x")).replace(b"N" * len(raw), raw)
                self.assertEqual(packages.opened(data).names, ("題一",))
