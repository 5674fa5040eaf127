"""PDF documents: WeasyPrint behind this one door.

Documents are tagged (PDF/UA-1) and reach nothing but ``data:`` addresses and the files of ``static/core/pdf``: no other
file, no network, no redirect (PX-01 to PX-03). A character that no installed font can draw would be printed as an empty
box, silently; :func:`require_glyphs` refuses it before a document is made.
"""

import functools
import io
import mimetypes
import subprocess
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lms.core.errors import Refusal

ASSETS = Path(__file__).resolve().parent / "static" / "core" / "pdf"
BASE_URL = "https://pdf.invalid/"  # a name that cannot exist: only our own resolver answers it
FONTS = ("Noto Serif CJK TC", "TW-Sung-Ext-B")
"""The families of ``document.css`` in their order; together they hold every character of the CNS 11643 Ext-B plane."""
_HTML_LANGUAGES = {"zh-hant": "zh-Hant-TW", "en": "en"}
_local = threading.local()


class FontsMissing(RuntimeError):
    """The fonts of the documents are not installed on this machine (Debian: fonts-noto-cjk, fonts-cns11643-sung)."""


class UnprintableCharacter(Refusal):
    """A text holds a character that no font of the documents can draw; a person has to decide how to write it."""

    code = "unprintable_character"

    def __init__(self, characters: str) -> None:
        self.characters = characters
        message = _("文件字型沒有這些字，無法印製：%(characters)s。請洽承辦人員處理造字。") % {"characters": characters}
        super().__init__(message)


def render(*, template: str, context: dict[str, Any], title: str, language: str) -> bytes:
    """The PDF of a Django template, with title and language set. Every value in the template is escaped (PX-04).

    The template extends ``pdf/base.html``; in a demo installation that marks every page 示範 DEMO.
    """
    from weasyprint import HTML

    shown = {"title": title, "language": language, "html_language": _HTML_LANGUAGES.get(language, language)}
    with translation.override(language):
        html = render_to_string(template, context | shown | {"is_demo": settings.DEMO})
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher())
    made: bytes = document.write_pdf(
        font_config=_font_configuration(), pdf_variant="pdf/ua-1", presentational_hints=False, optimize_images=False
    )
    return made


def missing_glyphs(text: str) -> str:
    """The characters of ``text`` that no font of the documents has, each once, in their order."""
    known = _known_characters()
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in known and not _is_invisible(sign)))


def require_glyphs(*texts: str) -> None:
    """Raise :class:`UnprintableCharacter` when a text holds a character that would be printed as an empty box."""
    missing = missing_glyphs("".join(texts))
    if missing:
        raise UnprintableCharacter(missing)


def _is_invisible(sign: str) -> bool:
    """Spaces, controls and variation selectors draw nothing of their own."""
    selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return selector or unicodedata.category(sign) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


@functools.cache
def _known_characters() -> frozenset[int]:
    """Every code point that one of the fonts maps to a glyph. Raises :class:`FontsMissing`."""
    known: set[int] = set()
    for family in FONTS:
        with font(family) as opened:
            known |= opened.getBestCmap().keys()
    return frozenset(known)


def font(family: str) -> Any:
    """The regular face of one of :data:`FONTS`, opened for reading. Raises :class:`FontsMissing`."""
    from fontTools.ttLib import TTFont

    path, index = _locate(family)
    return TTFont(path, fontNumber=index, lazy=True)


def _locate(family: str) -> tuple[str, int]:
    """File and index of the regular face of a family, as fontconfig (which draws the documents) knows it."""
    pattern = family.replace("-", r"\-") + ":style=Regular"
    command = ["fc-list", f":family={pattern}", "--format=%{file}\t%{index}\n"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603
    if not found:
        raise FontsMissing(family)
    path, index = found[0].split("\t")
    return path, int(index)


def _font_configuration() -> Any:
    """One font configuration per thread: loading it costs more than laying a page out, and Pango's is not shared."""
    from weasyprint.text.fonts import FontConfiguration

    if not hasattr(_local, "fonts"):
        _local.fonts = FontConfiguration()
    return _local.fonts


@functools.cache
def _fetcher() -> Any:
    """A fetcher that answers ``data:`` and the files of :data:`ASSETS`, and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(BASE_URL):
                raise ValueError("Documents reach their own files only.")
            asset = _asset(url.removeprefix(BASE_URL))
            kind = mimetypes.guess_type(asset.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, asset.read_bytes(), {"Content-Type": kind})

    return OwnFilesOnly(allowed_protocols=("data",), allow_redirects=False)


def _asset(name: str) -> Path:
    """A file lying directly in :data:`ASSETS`; any other name is refused."""
    if name not in {path.name for path in ASSETS.iterdir()}:
        raise ValueError("There is no such document file.")
    return ASSETS / name


def joined(documents: Sequence[bytes], *, title: str, language: str) -> bytes:
    """The pages of several documents one after the other. The whole is not tagged: its parts are read on paper."""
    import pikepdf

    with pikepdf.new() as whole:
        for content in documents:
            with pikepdf.open(io.BytesIO(content)) as part:
                whole.pages.extend(part.pages)
        whole.docinfo["/Title"] = title
        whole.Root.Lang = pikepdf.String(_HTML_LANGUAGES.get(language, language))
        return _saved(whole)


def encrypted(content: bytes, passphrase: str) -> bytes:
    """The document under AES-256 (PDF 2.0, revision 6): without the passphrase nothing of it can be read."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return _saved(document, encryption=pikepdf.Encryption(user=passphrase, owner=passphrase, R=6))


def _saved(document: Any, **options: Any) -> bytes:
    target = io.BytesIO()
    document.save(target, **options)
    return target.getvalue()
