"""Cell by cell: what the parallel forms want, what the bank has, what keeps the rest back. Also the statements made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exams.papers.enums import Block
from exams.papers.rules.layouts import Layout
from exams.papers.rules.units import Pool

NOBODY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """A constraint that cannot be met, in both languages, with what helps. ``cell`` counts from 1 (0: no one cell)."""

    code: str
    cell: int
    amount: float
    text_zh: str
    text_en: str
    remedy_zh: str
    remedy_en: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One cell. ``wanted`` and ``available`` count items, or groups; ``capacity`` is how often the available ones can
    stand in the parallel forms together; ``blocked`` counts by reason, one reason for each."""

    row: int
    wanted: int
    forms: int
    fitting: int
    available: int
    capacity: int
    blocked: Mapping[str, int] = field(default_factory=lambda: NOBODY)

    @property
    def wanted_in_all(self) -> int:
        """Places of the cell in all the forms."""
        return self.wanted * self.forms

    @property
    def verdict(self) -> str:
        """``short``: cannot be filled; ``tight``: nearly everything is needed; ``good``."""
        if self.available < self.wanted or self.capacity < self.wanted_in_all:
            return "short"
        return "tight" if self.capacity < 1.5 * self.wanted_in_all else "good"


#: The reason named where several keep an item back: the one that an officer can change last comes first.
_ORDER = (Block.LOCK, Block.PARTS, Block.FRIEND, Block.EXPOSURE, Block.FLAG)


def coverage(layout: Layout, pool: Pool, forms: int) -> tuple[Coverage, ...]:
    """Every cell with what the bank has for it."""
    return tuple(_of_cell(layout, pool, forms, place) for place in range(len(layout.cells)))


def usage_limit(layout: Layout, uses: int, forms: int) -> int:
    """In how many of the parallel forms something used so often may stand."""
    most = 1 if layout.constraints.overlap_limit == 0 else forms
    cap = layout.constraints.exposure_cap
    return most if cap is None else max(0, min(most, cap - uses))


def shortages(layout: Layout, found: Sequence[Coverage]) -> tuple[Statement, ...]:
    """The cells that counting alone shows to be short."""
    return tuple(_shortage(layout, each) for each in found if each.verdict == "short")


def _of_cell(layout: Layout, pool: Pool, forms: int, place: int) -> Coverage:
    fitting = [unit for unit, cells in enumerate(pool.fitting) if place in cells]
    free = [unit for unit in fitting if not pool.blocks[unit]]
    reasons = Counter(
        next(block.value for block in _ORDER if block in pool.blocks[unit]) for unit in fitting if pool.blocks[unit]
    )
    capacity = sum(usage_limit(layout, pool.units[unit].uses, forms) for unit in free)
    return Coverage(place + 1, layout.cells[place].count, forms, len(fitting), len(free), capacity, dict(reasons))


def _shortage(layout: Layout, each: Coverage) -> Statement:
    cell = layout.cells[each.row - 1]
    unit_zh, unit_en = ("組", "groups") if cell.is_group else ("題", "items")
    topic_zh, topic_en = (cell.topic, f"topic {cell.topic}") if cell.topic else ("任一主題", "any topic")
    wanted = max(each.wanted - each.available, each.wanted_in_all - each.capacity)
    held_zh, held_en = _held_back(each)
    return Statement(
        code="cell_short",
        cell=each.row,
        amount=wanted,
        text_zh=(
            f"第 {each.row} 格（{topic_zh}）每卷需 {each.wanted} {unit_zh}，{each.forms} 卷共 {each.wanted_in_all} "
            f"{unit_zh}次；可用 {each.available} {unit_zh}，最多供 {each.capacity} {unit_zh}次{held_zh}。"
        ),
        text_en=(
            f"Cell {each.row} ({topic_en}) needs {each.wanted} {unit_en} a form, {each.wanted_in_all} places in "
            f"{each.forms} forms; {each.available} {unit_en} are available and fill at most {each.capacity}{held_en}."
        ),
        remedy_zh="；".join(zh for zh, _en in _remedies(layout, each)) + "。",
        remedy_en="; ".join(en for _zh, en in _remedies(layout, each)).capitalize() + ".",
    )


BLOCKS_ZH = {
    Block.EXPOSURE.value: "已達曝光上限",
    Block.FLAG.value: "有待處理的標記",
    Block.LOCK.value: "封存中",
    Block.FRIEND.value: "相伴的題目不可用",
    Block.PARTS.value: "題組不完整",
}
BLOCKS_EN = {
    Block.EXPOSURE.value: "at the exposure cap",
    Block.FLAG.value: "with open flags",
    Block.LOCK.value: "locked",
    Block.FRIEND.value: "whose friend is not available",
    Block.PARTS.value: "in incomplete groups",
}


def _held_back(each: Coverage) -> tuple[str, str]:
    if not each.blocked:
        return "", ""
    zh = "、".join(f"{count} {BLOCKS_ZH[code]}" for code, count in each.blocked.items())
    en = ", ".join(f"{count} {BLOCKS_EN[code]}" for code, count in each.blocked.items())
    return f"（另有 {zh}）", f" (besides {en})"


def _remedies(layout: Layout, each: Coverage) -> Iterator[tuple[str, str]]:
    yield "增加這一格的題目或減少題數", "add items for this cell or take fewer"
    if each.available >= each.wanted and layout.constraints.overlap_limit == 0 and each.forms > 1:
        yield "減少卷數或容許兩卷重複", "assemble fewer forms or let two forms share items"
    if each.blocked.get(Block.EXPOSURE.value) or (
        layout.constraints.exposure_cap is not None and layout.constraints.overlap_limit
    ):
        yield "提高曝光上限", "raise the exposure cap"
    if each.blocked.get(Block.FLAG.value):
        yield "處理題目的標記", "clear the items' flags"
    cell = layout.cells[each.row - 1]
    if cell.lowest is not None or cell.highest is not None:
        yield "放寬難度範圍", "widen the difficulty band"
