"""Numbers with units, brought to one unit, so that ``1 公噸`` and ``1,000 公斤`` are the same (ITM-5)."""

import re
from decimal import Decimal

from question_bank.items.rules import texts

_UNITS: dict[str, tuple[Decimal, str]] = {
    name: (Decimal(factor), base)
    for base, known in {
        "公斤": {"公噸": "1000", "噸": "1000", "t": "1000", "mt": "1e9", "kt": "1e6", "gt": "1e12"}
        | {"公斤": "1", "千克": "1", "kg": "1", "公克": "0.001", "克": "0.001", "g": "0.001"}
        | {"毫克": "0.000001", "mg": "0.000001"},
        "千瓦小時": {"度電": "1", "度": "1", "千瓦小時": "1", "瓩時": "1", "kwh": "1", "mwh": "1000", "gwh": "1e6"}
        | {"百萬瓦小時": "1000", "twh": "1e9"},
        "千焦耳": {"kj": "1", "千焦耳": "1", "mj": "1000", "gj": "1e6", "tj": "1e9", "pj": "1e12"},
        "千瓦": {"千瓦": "1", "瓩": "1", "kw": "1", "mw": "1000", "gw": "1e6", "百萬瓦": "1000"},
        "公尺": {"公里": "1000", "km": "1000", "公尺": "1", "m": "1", "公分": "0.01", "cm": "0.01"},
        "公升": {
            "公秉": "1000",
            "立方公尺": "1000",
            "m3": "1000",
            "kl": "1000",
            "公升": "1",
            "l": "1",
            "毫升": "0.001",
        },
        "平方公尺": {"公頃": "10000", "平方公里": "1000000", "平方公尺": "1", "m2": "1"},
        "元": {"元": "1", "千元": "1000", "百萬元": "1000000"},
        "個月": {"年": "12", "個月": "1"},
        "分鐘": {"小時": "60", "分鐘": "1", "分": "1"},
    }.items()
    for name, factor in known.items()
}
_THOUSANDS = {"千": Decimal(1000), "百萬": Decimal(1_000_000)}
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_QUANTITY = re.compile(
    r"(?<![\d.a-z])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(萬|億|%)?\s*(千|百萬)?"
    rf"({_NAMES})(?![a-z\d])"
)
_CO2E = re.compile(r"(?<=[噸斤克tg])(?=co2)")


def canonical(text: str) -> str:
    """As :func:`texts.canonical`, with quantities in one unit too."""
    folded = _CO2E.sub(" ", texts.folded(text))
    return texts.canonical(_QUANTITY.sub(_in_base_unit, folded))


def _in_base_unit(match: re.Match[str]) -> str:
    factor, base = _UNITS[match[5]]
    value = texts.value(match) * factor * _THOUSANDS.get(match[4] or "", Decimal(1))
    return format(value.normalize(), "f") + base
