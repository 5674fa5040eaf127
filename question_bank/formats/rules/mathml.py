"""Presentation MathML as LaTeX; what LaTeX of ours cannot say keeps its text and is reported."""

import re
from collections.abc import Callable
from typing import Any, Final

from question_bank.formats.rules.losses import Loss

_SIGNS: Final = {
    "×": r"\times", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "⋅": r"\cdot", "·": r"\cdot", "−": "-", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto", "∞": r"\infty",
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∂": r"\partial", "∇": r"\nabla", "√": r"\surd", "∈": r"\in",
    "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "∅": r"\emptyset",
    "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee", "→": r"\to", "←": r"\leftarrow",
    "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "↔": r"\leftrightarrow", "⇌": r"\rightleftharpoons",
    "…": r"\ldots", "⋯": r"\cdots", "°": r"{}^{\circ}", "′": "'", "″": "''", "{": r"\{", "}": r"\}", "%": r"\%",
    "$": r"\$", "#": r"\#", "&": r"\&", "_": r"\_", "~": r"\sim", "^": r"\hat{}", "\\": r"\backslash", "‖": r"\|",
    "⟨": r"\langle", "⟩": r"\rangle", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon",
    "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta",
    "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi",
    "Ω": r"\Omega", "ℝ": r"\mathbb{R}", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u00a0": r"\ ",
}  # fmt: skip
_FUNCTIONS: Final = {
    *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln"),
    *("lg", "exp", "lim", "max", "min", "sup", "inf", "det", "gcd", "deg", "dim"),
}
_ACCENTS: Final = {
    "¯": r"\overline", "‾": r"\overline", "―": r"\overline", "_": r"\overline", "^": r"\hat", "ˆ": r"\hat",
    "~": r"\tilde", "˜": r"\tilde", "→": r"\vec", "⃗": r"\vec", "˙": r"\dot", ".": r"\dot", "¨": r"\ddot",
    "⏞": r"\overbrace", "\u0302": r"\hat",
}  # fmt: skip
_UNDER_ACCENTS: Final = {"_": r"\underline", "¯": r"\underline", "‾": r"\underline", "⏟": r"\underbrace"}
_TRANSPARENT: Final = {"math", "mrow", "mstyle", "mpadded", "semantics", "mtd", "merror", "maction"}
_DROPPED: Final = {"annotation", "annotation-xml", "mprescripts", "none", "mphantom", "maligngroup", "malignmark"}
_TEX: Final = {"application/x-tex", "latex", "tex", "application/x-latex", "text/x-latex"}


def is_display(math: Any) -> bool:
    """Does the formula stand on a line of its own?"""
    return math.get("display") == "block" or math.get("mode") == "display"


def to_latex(math: Any) -> tuple[str, tuple[Loss, ...]]:
    """The LaTeX of a ``math`` element (of lxml, with or without namespace) and what could not be said in it."""
    for annotation in math.iter():
        if _name(annotation) == "annotation" and annotation.get("encoding", "").lower() in _TEX and annotation.text:
            return annotation.text.strip(), ()
    lost: list[str] = []
    latex = _Writer(lost).of(math, 0)
    losses = tuple(
        Loss("mathml", f"公式中的 <{name}> 無法轉換，只保留文字。", f"<{name}> of a formula became plain text.")
        for name in dict.fromkeys(lost)
    )
    return re.sub(r" {2,}", " ", latex).strip(), losses


