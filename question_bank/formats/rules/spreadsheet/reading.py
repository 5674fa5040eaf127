"""Rows of a table to questions: every row has its verdict, with line, column, reason and remedy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lms.core.calendar.rules import RocDateError, parse_roc_date
from question_bank.formats.rules import text_files
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding, Question, Reading, SharedStem
from question_bank.formats.rules.findings import Losses, finding, place
from question_bank.formats.rules.spreadsheet import columns, content, keys
from question_bank.formats.rules.spreadsheet.cells import Grid, Record
from question_bank.formats.rules.spreadsheet.keys import BadKey
from question_bank.items.enums import ItemKind, ItemUse

_HEADER_WITHIN = 15
_LONGEST = 32_767
_UNFIT = {
    "formula": (
        ("含有公式。", "It holds a formula."),
        ("請改貼為值（文字）；確實以 = 開頭的文字前面加一個半形單引號。", "Paste it as a value; put an apostrophe before a text that really starts with =."),
    ),
    "error_value": (("是試算表的錯誤值。", "It is an error value of the spreadsheet."), ("請改為文字。", "Replace it with text.")),
    "date": (
        ("被試算表轉成了日期。", "The spreadsheet turned it into a date."),
        ("請把儲存格格式設為「文字」後重新輸入。", "Format the cell as text and type it again."),
    ),
}  # fmt: skip


@dataclass
class _Found:
    questions: list[Question] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    unsupported: list[Finding] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)


@dataclass
class _Row:
    """The cells of a row by column name; what is wrong with it gathers in ``faults``."""

    line: int
    cells: dict[str, str]
    faults: list[Finding] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def where(self) -> str:
        return place(self.line, self["code"] or self["stem"])

    def fault(self, code: str, column: str, why: tuple[str, str], remedy: tuple[str, str] = ("", "")) -> None:
        """Note a fault of a column."""
        self.faults.append(finding(code, f"{self.where}, {column}" if column else self.where, why, remedy))


def read(grids: Sequence[Grid]) -> Reading:
    """The questions of the first sheet that has a header of ours, and all findings."""
    chosen = next(((grid, at) for grid in grids if (at := _header(grid)) is not None), None)
    faults = tuple(grid.fault for grid in grids if grid.fault)
    if chosen is None:
        return Reading(errors=faults or (_no_header(grids),))
    grid, at = chosen
    found = _Found(errors=[grid.fault] if grid.fault else [])
    names = columns.named(grid.records[at].cells)
    _report_shape(grid, at, names, found)
    rows = [_row(record, names) for record in grid.records[at + 1 :] if any(cell.strip() for cell in record.cells)]
    groups = _groups(rows)
    for row in rows[:MAX_QUESTIONS]:
        _take(row, groups, found)
    if len(rows) > MAX_QUESTIONS and grid.fault is None:
        found.errors.append(text_files.too_many(MAX_QUESTIONS))
    if not rows and not found.errors:
        found.errors.append(text_files.empty())
    return Reading(tuple(found.questions), tuple(found.errors), tuple(found.unsupported), found.losses.found())


def _header(grid: Grid) -> int | None:
    for at, record in enumerate(grid.records[:_HEADER_WITHIN]):
        if columns.is_header(columns.named(record.cells)):
            return at
    return None


def _no_header(grids: Sequence[Grid]) -> Finding:
    first = grids[0].records[0].cells if grids and grids[0].records else []
    given = ", ".join(cell for cell in first if cell)[:120]
    return finding(
        "header",
        "line 1",
        (f"找不到標題列；讀到「{given}」。", f"There is no header row; it reads “{given}”."),
        (
            "標題列至少要有「題幹 stem」與「正解 key」，請使用範本。",
            "The header needs at least “題幹 stem” and “正解 key”; use the template.",
        ),
    )


def _report_shape(grid: Grid, at: int, names: Sequence[str | None], found: _Found) -> None:
    """Columns that are not ours and ranges that were merged."""
    header = grid.records[at]
    for cell, name in zip(header.cells, names, strict=True):
        if name is None and cell.strip():
            shown = cell.strip()[:40]
            found.losses.add(
                f"column_{shown}",
                f"line {header.line}",
                (f"沒有欄位「{shown}」，未讀取。", f"There is no column “{shown}”; it was not read."),
            )
    for reference in grid.merges:
        if int(re.sub(r"[A-Z]+[0-9]+:[A-Z]+", "", reference)) > header.line:
            found.losses.add(
                "merged",
                reference,
                (
                    "合併儲存格：直向合併的值視為每一列都有，橫向合併只取第一格。",
                    "Merged cells: a value merged downwards counts for every row, one merged across only for the first cell.",
                ),
            )


def _row(record: Record, names: Sequence[str | None]) -> _Row:
    row = _Row(record.line, {})
    for at, name in enumerate(names):
        if name is not None and at < len(record.cells):
            row.cells[name] = record.cells[at].strip()
    for at, cell in enumerate(record.cells):
        name = names[at] if at < len(names) else None
        code = record.unfit.get(at) or ("date" if at in record.dates and name not in (None, "valid_as_of") else "")
        if code and (name or code == "formula"):
            row.fault(code, name or f"column {at + 1}", *_UNFIT[code])
        if len(cell) > _LONGEST:
            row.fault("too_long", name or "", (f"超過 {_LONGEST:,} 字。", f"More than {_LONGEST:,} characters."))
    if len(record.cells) > len(names) and any(cell.strip() for cell in record.cells[len(names) :]):
        row.fault(
            "cells",
            "",
            (
                f"有 {len(record.cells)} 格，標題列只有 {len(names)} 格。",
                f"It has {len(record.cells)} cells, the header only {len(names)}.",
            ),
            ("文字中的逗號請以雙引號括住儲存格。", "Put quotes around a cell that holds a comma."),
        )
    return row


def _groups(rows: Sequence[_Row]) -> dict[str, str]:
    """The shared stem of each group: the first text given for it."""
    groups: dict[str, str] = {}
    for row in rows:
        if row["group_code"] and row["group_stem"]:
            groups.setdefault(row["group_code"], row["group_stem"])
    return groups


def _take(row: _Row, groups: dict[str, str], found: _Found) -> None:
    word = keys.kind_word(row["kind"])
    if word in keys.UNSUPPORTED:
        why = (
            f"題型「{row['kind'][:20]}」不支援，沒有匯入。",
            f"The kind “{row['kind'][:20]}” is not supported; it was not imported.",
        )
        found.unsupported.append(finding("kind", row.where, why, ("請改為其他題型。", "Rewrite it as another kind.")))
        return
    question = None if row.faults else _question(row, groups)
    if row.faults or question is None:
        found.errors += row.faults
    else:
        found.questions.append(question)


def _question(row: _Row, groups: dict[str, str]) -> Question | None:
    kind = _kind(row)
    if not row["stem"]:
        row.fault("no_stem", "stem", ("題幹空白。", "The stem is empty."), ("請填寫題幹。", "Write the question."))
    if kind is None or row.faults:
        return None
    try:
        body, key = content.read(kind, row.cells)
    except BadKey as error:
        row.fault("key", "key", (error.zh, error.en), ("請對照範本的說明修正。", "See the help of the template."))
        return None
    facts = dict(_facts(row)) | _shared(row, groups)
    if row.faults:
        return None
    return Question(where=row.where, kind=kind, stem=row["stem"], body=body, key=key, **facts)


def _kind(row: _Row) -> ItemKind | None:
    if row["kind"]:
        kind = keys.kind_of(row["kind"])
        if kind is None:
            row.fault(
                "kind",
                "kind",
                (f"沒有題型「{row['kind'][:20]}」。", f"There is no kind “{row['kind'][:20]}”."),
                (
                    "請填 single、multiple、true_false、numerical、matching、ordering 或 short_text。",
                    "Give single, multiple, true_false, numerical, matching, ordering or short_text.",
                ),
            )
        return kind
    kind = content.guessed(row.cells)
    if kind is None:
        row.fault(
            "kind",
            "kind",
            ("沒有題型，也無法由選項與正解判斷。", "There is no kind, and options and key do not tell it."),
            ("請填寫題型。", "Give the kind."),
        )
    return kind


def _facts(row: _Row) -> Iterator[tuple[str, Any]]:
    for name in ("code", "topic", "explanation", "source_title", "source_url"):
        yield name, row[name]
    if len(row["source_title"]) > 200 or len(row["source_url"]) > 400:
        row.fault(
            "too_long",
            "source",
            ("出處名稱上限 200 字、網址 400 字。", "A source has at most 200 characters, its address 400."),
        )
    if row["source_url"] and not re.match(r"https?://[^\s<>\"]+\Z", row["source_url"], re.I):
        row.fault(
            "url", "source_url", ("不是網址。", "It is no address."), ("請以 https:// 開頭。", "Start with https://.")
        )
    yield "use", _use(row)
    yield "valid_as_of", _day(row)
    yield "difficulty", _difficulty(row)
    yield "references", tuple(dict.fromkeys(each for each in re.split(r"[\s,、;，；|]+", row["references"]) if each))


_USES = {
    "練習": ItemUse.PRACTICE,
    "範例": ItemUse.SAMPLE,
    "樣題": ItemUse.SAMPLE,
    "正式": ItemUse.SECURE,
    "保密": ItemUse.SECURE,
}


def _use(row: _Row) -> str:
    word = keys.folded(row["use"])
    if not word or word in set(ItemUse):
        return word
    if word in _USES:
        return _USES[word].value
    row.fault(
        "use",
        "use",
        (f"沒有用途「{row['use'][:20]}」。", f"There is no use “{row['use'][:20]}”."),
        ("請填 practice、sample 或 secure。", "Give practice, sample or secure."),
    )
    return ""


def _day(row: _Row) -> date | None:
    text = keys.folded(row["valid_as_of"])
    if not text:
        return None
    western = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ t].*)?", text)
    try:
        return date(*map(int, western.groups())) if western else parse_roc_date(text)
    except (ValueError, RocDateError):
        row.fault(
            "date",
            "valid_as_of",
            (f"「{row['valid_as_of'][:20]}」不是日期。", f"“{row['valid_as_of'][:20]}” is no date."),
            ("請寫成 2026-11-01 或 115/11/01。", "Write 2026-11-01 or 115/11/01."),
        )
        return None


def _difficulty(row: _Row) -> Decimal | None:
    text = keys.folded(row["difficulty"])
    if not text:
        return None
    try:
        value = Decimal(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= 1:
        row.fault(
            "difficulty",
            "difficulty",
            (f"「{row['difficulty'][:20]}」不是 0 到 1 的數。", f"“{row['difficulty'][:20]}” is not between 0 and 1."),
            ("請填預期答對比例，如 0.75。", "Give the expected share of right answers, such as 0.75."),
        )
        return None
    return value.quantize(Decimal("0.01"))


def _shared(row: _Row, groups: dict[str, str]) -> dict[str, Any]:
    code = row["group_code"]
    if not code:
        if row["group_stem"]:
            row.fault(
                "group",
                "group_code",
                ("有題組題幹而沒有題組代碼。", "There is a shared stem without a group code."),
                ("請填題組代碼。", "Give the group a code."),
            )
        return {}
    if code not in groups:
        row.fault(
            "group",
            "group_stem",
            (f"題組「{code[:40]}」沒有題組題幹。", f"The group “{code[:40]}” has no shared stem."),
            ("請在其中一列填寫。", "Write it in one of its rows."),
        )
        return {}
    if row["group_stem"] not in ("", groups[code]):
        row.fault(
            "group",
            "group_stem",
            (
                f"題組「{code[:40]}」的題幹與前面不同。",
                f"The shared stem of “{code[:40]}” differs from an earlier row.",
            ),
            ("請改為一致，或用另一個題組代碼。", "Make them equal or use another code."),
        )
    part = keys.folded(row["part"])
    if part and not (part.isdecimal() and 1 <= int(part) <= 99):
        row.fault("part", "part", ("小題須為 1 到 99。", "The part is 1 to 99."), ("請填順序。", "Give its place."))
        return {}
    return {"shared": SharedStem(code, groups[code]), "part": int(part) if part else None}
