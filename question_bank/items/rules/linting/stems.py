"""What is asked: empty texts, unmarked negatives, stems that ask nothing, images and formulas that cannot be read."""

import functools
import re
from collections.abc import Iterator

from question_bank.items.enums import ItemKind
from question_bank.items.rules import wording
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.linting.catalogue import found

ASKED = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.NUMERICAL, ItemKind.SHORT_TEXT})
_ASKS = re.compile(
    r"[？?]|_{2,}|＿+|[（(]\s*[)）]|【\s*】|[:：…]$|何者|何種|何項|多少|哪|為何|如何|幾|請|下列|^(?:what|which|who|how)\b|(?:為|是|屬於|稱為)$",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
#: Overrides, embeddings and isolates: what a reader sees is not what is stored.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp)|image\s*\d*|圖片?\s*\d*|img[_\d-]*", re.IGNORECASE)
_MATHS = re.compile(r"(?<![\\$])\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?![\d$])", re.DOTALL)


def findings(draft: ItemDraft) -> Iterator[Finding]:
    """Every remark on the wording of an item."""
    if not draft.stem.strip():
        yield found(draft, "stem", "empty_text", "題幹空白。", "The stem is empty.")
        return
    if phrase := wording.unmarked_negative(draft.stem):
        text_zh = f"「{phrase}」是否定題，否定字未標示。"
        yield found(draft, "stem", "negative_not_bold", text_zh, f"“{phrase}” asks for the exception, unmarked.")
    yield from _asking(draft)
    for name, text in draft.texts():
        if _TURNS.search(text):
            text_zh, text_en = (
                "文字裡有改變書寫方向的隱形字元。",
                "The text holds invisible characters that turn its direction.",
            )
            yield found(draft, name, "direction_turned", text_zh, text_en)
        yield from _images(draft, name, text)
        yield from _formulas(draft, name, text)


def _asking(draft: ItemDraft) -> Iterator[Finding]:
    stem = draft.stem.strip().rstrip("。.*＊ ")
    if draft.kind in ASKED and not _ASKS.search(stem):
        yield found(
            draft, "stem", "stem_asks_nothing", "題幹沒有問句或空格。", "The stem has no question and no blank."
        )
    if draft.kind == ItemKind.TRUE_FALSE and stem.endswith(("？", "?")):
        yield found(draft, "stem", "statement_asks", "是非題的題幹是問句。", "The statement to judge is a question.")


def _images(draft: ItemDraft, name: str, text: str) -> Iterator[Finding]:
    for alternative, _target in _IMAGE.findall(text):
        if not alternative.strip() or _FILE_NAME.fullmatch(alternative.strip()):
            told = alternative.strip() or "![]"
            text_zh = f"圖片的替代文字是「{told}」，沒有說明內容。"
            yield found(draft, name, "image_alt", text_zh, f"“{told}” does not say what the image shows.")


def _formulas(draft: ItemDraft, name: str, text: str) -> Iterator[Finding]:
    if "$" not in text:
        return
    for pair in _MATHS.findall(text):
        source = pair[0] or pair[1]
        if not is_formula(source):
            text_zh = f"算式「{source.strip()}」無法解析。"
            yield found(draft, name, "maths", text_zh, f"The formula “{source.strip()}” cannot be read.")


@functools.lru_cache(maxsize=1024)
def is_formula(source: str) -> bool:
    """Whether the LaTeX becomes MathML: balanced braces, known commands, nothing missing."""
    from latex2mathml import converter

    if not _balanced(source):
        return False
    try:
        made = converter.convert(source)
    except Exception:  # the parser's exceptions have no common class
        return False
    return "<mi>\\" not in made


def _balanced(source: str) -> bool:
    depth = 0
    for char in re.sub(r"\\.", "", source):
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0