def _name(element: Any) -> str:
    """The local name of an element, whatever its prefix or namespace; ``""`` for comments."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


class _Writer:
    """Writes one formula; ``lost`` collects the names of elements that it does not know."""

    def __init__(self, lost: list[str]) -> None:
        self._lost = lost

    def of(self, element: Any, depth: int) -> str:
        name = _name(element)
        if not name or name in _DROPPED:
            return ""
        if depth > 60:
            self._lost.append("math")
            return _text("".join(element.itertext()))
        if name in _TRANSPARENT:
            return self._row(element, depth)
        special: Callable[[Any, int], str] | None = getattr(self, f"tag_{name}", None)
        if special is None:
            self._lost.append(name)
            return _text("".join(element.itertext()).strip())
        return special(element, depth)

    def _row(self, element: Any, depth: int) -> str:
        inside = "".join(_spaced(self.of(child, depth + 1)) for child in element)
        own = _signs((element.text or "").strip()) + "".join(_signs((child.tail or "").strip()) for child in element)
        return own + inside

    def _children(self, element: Any, depth: int, count: int) -> list[str]:
        found = [self.of(child, depth + 1).strip() for child in element if _name(child)]
        return (found + [""] * count)[:count]

    def tag_mi(self, element: Any, depth: int) -> str:
        text = _own(element)
        if text in _FUNCTIONS:
            return f"\\{text} "
        if len(text) <= 1:
            bold = "bold" in element.get("mathvariant", "")
            sign = _signs(text)
            return f"\\mathbf{{{sign}}}" if bold else f"\\mathrm{{{sign}}}" if _is_upright(element, text) else sign
        return f"\\mathrm{{{_signs(text)}}}" if text.isascii() and text.isalnum() else _text(text)

    def tag_mn(self, element: Any, depth: int) -> str:
        return _signs(_own(element))

    def tag_mo(self, element: Any, depth: int) -> str:
        text = _own(element)
        return f"\\{text} " if text in _FUNCTIONS else _signs(text)

    def tag_mtext(self, element: Any, depth: int) -> str:
        return _text("".join(element.itertext()))

    tag_ms = tag_mtext

    def tag_mspace(self, element: Any, depth: int) -> str:
        if element.get("linebreak") == "newline":
            return " "
        return r"\quad " if re.match(r"(?:0?\.[5-9]|[1-9])", element.get("width", "0")) else r"\,"

    def tag_mfrac(self, element: Any, depth: int) -> str:
        over, under = self._children(element, depth, 2)
        if element.get("linethickness", "").rstrip("pxemt.0") == "" and element.get("linethickness"):
            return f"{{{over} \\atop {under}}}"
        return f"\\frac{{{over}}}{{{under}}}"

    def tag_msqrt(self, element: Any, depth: int) -> str:
        return f"\\sqrt{{{self._row(element, depth).strip()}}}"

    def tag_mroot(self, element: Any, depth: int) -> str:
        base, index = self._children(element, depth, 2)
        return f"\\sqrt[{index}]{{{base}}}"

    def tag_msub(self, element: Any, depth: int) -> str:
        base, low = self._children(element, depth, 2)
        return f"{_base(base)}_{{{low}}}"

    def tag_msup(self, element: Any, depth: int) -> str:
        base, high = self._children(element, depth, 2)
        return f"{_base(base)}'" if high == "'" else f"{_base(base)}^{{{high}}}"

    def tag_msubsup(self, element: Any, depth: int) -> str:
        base, low, high = self._children(element, depth, 3)
        return f"{_base(base)}_{{{low}}}^{{{high}}}"

    def tag_munder(self, element: Any, depth: int) -> str:
        base, low = self._children(element, depth, 2)
        accent = _UNDER_ACCENTS.get(_last_sign(element))
        if accent:
            return f"{accent}{{{base}}}"
        return f"{base}_{{{low}}}" if _is_large(base) else f"\\underset{{{low}}}{{{base}}}"

    def tag_mover(self, element: Any, depth: int) -> str:
        base, high = self._children(element, depth, 2)
        accent = _ACCENTS.get(_last_sign(element))
        if accent:
            return f"{accent}{{{base}}}"
        return f"{base}^{{{high}}}" if _is_large(base) else f"\\overset{{{high}}}{{{base}}}"

    def tag_munderover(self, element: Any, depth: int) -> str:
        base, low, high = self._children(element, depth, 3)
        if _is_large(base):
            return f"{base}_{{{low}}}^{{{high}}}"
        return f"\\underset{{{low}}}{{\\overset{{{high}}}{{{base}}}}}"

    def tag_mfenced(self, element: Any, depth: int) -> str:
        parts = [self.of(child, depth + 1).strip() for child in element if _name(child)]
        opening, closing = element.get("open", "("), element.get("close", ")")
        separators = element.get("separators", ",").replace(" ", "")
        joined = ""
        for index, part in enumerate(parts):
            mark = separators[min(index - 1, len(separators) - 1)] if index and separators else ""
            joined += _signs(mark) + part
        return f"\\left{_signs(opening) or '.'} {joined} \\right{_signs(closing) or '.'}"

    def tag_menclose(self, element: Any, depth: int) -> str:
        inside = self._row(element, depth).strip()
        notation = element.get("notation", "longdiv")
        if notation == "box":
            return f"\\boxed{{{inside}}}"
        if notation == "radical":
            return f"\\sqrt{{{inside}}}"
        self._lost.append("menclose")
        return inside

    def tag_mtable(self, element: Any, depth: int) -> str:
        rows = []
        for row in element:
            if _name(row) in ("mtr", "mlabeledtr"):
                rows.append(" & ".join(self.of(cell, depth + 2).strip() for cell in row if _name(cell)))
        return r"\begin{matrix} " + r" \\ ".join(rows) + r" \end{matrix}"


def _own(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _is_upright(element: Any, text: str) -> bool:
    return element.get("mathvariant") == "normal" and text.isascii() and text.isalpha()


def _last_sign(element: Any) -> str:
    """The text of the second child, if it is an operator: an accent perhaps."""
    children = [child for child in element if _name(child)]
    return _own(children[1]) if len(children) > 1 and _name(children[1]) == "mo" else ""


def _is_large(base: str) -> bool:
    return base.strip() in {
        r"\sum",
        r"\prod",
        r"\int",
        r"\lim",
        r"\max",
        r"\min",
        r"\bigcup",
        r"\bigcap",
        r"\sup",
        r"\inf",
    }


def _base(latex: str) -> str:
    """What a script hangs on: one sign or one command as it is, anything longer in braces."""
    if len(latex) <= 1 or re.fullmatch(r"\\[A-Za-z]+(?:\{[^{}]*\})?", latex):
        return latex or "{}"
    return f"{{{latex}}}"


def _signs(text: str) -> str:
    """Characters as LaTeX; Chinese and other letters outside ASCII as text."""
    written = ""
    for run in re.findall(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+|.", text, re.S):
        written += _text(run) if len(run) > 1 or ord(run) >= 0x2E80 else _spaced(_SIGNS.get(run, run))
    return written


def _text(text: str) -> str:
    r"""Words within a formula: ``\text{…}``, with the signs that would end or start something escaped."""
    plain = re.sub(r"\s+", " ", text).replace("\\", "∖").replace("{", "（").replace("}", "）")
    return f"\\text{{{re.sub(r'([$%#&_])', lambda match: chr(92) + match[1], plain)}}}" if plain else ""


def _spaced(latex: str) -> str:
    """A command that ends in a letter needs a space before the next letter."""
    return f"{latex} " if re.search(r"\\[A-Za-z]+\Z", latex) else latex
