"""Zip packages from strangers, read in memory: names and sizes are judged before anything is unpacked.

Nothing is ever written to disk. Packages inside packages stay closed.
"""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from question_bank.formats.rules.exchange import MAX_BYTES, Finding
from question_bank.formats.rules.findings import finding

MAX_ENTRIES: Final = 5_000
MAX_TOTAL: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100
RATIO_FROM: Final = 1024 * 1024
_HEADER: Final = 30
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_DRIVE = re.compile(r"\A[A-Za-z]:")
_IGNORED = re.compile(r"(?:\A|/)(?:__MACOSX/|\.DS_Store\Z|Thumbs\.db\Z|desktop\.ini\Z)")
_NESTED = (".zip", ".imscc", ".7z", ".rar", ".gz", ".tar", ".mbz")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Package:
    """An opened package whose entries may be read; ``names`` in the order of the file."""

    entries: dict[str, zipfile.ZipInfo]
    archive: zipfile.ZipFile

    @property
    def names(self) -> tuple[str, ...]:
        """Every file by its path."""
        return tuple(self.entries)

    @property
    def nested(self) -> tuple[str, ...]:
        """Packages inside the package, which stay closed."""
        return tuple(name for name in self.entries if name.lower().endswith(_NESTED))

    def read(self, name: str) -> bytes | Finding:
        """The content of a file, checked against its checksum."""
        info = self.entries[name]
        try:
            with self.archive.open(info) as opened:
                content = opened.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            return finding(
                "zip_damaged",
                name,
                ("壓縮檔中的這個檔案已損壞。", "This file of the package is damaged."),
                ("請重新匯出套件。", "Export the package again."),
            )
        return content


def is_zip(data: bytes) -> bool:
    """Whether the bytes start as a zip file does."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def opened(data: bytes) -> Package | Finding:
    """The package, or the first reason not to open it."""
    if len(data) > MAX_BYTES:
        return _refused("too_big", "file", f"檔案超過 {MAX_BYTES:,} 位元組。", f"The file exceeds {MAX_BYTES:,} bytes.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError, OverflowError):
        return _refused("zip_damaged", "file", "壓縮檔已損壞，無法開啟。", "The zip file is damaged.")
    if len(infos) > MAX_ENTRIES:
        return _refused(
            "zip_entries",
            "file",
            f"壓縮檔超過 {MAX_ENTRIES:,} 個檔案。",
            f"The package has more than {MAX_ENTRIES:,} files.",
        )
    fault = next(_faults(infos, len(data)), None)
    if fault:
        return fault
    entries = {_name(info): info for info in infos if not info.is_dir() and not _IGNORED.search(_name(info))}
    return Package(entries, archive)


def _faults(infos: list[zipfile.ZipInfo], size: int) -> Iterator[Finding]:
    yield from _size_faults(infos, size)
    seen: set[str] = set()
    for info in infos:
        yield from _name_faults(info)
        yield from _entry_faults(info)
        twin = unicodedata.normalize("NFC", _name(info)).casefold()
        if twin in seen:
            yield _refused(
                "zip_duplicate", _name(info), "壓縮檔中有同名檔案。", "Two files of the package share a name."
            )
        seen.add(twin)


def _size_faults(infos: list[zipfile.ZipInfo], size: int) -> Iterator[Finding]:
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        yield _refused(
            "zip_total",
            "file",
            f"解壓縮後超過 {MAX_TOTAL:,} 位元組。",
            f"Unpacked, the package exceeds {MAX_TOTAL:,} bytes.",
        )
    if _overlap(infos, size):
        yield _refused("zip_overlap", "file", "壓縮檔的內容互相重疊。", "Files of the package overlap.")


def _overlap(infos: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether two entries share bytes, as in bombs that need no nesting."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset + _HEADER + info.compress_size for info in ordered]
    starts = [*(info.header_offset for info in ordered[1:]), size]
    return any(end > start for end, start in zip(ends, starts, strict=False))


def _name_faults(info: zipfile.ZipInfo) -> Iterator[Finding]:
    given, name = info.orig_filename, _name(info)
    unsafe = (
        "\\" in given
        or any(ord(sign) < 32 for sign in given)
        or name.startswith("/")
        or _DRIVE.match(name)
        or ".." in name.split("/")
        or not name.strip("/ .")
    )
    if unsafe:
        shown = ascii(given)[1:80]
        yield _refused(
            "zip_path",
            shown,
            "壓縮檔中的路徑不安全。",
            "A path of the package leaves its folder or has forbidden signs.",
        )


def _entry_faults(info: zipfile.ZipInfo) -> Iterator[Finding]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield _refused("zip_link", _name(info), "壓縮檔含連結或特殊檔案。", "The package holds a link or special file.")
    if info.flag_bits & _ENCRYPTED:
        yield _refused("zip_encrypted", _name(info), "壓縮檔有密碼保護。", "The package is protected by a password.")
    if info.compress_type not in _METHODS:
        yield _refused("zip_method", _name(info), "壓縮方式不支援。", "The way of compression is not supported.")
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        yield _refused(
            "zip_ratio",
            _name(info),
            f"壓縮比超過 {MAX_RATIO} 倍。",
            f"It unpacks to more than {MAX_RATIO} times its size.",
        )


def _name(info: zipfile.ZipInfo) -> str:
    """The path; names without the UTF-8 mark are UTF-8 or Big5 if they can be, as other systems write them."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp950"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _refused(code: str, where: str, why_zh: str, why_en: str) -> Finding:
    return finding(
        code, where, (why_zh, why_en), ("請由原系統重新匯出套件。", "Export the package again from its system.")
    )
