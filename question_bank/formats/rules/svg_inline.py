"""SVG that stands within HTML: the HTML parser knows neither its namespace nor its capital letters."""

import re
from typing import Final

_CAPITALS: Final = (
    *("viewBox", "preserveAspectRatio", "linearGradient", "radialGradient", "clipPath", "textPath", "gradientUnits"),
    *("gradientTransform", "patternUnits", "patternContentUnits", "patternTransform", "markerWidth", "markerHeight"),
    *("markerUnits", "refX", "refY", "clipPathUnits", "maskUnits", "maskContentUnits", "textLength", "lengthAdjust"),
    *("startOffset", "spreadMethod"),
)
_NAMES: Final = {name.lower(): name for name in _CAPITALS}
_KNOWN: Final = re.compile(rb"(?<=[<\s/])(" + b"|".join(name.encode() for name in _NAMES) + rb")(?=[\s=>/])")


def document(element: bytes) -> bytes:
    """A document of its own from the serialised element."""
    named = _KNOWN.sub(lambda match: _NAMES[match[1].decode()].encode(), element)
    if b"xmlns=" in named[:2000].split(b">")[0]:
        return named
    return re.sub(
        rb"^<svg", b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"', named
    )
