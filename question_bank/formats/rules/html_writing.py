"""Our Markdown as the XHTML of other systems' questions, or as plain words."""

import html as entities
from collections.abc import Callable, Sequence
from typing import Literal

from markdown_it.token import Token

from lms.core.markup import dialect, mathematics
from question_bank.formats.rules.losses import Loss

Mode = Literal["mathml", "tex"]
_IMAGE = Loss(
    "image",
    "純文字格式不能放圖片，以替代文字代替。",
    "Plain text carries no images; their alternative text stands for them.",
)
_MATH = Loss("formula", "公式以 LaTeX 原始碼表示。", "Formulas are written as LaTeX source.")
_MARKS = Loss("emphasis", "粗體、斜體等樣式沒有保留。", "Bold, italic and the like are not kept.")
_LINKS = Loss("link", "連結改寫為文字與網址。", "Links became words and addresses.")
_TABLE = Loss("table", "表格改寫為以直線分隔的文字。", "Tables became words separated by bars.")
_LIST = Loss("list", "清單改寫為文字行。", "Lists became plain lines.")


def html(text: str, *, image_src: Callable[[str], str], mathematics: Mode, inline: bool) -> str:
    """The XHTML of a text."""
    parser = dialect.parser()
    tokens = parser.parseInline(text) if inline else parser.parse(text)
    for token in tokens:
        _prepare(token, image_src, mathematics)
    return parser.renderer.render(tokens, parser.options, {}).strip()


def _prepare(token: Token, image_src: Callable[[str], str], mode: Mode) -> None:
    """Make the token one that the parser's renderer writes as we want it."""
    for child in token.children or ():
        if token.type == "inline":
            _prepare(child, image_src, mode)
    if token.type.startswith("math_"):
        formula = _formula(token, mode)
        block = token.type == "math_block"
        token.content = f"<p>{formula}</p>\n" if block else formula
        token.type = "html_block" if block else "html_inline"
    elif token.type == "image":
        source = dialect.asset(token)
        alt = entities.escape(dialect.alternative(token))
        address = entities.escape(image_src(source.removeprefix("asset:"))) if source else ""
        token.content = f'<img src="{address}" alt="{alt}" />' if source else alt
        token.type = "html_inline"


def _formula(token: Token, mode: Mode) -> str:
    display = token.type != "math_inline"
    if mode == "tex":
        source = entities.escape(token.content, quote=False)
        return f"\\[{source}\\]" if display else f"\\({source}\\)"
    try:
        return mathematics.mathml(token.content, display=display)
    except mathematics.Unreadable:
        mark = "$$" if display else "$"
        return f"<code>{entities.escape(mark + token.content + mark, quote=False)}</code>"


def plain(text: str) -> tuple[str, tuple[Loss, ...]]:
    """The words of a text and what was lost."""
    lines = _Lines()
    for token in dialect.parser().parse(text):
        lines.block(token)
    return lines.text(), tuple(dict.fromkeys(lines.losses))


class _Lines:
    """Collects the lines of a text from its tokens."""

    def __init__(self) -> None:
        self.losses: list[Loss] = []
        self._parts: list[str] = []
        self._lists: list[int | None] = []
        self._addresses: list[str] = []

    def text(self) -> str:
        lines = [line.rstrip() for line in "".join(self._parts).split("\n")]
        kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
        return "\n".join(kept).strip()

    def block(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._parts.append(self._words(token.children or ()))
            case "math_block":
                self.losses.append(_MATH)
                self._parts.append(f"$${token.content}$$\n\n")
            case "fence" | "code_block":
                self._parts.append(f"{token.content}\n")
            case "bullet_list_open" | "ordered_list_open":
                self.losses.append(_LIST)
                self._lists.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._parts.append("" if self._lists else "\n")
            case "list_item_open":
                self._open_item()
            case "table_open":
                self.losses.append(_TABLE)
            case "th_close" | "td_close":
                self._parts.append(" | ")
            case "tr_close":
                self._parts[-1:] = ["\n"]  # no bar after the last cell
            case "paragraph_close" | "heading_close":
                self._parts.append("\n" if self._lists else "\n\n")
            case "table_close" | "hr":
                self._parts.append("\n")

    def _open_item(self) -> None:
        number = self._lists[-1]
        self._parts.append("• " if number is None else f"{number}. ")
        if number is not None:
            self._lists[-1] = number + 1

    def _words(self, tokens: Sequence[Token]) -> str:
        return "".join(self._word(token) for token in tokens)

    def _word(self, token: Token) -> str:
        match token.type:
            case "math_inline" | "math_display":
                self.losses.append(_MATH)
                return f"{token.markup}{token.content}{token.markup}"
            case "image":
                self.losses.append(_IMAGE)
                return f"［{dialect.alternative(token) or '圖'}］"
            case "softbreak" | "hardbreak":
                return "\n"
            case "link_open":
                self.losses.append(_LINKS)
                self._addresses.append(str(token.attrGet("href") or ""))
                return ""
            case "link_close":
                return f"（{self._addresses.pop()}）"
            case "strong_open" | "em_open" | "s_open":
                self.losses.append(_MARKS)
                return ""
            case _:
                return token.content
