"""Formulas as drawings for PDF, whose engine would print MathML as wrong text.

ziamath sets them in its own mathematical font; that has no Chinese, so those characters come out of the documents' own
fonts (``lms.core.pdf``).
"""

import atexit
import base64
import functools
import threading
import warnings
from typing import Any

from django.utils.html import escape

from lms.core import pdf
from lms.core.markup import mathematics
from lms.core.markup.mathematics import Unreadable

_SIZE = 20.0  # pixels of one em while drawing; the page gives the size in em
_lock = threading.Lock()  # ziamath keeps the state of a drawing in its font


@functools.lru_cache(maxsize=512)
def image(latex: str, *, display: bool = False) -> str:
    """An ``<img>`` as large as the text around it, on its baseline. Raises :class:`Unreadable`.

    The style attribute is for documents only: pages forbid them.
    """
    drawing, width, height, below = _drawn(latex, display)
    packed = base64.b64encode(drawing).decode("ascii")
    style = f"width:{width:.3f}em;height:{height:.3f}em;vertical-align:{-below:.3f}em"
    return f'<img class="formula" src="data:image/svg+xml;base64,{packed}" alt="{escape(latex)}" style="{style}">'


def _drawn(latex: str, display: bool) -> tuple[bytes, float, float, float]:
    """The SVG, its width and height and how much of it lies below the baseline, in em."""
    root = mathematics.parsed(latex, display=display)
    root.attrib.pop("xmlns", None)  # ziamath knows its elements by their bare names
    with _lock:
        ziamath = _library()
        try:
            formula = ziamath.Math(root, size=_SIZE, font=_font())
            drawing = formula.svg().encode("utf-8")
        except Exception as error:  # the layout fails in as many ways as there are odd formulas
            raise Unreadable(type(error).__name__) from error
    box = formula.node.bbox
    width, height = (box.xmax - box.xmin + 2 * formula.margin), (box.ymax - box.ymin + 2 * formula.margin)
    if not 0 < width < 400 * _SIZE or not 0 < height < 100 * _SIZE:
        raise Unreadable("size")
    return drawing, width / _SIZE, height / _SIZE, (formula.margin - box.ymin) / _SIZE


@functools.cache
def _library() -> Any:
    with warnings.catch_warnings():  # it opens its font in a way that Python 3.11 has begun to advise against
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath
    ziamath.config.svg2 = False  # plain paths: references between symbols are not drawn everywhere
    return ziamath


@functools.cache
def _font() -> str:
    """The name under which ziamath knows our font."""
    zmath = _library().zmath
    zmath.loadedfonts["documents"] = _make_font(zmath)
    return "documents"


def _make_font(zmath: Any) -> Any:
    """ziamath's own font, which asks the documents' fonts for every character it lacks."""

    class Completed(zmath.MathFont):  # type: ignore[misc]
        def findglyph(self, char: str, variant: Any) -> Any:
            found = super().findglyph(char, variant)
            return found if found.index or char.isspace() else _borrowed(char, self) or found

    return Completed(zmath.loadedfonts["default"].fname, _SIZE)


@functools.lru_cache(maxsize=4096)
def _borrowed(sign: str, font: Any) -> Any | None:
    """The sign from the first of the documents' fonts that has it, scaled to the units of ``font``."""
    from fontTools.pens.boundsPen import BoundsPen
    from ziafont.fonttypes import BBox
    from ziafont.glyph import SimpleGlyph

    for source in _sources():
        name = source.getBestCmap().get(ord(sign))
        if name is None:
            continue
        glyphs = source.getGlyphSet()
        scale = font.info.layout.unitsperem / source["head"].unitsPerEm
        bounds = BoundsPen(glyphs)
        glyphs[name].draw(bounds)
        xmin, ymin, xmax, ymax = (value * scale for value in bounds.bounds or (0, 0, 0, 0))
        glyph = SimpleGlyph(0, _path(glyphs, name, scale), BBox(xmin, xmax, ymin, ymax), font)
        glyph.id = f"borrowed_{ord(sign)}"
        setattr(glyph, "advance", functools.partial(_advance, round(glyphs[name].width * scale)))  # noqa: B010
        return glyph
    return None


def _advance(width: int, nextchr: Any = None) -> int:
    """The width of a borrowed sign; it is never drawn nearer to its neighbour."""
    return width


def _path(glyphs: Any, name: str, scale: float) -> list[Any]:
    """The outline as ziamath's drawing steps."""
    from fontTools.pens.basePen import BasePen
    from ziafont.svgpath import Cubic, Lineto, Moveto, Point, Quad

    class Pen(BasePen):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(glyphs)
            self.steps: list[Any] = []

        def _moveTo(self, point: Any) -> None:
            self.steps.append(Moveto(_point(point)))

        def _lineTo(self, point: Any) -> None:
            self.steps.append(Lineto(_point(point)))

        def _curveToOne(self, one: Any, two: Any, end: Any) -> None:
            self.steps.append(Cubic(_point(one), _point(two), _point(end)))

        def _qCurveToOne(self, one: Any, end: Any) -> None:
            self.steps.append(Quad(_point(one), _point(end)))

    def _point(place: Any) -> Any:
        return Point(place[0] * scale, place[1] * scale)

    pen = Pen()
    glyphs[name].draw(pen)
    return pen.steps


@functools.cache
def _sources() -> tuple[Any, ...]:
    """The documents' fonts, open as long as the process lives: their tables are read when a sign asks for them."""
    fonts = tuple(pdf.font(family) for family in pdf.FONTS)
    for font in fonts:
        atexit.register(font.close)
    return fonts
