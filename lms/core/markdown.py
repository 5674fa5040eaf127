"""Markdown to safe HTML: CommonMark with tables, raw HTML off, then an allow-list that ammonia enforces.

One door for lessons, stems, options and explanations. The source is stored beside the HTML, so a stricter allow-list
only needs a new rendering.
"""

import functools
from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_LENGTH = 100_000
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


class TooLong(ValueError):
    """The text is longer than any lesson may be."""


@dataclass(frozen=True)
class Heading:
    """An entry of a text's table of contents; ``anchor`` is the id in the rendered HTML."""

    anchor: str
    title: str


def render(source: str) -> SafeString:
    """The HTML of a text of several paragraphs; headings carry the ids that :func:`headings` names.

    Raises :class:`TooLong`.
    """
    tokens = _parse(source)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return _clean(html, _TAGS)


def render_inline(source: str) -> SafeString:
    """The HTML of one line (a stem, an option): emphasis and code only, no block elements, no links."""
    _require_length(source)
    return _clean(_parser().renderInline(source), _INLINE_TAGS)


def headings(source: str) -> list[Heading]:
    """The second-level headings of a text, in order."""
    tokens = _parse(source)
    return [
        Heading(str(token.attrGet("id")), tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag in _CONTENTS_LEVELS
    ]


@functools.cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _parse(source: str) -> list[Token]:
    _require_length(source)
    tokens = _parser().parse(source)
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


def _clean(html: str, tags: set[str]) -> SafeString:
    safe = nh3.clean(
        html,
        tags=tags,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        url_schemes=_SCHEMES,
        link_rel=_LINK_REL,
    )
    return mark_safe(safe)  # noqa: S308 - the allow-list above has just been applied


def _require_length(source: str) -> None:
    if len(source) > MAX_LENGTH:
        raise TooLong(f"The text has {len(source)} characters, at most {MAX_LENGTH} are rendered.")
