"""What keeps a layout from being assembled whatever the bank holds; every message names the cell and what helps."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from exams.papers.enums import Section
from exams.papers.rules.layouts import ANY, GROUP_KINDS, Cell, Constraints, Layout
from question_bank.items.enums import ItemKind

MOST_ITEMS = 200
MOST_PARTS = 10
KINDS = frozenset({ANY, *GROUP_KINDS, *(kind.value for kind in ItemKind)})
SECTIONS = frozenset(section.value for section in Section)
SECTION_KINDS = {
    Section.SINGLE.value: frozenset({"single"}),
    Section.MULTIPLE.value: frozenset({"multiple"}),
    Section.GROUPS.value: GROUP_KINDS,
    Section.OTHER.value: KINDS - GROUP_KINDS,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the row of the cell from 1 (0: the constraints), the field, what is wrong and what helps."""

    code: str
    row: int
    field: str
    text_zh: str
    text_en: str


def faults(layout: Layout, topics: Collection[str]) -> tuple[Fault, ...]:
    """Everything wrong with the layout for a subject with these topic codes; empty when it can be used."""
    return (
        *_of_form(layout),
        *(fault for row, cell in enumerate(layout.cells, start=1) for fault in _of_cell(row, cell, topics)),
        *_of_order(layout),
        *_of_constraints(layout.constraints, layout.length),
    )


def _fault(code: str, row: int, field: str, zh: str, en: str) -> Fault:
    """The message begins with the place."""
    if row:
        return Fault(code, row, field, f"第 {row} 格：{zh}", f"Cell {row}: {en}")
    return Fault(code, row, field, zh, en)


def _of_form(layout: Layout) -> Iterator[Fault]:
    if not layout.cells:
        yield _fault("empty", 0, "cells", "藍圖沒有任何一格，請至少填一格。", "There is no cell; fill in at least one.")
    if layout.length > MOST_ITEMS:
        zh = f"一份試卷共 {layout.length} 題，最多 {MOST_ITEMS} 題，請減少題數。"
        yield _fault(
            "too_long",
            0,
            "cells",
            zh,
            f"A form of {layout.length} items is too long; at most {MOST_ITEMS}, take fewer.",
        )


def _of_cell(row: int, cell: Cell, topics: Collection[str]) -> Iterator[Fault]:
    if cell.section not in SECTIONS:
        yield _fault(
            "section",
            row,
            "section",
            f"沒有「{cell.section}」這個大題，請重選。",
            f"No section “{cell.section}”; choose again.",
        )
    if not any(cell.takes_topic(code) for code in topics):
        yield _fault(
            "topic",
            row,
            "topic",
            f"本考科沒有主題「{cell.topic}」，請改選主題，或以「L211*」表示開頭相同的主題。",
            f"The subject has no topic “{cell.topic}”; choose another, or write “L211*” for all that begin so.",
        )
    if cell.kind not in KINDS:
        yield _fault(
            "kind", row, "kind", f"沒有「{cell.kind}」這種題型，請重選。", f"No kind “{cell.kind}”; choose again."
        )
    elif cell.section in SECTION_KINDS and cell.kind not in SECTION_KINDS[cell.section]:
        yield _fault(
            "section_kind",
            row,
            "kind",
            "題型與大題不符，請改題型，或把這一格放到別的大題。",
            "The kind does not belong to the section; change the kind or move the cell to another section.",
        )
    if cell.count < 1:
        yield _fault(
            "count", row, "count", "題數（組數）至少為 1，不用的格請刪除。", "Take at least one, or delete the cell."
        )
    yield from _of_group(row, cell)
    yield from _of_band(row, cell)


def _of_group(row: int, cell: Cell) -> Iterator[Fault]:
    if cell.is_group and not 2 <= cell.group_size <= MOST_PARTS:
        yield _fault(
            "group_size",
            row,
            "group_size",
            f"題組每組須有 2 至 {MOST_PARTS} 小題，請填小題數。",
            f"A group has 2 to {MOST_PARTS} parts; say how many.",
        )
    if not cell.is_group and cell.group_size:
        yield _fault(
            "group_size",
            row,
            "group_size",
            "不是題組，請把每組小題數清空，或把題型改為題組。",
            "This is no group; clear the number of parts or make the kind a group.",
        )


def _of_band(row: int, cell: Cell) -> Iterator[Fault]:
    bounds = [bound for bound in (cell.lowest, cell.highest) if bound is not None]
    if any(not 0 <= bound <= 1 for bound in bounds):
        yield _fault(
            "band", row, "difficulty", "難度須在 0 與 1 之間，請修正。", "Difficulty lies between 0 and 1; correct it."
        )
    elif len(bounds) == 2 and bounds[0] > bounds[1]:
        yield _fault(
            "band",
            row,
            "difficulty",
            "難度下限高於上限，請對調。",
            "The lowest difficulty is above the highest; swap them.",
        )


def _of_order(layout: Layout) -> Iterator[Fault]:
    left: set[str] = set()
    for row, cell in enumerate(layout.cells, start=1):
        before = layout.cells[row - 2] if row > 1 else None
        if before is not None and before.section != cell.section:
            left.add(before.section)
        if cell.section in left:
            yield _fault(
                "section_split",
                row,
                "section",
                "同一大題的格必須相連，請移到該大題的其他格旁邊。",
                "The cells of a section stand together; move this one beside the others.",
            )
        if cell in layout.cells[: row - 1]:
            first = layout.cells.index(cell) + 1
            yield _fault(
                "repeated",
                row,
                "topic",
                f"與第 {first} 格相同，請合併題數。",
                f"The same as cell {first}; join their counts.",
            )


def _of_constraints(constraints: Constraints, length: int) -> Iterator[Fault]:
    cap, target = constraints.exposure_cap, constraints.difficulty_target
    if cap is not None and not 1 <= cap <= 100:
        yield _fault(
            "exposure_cap",
            0,
            "exposure_cap",
            "曝光上限須為 1 至 100 卷，不設上限請留空。",
            "The exposure cap is 1 to 100 forms; leave it empty for none.",
        )
    if not 0 <= constraints.overlap_limit <= max(length, 1):
        yield _fault(
            "overlap_limit",
            0,
            "overlap_limit",
            f"兩卷可重複的題數須為 0 至 {length}，請修正。",
            f"Two forms may share 0 to {length} items; correct it.",
        )
    if target is not None and not 0 <= target <= 1:
        yield _fault(
            "difficulty_target",
            0,
            "difficulty_target",
            "目標難度須在 0 與 1 之間，不設目標請留空。",
            "The target difficulty lies between 0 and 1; leave it empty for none.",
        )
    if not 0.005 <= constraints.tolerance <= 0.5:
        yield _fault(
            "tolerance",
            0,
            "tolerance",
            "難度容許差須為 0.005 至 0.5，請修正。",
            "The tolerance is 0.005 to 0.5; correct it.",
        )
