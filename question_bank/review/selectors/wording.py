"""Parts and keys of a version in words, as the review names them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion
from question_bank.items.rules.kinds.base import parts
from question_bank.items.selectors import faces


def part_names(version: ItemVersion) -> dict[str, str]:
    """What the parts are called beside the face: options and targets by letter, rows by number, units by themselves."""
    names: dict[str, str] = {}
    for letter, option in zip(faces.LETTERS, parts(version.body, "options"), strict=False):
        names[option.id] = _("選項 %(part)s") % {"part": letter}
    for number, row in enumerate(parts(version.body, "rows"), start=1):
        names[row.id] = _("左欄 %(part)s") % {"part": number}
    for letter, target in zip(faces.LETTERS, parts(version.body, "targets"), strict=False):
        names[target.id] = _("右欄 %(part)s") % {"part": letter}
    for unit in parts(version.body, "units"):
        names[unit.id] = _("單位 %(part)s") % {"part": unit.text}
    return names


def key(version: ItemVersion) -> str:
    """The accepted answers in words; what has no usable shape is shown as it is stored."""
    names = part_names(version) | {"true": _("正確"), "false": _("錯誤")}
    units = {unit.id: unit.text for unit in parts(version.body, "units")}
    between = " → " if version.kind == ItemKind.ORDERING else _("、")
    found = version.key if isinstance(version.key, list) else [version.key]
    return _(" 或 ").join(_accepted(each, names, units, between) for each in found)


def _accepted(each: Any, names: Mapping[str, str], units: Mapping[str, str], between: str) -> str:
    if isinstance(each, Mapping):
        return _value(each, units)
    return between.join(_answer(str(one), names) for one in (each if isinstance(each, list) else [each]))


def _value(each: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """A number with its tolerance and unit, or words."""
    if "text" in each:
        return str(each["text"])
    unit = str(each.get("unit") or "")
    tolerance = f"± {each['tolerance']}" if each.get("tolerance") else ""
    return " ".join(part for part in (str(each.get("value", "")), tolerance, units.get(unit, unit)) if part)


def _answer(one: str, names: Mapping[str, str]) -> str:
    """An option, or a row with its target."""
    return " → ".join(names.get(part, part) for part in one.split(":"))
