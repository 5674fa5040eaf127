"""The one scheme of columns for CSV and XLSX, and the names under which people write them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

OPTION_LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEMPLATE_LETTERS = "abcdefghij"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name, what the templates call it, other names it is known by, and its help."""

    name: str
    zh: str
    aliases: tuple[str, ...]
    help_zh: str
    help_en: str

    @property
    def title(self) -> str:
        """What stands in the header row of a template."""
        return f"{self.zh} {self.name}"


_BEFORE = (
    Column(
        "code",
        "代碼",
        ("題目代碼", "題號", "編號", "id", "item_code"),
        "題庫代碼；新題留空。",
        "Code in the bank; empty for a new item.",
    ),
    Column(
        "topic",
        "主題",
        ("主題代碼", "單元", "章節", "topic_key"),
        "如 ipas-nz/beginner/L11/L11202；留空用匯入時選的主題。",
        "Such as ipas-nz/beginner/L11/L11202; empty: the topic chosen for the file.",
    ),
    Column(
        "use",
        "用途",
        ("使用",),
        "practice、sample 或 secure；留空用匯入時選的用途。",
        "practice, sample or secure; empty: the use chosen for the file.",
    ),
    Column(
        "kind",
        "題型",
        ("類型", "題目類型", "type", "question_type"),
        "single 單選、multiple 複選、true_false 是非、numerical 數值、matching 配合、ordering 排序、short_text 簡答。",
        "single, multiple, true_false, numerical, matching, ordering or short_text.",
    ),
    Column(
        "stem",
        "題幹",
        ("題目", "題目內容", "問題", "試題", "question", "question_text", "text"),
        "題目文字（Markdown）。",
        "The question (Markdown).",
    ),
)
_AFTER = (
    Column("pinned_last", "固定最後", ("固定選項", "pinned"), "不隨選項洗牌的最後幾個選項的個數或代號，如 1 或 D。", "How many of the last options, or which letters, keep their place: 1 or D."),
    Column("key", "正解", ("答案", "正確答案", "標準答案", "解答", "answer", "answers", "correct", "correct_answer"), "單選 B；複選 A,C；是非 T 或 F；數值 3.14；排序 C,A,B；多組正解以 | 分隔；配合題留空。", "Single B; multiple A,C; true/false T or F; a number 3.14; order C,A,B; alternatives parted by |; empty for matching."),
    Column("tolerance", "容許誤差", ("誤差",), "數值題的容許誤差；多組以 | 分隔。", "Tolerance of a number; several parted by |."),
    Column("unit", "單位", ("units",), "數值題的單位；作答者須選單位時以 | 分隔，正解寫成「3.14 公斤」。", "Unit of a number; parted by | when the unit is to be chosen, the key then reads “3.14 kg”."),
    Column("exact", "完全相符", ("exact_match",), "簡答題須全半形與大小寫都相符時填 1；多組以 | 分隔。", "1 when a short text must match in width and case too; several parted by |."),
    Column("max_length", "字數上限", (), "簡答題作答字數上限。", "Most characters of a short text."),
    Column("group_code", "題組代碼", ("題組", "group"), "同一題組填同一代碼。", "The same code for all parts of a shared stem."),
    Column("group_stem", "題組題幹", ("題組文字", "共同題幹"), "題組的共同文字；寫在其中一列即可。", "The shared text; one row of the group is enough."),
    Column("part", "題組小題", ("小題",), "題組中的順序，從 1 起。", "Place within the group, from 1."),
    Column("explanation", "解析", ("解說", "詳解", "說明", "解釋", "feedback", "rationale"), "作答後顯示的解析。", "Shown after answering."),
    Column("source_title", "出處", ("來源", "資料來源", "source"), "出處名稱。", "Title of the source."),
    Column("source_url", "出處網址", ("來源網址", "網址", "url"), "出處網址。", "Address of the source."),
    Column("valid_as_of", "查核日期", ("基準日", "有效日期", "as_of"), "內容查核日期，西元 2026-11-01 或民國 115/11/01。", "Date of the facts: 2026-11-01 or ROC 115/11/01."),
    Column("difficulty", "難度", ("預期答對率",), "預期答對比例 0–1。", "Expected share of right answers, 0–1."),
    Column("references", "引用法規", ("法規", "reference"), "法規參照代碼，以逗號分隔。", "Codes of references, parted by commas."),
)  # fmt: skip


def option_column(letter: str) -> Column:
    """The column of an option."""
    upper = letter.upper()
    number = OPTION_LETTERS.index(letter) + 1
    names = (upper, f"選項{number}", f"選項({upper})", f"option{number}", f"choice_{letter}", f"答案選項{upper}")
    matching = "配合題寫「左 -> 右」，只有右邊的誘答寫「-> 右」。"
    return Column(
        f"option_{letter}",
        f"選項{upper}",
        names,
        f"選項文字；{matching}",
        "Text of the option; a pair of matching is “left -> right”, a distractor “-> right”.",
    )


def scheme(letters: str = TEMPLATE_LETTERS) -> tuple[Column, ...]:
    """All columns in the order of the templates."""
    return (*_BEFORE, *(option_column(letter) for letter in letters), *_AFTER)


def folded(text: str) -> str:
    """How names of columns are compared: half-width, lower case, without blanks, brackets and dashes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-()\[\]:*.]+", "", plain)


def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in scheme(OPTION_LETTERS):
        for name in (column.name, column.zh, column.title, *column.aliases):
            found.setdefault(folded(name), column.name)
    return found


_KNOWN = _known()


def named(header: Sequence[str]) -> list[str | None]:
    """The column that each cell of a header names, None for an unknown one. The first of two equal names counts."""
    names: list[str | None] = []
    for cell in header:
        name = _KNOWN.get(folded(cell))
        names.append(None if name in names else name)
    return names


def is_header(names: Sequence[str | None]) -> bool:
    """Whether a row can be a header: a stem, and a key or an option."""
    return "stem" in names and any(name == "key" or (name or "").startswith("option_") for name in names)
