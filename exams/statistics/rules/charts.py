"""The geometry of the small bar charts beside a round table. The table is the accessible source; this only draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

WIDTH = 320
_BAR, _STEP, _TOP = 16, 48, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: label above it, value as text, all in the units of the view box."""

    label: str
    value: str
    unit: str
    label_y: int
    y: int
    width: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on a scale of 0 to 100; ``cut`` is the x of the pass mark's line, None without one."""

    bars: tuple[Bar, ...]
    height: int
    cut: str | None = None
    cut_label: str = ""
    width: int = WIDTH
    bar: int = _BAR

    @property
    def cut_end(self) -> int:
        """Where the cut line ends."""
        return self.height - 18


def averages(table: Mapping[str, Any], codes: Sequence[str], pass_mark: int) -> Chart:
    """平均分數 of each subject, named by its code, against the pass mark."""
    values = [(code, line["average"], "") for code, line in zip(codes, table["subjects"], strict=True)]
    return _chart(values, cut=pass_mark)


def rates(table: Mapping[str, Any], codes: Sequence[str]) -> Chart:
    """及格比例 of each subject, in percent."""
    values = [(code, line["pass_rate"], "%") for code, line in zip(codes, table["subjects"], strict=True)]
    return _chart(values)


def _chart(values: Sequence[tuple[str, str | None, str]], cut: int | None = None) -> Chart:
    bars = tuple(
        Bar(code, value or "–", unit if value else "", _TOP + index * _STEP, _TOP + index * _STEP + 8, _x(value or "0"))
        for index, (code, value, unit) in enumerate(values)
    )
    height = _TOP + len(bars) * _STEP + (10 if cut else 0)
    return Chart(bars, height, _x(str(cut)) if cut else None, str(cut) if cut else "")


def _x(value: str) -> str:
    return str((Decimal(value) * WIDTH / 100).quantize(Decimal("0.1")))
