"""Markdown to safe HTML: our dialect with raw HTML off, then an allow-list that ammonia enforces.

One door for lessons, stems, options and explanations. The source is stored beside the HTML, so a stricter allow-list
only needs a new rendering. Formulas and images are put in after the sanitising, by us: until then a mark stands for
each that no source can hold, because it is drawn anew for every rendering.
"""

import functools
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from lms.core.markup import dialect, mathematics

MAX_LENGTH = 100_000
MAX_FORMULAS = 200
_CACHED_LENGTH = 8_000
_TAGS = {
    *("h2", "h3", "h4", "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("a", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
_INLINE_TAGS = {"strong", "em", "s", "code", "br"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "h2": {"id"},
    "h3": {"id"},
    "div": {"class", "tabindex"},
    "th": {"scope", "class"},
    "td": {"class"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto"}
_LINK_REL = "noopener noreferrer nofollow"
_CONTENTS_LEVELS = {"h2"}
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+=*\Z")


class TooLong(ValueError):
    """The text is longer than any lesson may be."""


@dataclass(frozen=True)
class Heading:
    """An entry of a text's table of contents; ``anchor`` is the id in the rendered HTML."""

    anchor: str
    title: str


@dataclass(frozen=True)
class _Formula:
    """A place in the HTML where a formula goes."""

    latex: str
    mark: str
    block: bool

    @property
    def source(self) -> str:
        return f"{self.mark}{self.latex}{self.mark}"


@dataclass(frozen=True)
class _Picture:
    """A place in the HTML where an image goes; ``asset`` is ``""`` for anything that is not stored with us."""

    asset: str
    alternative: str


_Part = str | _Formula | _Picture


@dataclass
class _Places:
    """The formulas and images taken out of a text, and the mark that stands for them."""

    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    taken: list[_Formula | _Picture] = field(default_factory=list)

    def take(self, part: _Formula | _Picture) -> str:
        """Words that stand for the part until the HTML is safe."""
        self.taken.append(part)
        return f"{self.secret}n{len(self.taken) - 1}x"

    def split(self, html: str) -> tuple[_Part, ...]:
        """The HTML around the parts, and the parts, in their order."""
        found = re.split(f"{self.secret}n([0-9]+)x", html)
        return tuple(self.taken[int(piece)] if index % 2 else piece for index, piece in enumerate(found))


def render(source: str, images: Mapping[str, str] | None = None) -> SafeString:
    """The HTML of a text of several paragraphs; headings carry the ids that :func:`headings` names.

    ``images`` maps ``asset:<sha256>`` to data URIs; an image that is not among them shows its alternative text.
    Raises :class:`TooLong`.
    """
    return _joined(_parts(source, inline=False), images or {}, _on_screen)


def render_inline(source: str, images: Mapping[str, str] | None = None) -> SafeString:
    """The HTML of one line (an option): emphasis, code, formulas and images, no block elements, no links."""
    return _joined(_parts(source, inline=True), images or {}, _on_screen)


def render_print(source: str, images: Mapping[str, str] | None = None) -> SafeString:
    """As :func:`render`, for PDF: formulas are drawings, since the PDF engine knows no MathML."""
    return _joined(_parts(source, inline=False), images or {}, _in_print)


def render_inline_print(source: str, images: Mapping[str, str] | None = None) -> SafeString:
    """As :func:`render_inline`, for PDF."""
    return _joined(_parts(source, inline=True), images or {}, _in_print)


def headings(source: str) -> list[Heading]:
    """The second-level headings of a text, in order."""
    tokens = _parse(source)
    return [
        Heading(str(token.attrGet("id")), dialect.plain(tokens[index + 1].children or ()))
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in _CONTENTS_LEVELS
    ]


def _parts(source: str, *, inline: bool) -> tuple[_Part, ...]:
    """The safe HTML of a text with its formulas and images apart; short texts, the items', are remembered."""
    if len(source) > MAX_LENGTH:
        raise TooLong(f"The text has {len(source)} characters, at most {MAX_LENGTH} are rendered.")
    made = _remembered if len(source) <= _CACHED_LENGTH else _made
    return made(source, inline)


@functools.lru_cache(maxsize=1024)
def _remembered(source: str, inline: bool) -> tuple[_Part, ...]:
    return _made(source, inline)


def _made(source: str, inline: bool) -> tuple[_Part, ...]:
    parser = dialect.parser()
    tokens = parser.parseInline(source) if inline else _parse(source)
    places = _Places()
    for token in tokens:
        _take_out(token, places)
    return places.split(_clean(parser.renderer.render(tokens, parser.options, {}), _INLINE_TAGS if inline else _TAGS))


def _take_out(token: Token, places: _Places) -> None:
    """Put a mark where a formula or an image stands."""
    if token.type.startswith("math_"):
        block = token.type == "math_block"
        mark = places.take(_Formula(token.content, token.markup, block))
        token.type, token.content, token.tag = "text", f"{mark}\n" if block else mark, ""
    elif token.type == "image":
        mark = places.take(_Picture(dialect.asset(token), dialect.alternative(token)))
        token.type, token.content, token.children = "text", mark, None
    else:
        for child in token.children or ():
            _take_out(child, places)


def _parse(source: str) -> list[Token]:
    if len(source) > MAX_LENGTH:
        raise TooLong(f"The text has {len(source)} characters, at most {MAX_LENGTH} are rendered.")
    tokens = dialect.parser().parse(source)
    count = 0
    for token in tokens:
        if token.type == "heading_open":
            count += 1
            token.attrSet("id", f"section-{count}")
        elif token.type in ("th_open", "td_open"):
            _dress_cell(token)
    return _wrap_tables(tokens)


def _dress_cell(token: Token) -> None:
    """Alignment as a class (the content security policy forbids style attributes), header cells with their scope."""
    alignment = str(token.attrs.pop("style", ""))
    if "right" in alignment:
        token.attrSet("class", "num")
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _wrap_tables(tokens: list[Token]) -> list[Token]:
    """A scroll container around every table, so that a wide one never widens the page of a phone."""
    wrapped: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            wrapped.append(_division("table_wrap_open", 1))
        wrapped.append(token)
        if token.type == "table_close":
            wrapped.append(_division("table_wrap_close", -1))
    return wrapped


def _division(kind: str, nesting: int) -> Token:
    token = Token(kind, "div", nesting)  # type: ignore[arg-type]
    token.block = True
    if nesting == 1:
        token.attrSet("class", "table-scroll")
        token.attrSet("tabindex", "0")  # a keyboard can scroll it
    return token


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
    )


def _joined(parts: tuple[_Part, ...], images: Mapping[str, str], formula: Any) -> SafeString:
    """The finished HTML; ``formula`` writes the HTML of one formula."""
    html, formulas = [], 0
    for part in parts:
        if isinstance(part, str):
            html.append(part)
        elif isinstance(part, _Picture):
            html.append(_picture(part, images))
        else:
            formulas += 1
            html.append(formula(part) if formulas <= MAX_FORMULAS else _as_source(part))
    return mark_safe("".join(html))  # noqa: S308 - the allow-list has been applied to all but the parts made here


def _picture(picture: _Picture, images: Mapping[str, str]) -> str:
    address = images.get(picture.asset, "") if picture.asset else ""
    if not _IMAGE_DATA.match(address):
        return str(escape(picture.alternative))
    return f'<img class="text-image" src="{address}" alt="{escape(picture.alternative)}">'


def _on_screen(formula: _Formula) -> str:
    try:
        drawn = mathematics.mathml(formula.latex, display=formula.mark == "$$")
    except mathematics.Unreadable:
        return _as_source(formula)
    return f'<div class="formula-scroll" tabindex="0">{drawn}</div>' if formula.block else drawn


def _in_print(formula: _Formula) -> str:
    from lms.core import formulas

    try:
        drawn = formulas.image(formula.latex, display=formula.mark == "$$")
    except mathematics.Unreadable:
        return _as_source(formula)
    return f'<div class="formula-block">{drawn}</div>' if formula.block else drawn


def _as_source(formula: _Formula) -> str:
    code = f"<code>{escape(formula.source)}</code>"
    return f"<p>{code}</p>" if formula.block else code
