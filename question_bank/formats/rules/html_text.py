"""Texts of questions between the HTML of other systems and our Markdown, in both directions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from question_bank.formats.rules import html_blocks, html_walk, html_writing
from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.html_blocks import ImageResult, Resolve
from question_bank.formats.rules.losses import Loss

__all__ = ["Converted", "ImageResult", "Loss", "Resolve", "from_markdown", "nothing", "plain", "to_markdown"]

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Converted:
    """A text in our Markdown, the images it names by SHA-256, and what could not be carried."""

    text: str
    images: Mapping[str, Image] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()


def nothing(source: str, alt: str) -> ImageResult | None:
    """A ``resolve`` for formats that carry no image files; images within ``data:`` addresses are found all the same."""
    return None


def to_markdown(html: str, *, resolve: Resolve = nothing, inline: bool = False) -> Converted:
    """The Markdown of a piece of HTML.

    ``resolve`` gives the image of an address within the file or package (not of ``data:`` addresses, which are read
    here), None if there is none; it may raise :class:`~question_bank.formats.rules.images.Unusable`. ``inline`` is for
    options and other texts of one paragraph: blocks become lines of it.
    """
    context = html_blocks.Context(resolve, inline)
    walk = html_walk.Walk(context)
    walk.inside(_parsed(html))
    walk.flush()
    joint = "\\\n" if inline else "\n\n"
    text = _lone_dollar(joint.join(block.text for block in walk.blocks))
    return Converted(text, context.images, tuple(context.losses))


def from_markdown(
    text: str,
    *,
    image_src: Callable[[str], str],
    mathematics: Literal["mathml", "tex"] = "mathml",
    inline: bool = False,
) -> str:
    """The XHTML of one of our texts. ``image_src`` gives the address of the image with a SHA-256.

    Formulas become MathML, or TeX between ``\\(…\\)`` and ``\\[…\\]``; one that is not understood stays as source.
    """
    return html_writing.html(text, image_src=image_src, mathematics=mathematics, inline=inline)


def plain(text: str) -> tuple[str, tuple[Loss, ...]]:
    """One of our texts in plain words: formulas as LaTeX between dollars, and what that loses."""
    return html_writing.plain(text)


def _parsed(html: str) -> Any:
    from lxml import etree

    clean = _CONTROLS.sub("", html)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(f"<html><body>{clean}</body></html>".encode(), parser)
    return etree.Element("body") if root is None else root


def _lone_dollar(text: str) -> str:
    """A text with a single dollar sign needs no escape for it: nothing could be a formula."""
    return text.replace("\\$", "$") if text.count("$") == 1 and "\\\\$" not in text else text
