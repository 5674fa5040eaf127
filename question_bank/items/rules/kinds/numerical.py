"""A number with a tolerance, and a unit where one is asked for."""

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, ClassVar

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules.kinds import base
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Flaw, Key, Part, Response

LONGEST = 40
_DROPPED = str.maketrans("", "", ", \u00a0\u202f_'")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-"})


class Numerical:
    """``units`` empty: no unit; one: printed after the field; several: the candidate picks one."""

    kind: ClassVar[ItemKind] = ItemKind.NUMERICAL

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        found = list(base.part_flaws(body, "units", least=0)) if isinstance(body, Mapping) and body.get("units") else []
        if not isinstance(body, Mapping):
            found.append(Flaw("shape", "units", "格式不符。", "Wrong shape."))
        if not isinstance(key, list) or not key or not all(isinstance(each, Mapping) for each in key):
            return [*found, base.key_shape()]
        units = {part.id for part in base.parts(body, "units")}
        for each in key:
            found += _alternative_flaws(each, units)
        return found

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        for part in base.parts(body, "units"):
            yield "units", part.text

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return ()

    def accepts(self, body: Body, response: Response) -> bool:
        units = {part.id for part in base.parts(body, "units")}
        if len(response) > 2 or any(len(each) > LONGEST for each in response):
            return False
        return len(response) < 2 or response[1] in units

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        given = number(response[0]) if response else None
        if given is None:
            return NOTHING
        asked = len(base.parts(body, "units")) > 1
        unit = response[1] if len(response) > 1 else ""
        for each in key:
            value, tolerance = _value(each), _tolerance(each)  # read as ``flaws`` read them
            if value is None or tolerance is None:
                continue
            if abs(given - value) <= tolerance and (not asked or unit == each.get("unit", "")):
                return EVERYTHING
        return NOTHING

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response and response[0].strip())

    def model_answer(self, key: Key) -> tuple[str, ...]:
        unit = key[0].get("unit", "")
        return (str(key[0]["value"]), unit) if unit else (str(key[0]["value"]),)


def number(text: str) -> Decimal | None:
    """The number a person typed, whatever its width, thousands marks or minus sign; None if it is none.

    ``１，２３４．５``, ``1,234.5`` and ``1.2345e3`` are the same; infinities and NaN are none.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_DROPPED).strip()
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= 60 else None


def _value(each: Mapping[str, Any]) -> Decimal | None:
    return number(str(each.get("value", "")))


def _tolerance(each: Mapping[str, Any]) -> Decimal | None:
    return number(str(each.get("tolerance") or "0"))


def _alternative_flaws(each: Mapping[str, Any], units: set[str]) -> Iterator[Flaw]:
    value, tolerance = _value(each), _tolerance(each)
    if value is None:
        yield Flaw("key_number", "key", "正解須為數字。", "The key must be a number.")
    if tolerance is None or tolerance < 0:
        yield Flaw("key_tolerance", "key", "容許誤差須為零或正數。", "The tolerance must be zero or a positive number.")
    unit = each.get("unit", "")
    if (unit and unit not in units) or (len(units) > 1 and not unit):
        yield Flaw("key_unit", "key", "正解的單位須為列出的單位。", "The key's unit must be one of the units listed.")
