"""LaTeX formulas as MathML that is safe to print into a page.

latex2mathml writes text into its elements without escaping it and knows ``\\href``, ``\\style`` and macros; nothing of
its output is trusted: every element, attribute and character passes through the lists here.
"""

import functools
import html
import re
import unicodedata
from typing import Any, Final
from xml.etree.ElementTree import Element

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40
_NAMESPACE: Final = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS: Final = {
    *("mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder"),
    *("mover", "munderover", "mtable", "mtr", "mtd", "menclose", "mpadded", "mphantom", "mmultiscripts", "mprescripts"),
    *("mstyle", "none", "mfenced"),
}
_ATTRIBUTES: Final = {
    "accent": re.compile(r"true|false"),
    "accentunder": re.compile(r"true|false"),
    "columnalign": re.compile(r"(?:left|right|center)(?: (?:left|right|center))*"),
    "displaystyle": re.compile(r"true|false"),
    "fence": re.compile(r"true|false"),
    "form": re.compile(r"prefix|infix|postfix"),
    "largeop": re.compile(r"true|false"),
    "linethickness": re.compile(r"\d{1,2}(?:\.\d+)?(?:px|pt|em|ex)?"),
    "lspace": re.compile(r"\d(?:\.\d+)?em"),
    "maxsize": re.compile(r"\d(?:\.\d+)?em"),
    "minsize": re.compile(r"\d(?:\.\d+)?em"),
    "movablelimits": re.compile(r"true|false"),
    "notation": re.compile(r"[a-z]+(?: [a-z]+)*"),
    "rspace": re.compile(r"\d(?:\.\d+)?em"),
    "scriptlevel": re.compile(r"[0-3]"),
    "separator": re.compile(r"true|false"),
    "stretchy": re.compile(r"true|false"),
    "width": re.compile(r"-?\d(?:\.\d+)?em"),
}
_MACROS: Final = re.compile(
    r"\\(?:def|let|gdef|edef|xdef|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|verb"
    r"|DeclareMathOperator|futurelet|global)(?![A-Za-z])"
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED: Final = re.compile(r"\\([$%#&_{}])")
_CHEMICAL: Final = re.compile(r"\\ce\s*\{([^{}]*)\}")
_UNKNOWN: Final = re.compile(r"\\[A-Za-z]")
_STYLES: Final = {
    "bold": "BOLD", "italic": "ITALIC", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT", "fraktur": "FRAKTUR", "sans-serif": "SANS-SERIF", "monospace": "MONOSPACE",
}  # fmt: skip


class Unreadable(ValueError):
    """The source is not a formula that we can draw; it is shown as it was typed."""


@functools.lru_cache(maxsize=1024)
def mathml(latex: str, *, display: bool = False) -> str:
    """A ``<math>`` element; ``alttext`` carries the source. Raises :class:`Unreadable`."""
    root = parsed(latex, display=display)
    inside = "".join(_written(child) for child in root)
    mode = ' display="block"' if display else ""
    source = html.escape(_CONTROLS.sub("", latex))
    return f'<math xmlns="{_NAMESPACE}"{mode} alttext="{source}">{inside}</math>'


def parsed(latex: str, *, display: bool) -> Element:
    """The formula as an element tree of listed elements, plain attributes and plain text. Raises :class:`Unreadable`."""
    from latex2mathml.converter import Converter

    _require_modest(latex)
    try:
        root = Converter(display="block" if display else "inline").convert_to_element(_CHEMICAL.sub(_chemical, latex))
    except Exception as error:  # the converter fails in as many ways as there are bad formulas
        raise Unreadable(type(error).__name__) from error
    for child in root:
        _purify(child, 0)
    return root


def _chemical(match: re.Match[str]) -> str:
    r"""What ``\\ce{…}`` of chemistry means: ``CO2``, ``SO4^2-``, ``2H2 + O2 -> 2H2O``."""
    source = match[1].replace("<=>", r" \rightleftharpoons ").replace("->", r" \rightarrow ")
    source = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"_{\1}", source)
    source = re.sub(r"\^(\d*[+-])", r"^{\1}", source)
    return re.sub(r"(?<![\\A-Za-z])[A-Za-z]+", r"\\mathrm{\g<0>}", source)


def _require_modest(latex: str) -> None:
    if len(latex) > MAX_LENGTH or _MACROS.search(latex) or _depth(latex) > MAX_DEPTH:
        raise Unreadable("too_much")


def _depth(latex: str) -> int:
    """How deep its groups may nest at most: braces, environments and delimiters; scripts nest without braces too."""
    deepest = depth = 0
    for sign in re.findall(r"\\[{}]|[{}]|\\begin|\\end|\\left(?![A-Za-z])|\\right(?![A-Za-z])", latex):
        depth += {"{": 1, "}": -1, "\\begin": 1, "\\end": -1, "\\left": 1, "\\right": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    return deepest


def _purify(element: Element, depth: int) -> None:
    """Keep what the lists name. Raises :class:`Unreadable` for a command that came out as its own name."""
    if depth > 3 * MAX_DEPTH:
        raise Unreadable("too_deep")
    if element.tag not in _ELEMENTS:
        element.tag = "mrow"
    text = _CONTROLS.sub("", html.unescape(element.text or ""))
    if element.tag == "mtext":
        text = _ESCAPED.sub(r"\1", text)
    if _UNKNOWN.match(text) and element.tag != "mtext":
        raise Unreadable(text)
    variant = str(element.attrib.get("mathvariant", ""))
    element.text = _styled(text, variant)
    element.attrib = {
        name: value
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _ATTRIBUTES[name].fullmatch(value)
    }
    if variant == "normal":
        element.attrib["mathvariant"] = variant
    for child in element:
        child.tail = None
        _purify(child, depth + 1)


def _styled(text: str, variant: str) -> str:
    """Letters of an alphabet as the characters Unicode has for them: browsers know no other ``mathvariant``."""
    style = _STYLES.get(variant)
    return "".join(_letter(sign, style) for sign in text) if style else text


def _letter(sign: str, style: str) -> str:
    if not (sign.isascii() and sign.isalnum()):
        return sign
    kind = "DIGIT" if sign.isdigit() else "CAPITAL" if sign.isupper() else "SMALL"
    name = unicodedata.name(sign).rsplit(" ", 1)[-1]
    try:
        return unicodedata.lookup(f"MATHEMATICAL {style} {kind} {name}")
    except KeyError:  # ℝ, ℒ and a few more stand elsewhere in Unicode; the plain letter stays legible
        return sign


def _written(element: Any) -> str:
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items())
    inside = html.escape(element.text or "", quote=False) + "".join(_written(child) for child in element)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
