"""How an item marks its response: by a template, or by rules of its own of which the usual ones are understood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from question_bank.formats.rules.qti.declarations import value, words
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.rules.kinds import numerical

Kind = Literal["correct", "values", "number", "text", "pattern"]
_BRANCHES: Final = ("responseIf", "responseElseIf")
_FAMILIAR: Final = {
    *("responseProcessing", "responseCondition", "responseIf", "responseElseIf", "responseElse", "setOutcomeValue"),
    *("match", "variable", "correct", "baseValue", "mapResponse", "isNull", "not", "and", "or", "sum", "multiple"),
    *("ordered", "equal", "equalRounded", "stringMatch", "patternMatch", "exitResponse", "product", "gte", "lte"),
}


@dataclass(frozen=True)
class Test:
    """One comparison that earns the full score: what the response is compared with."""

    kind: Kind
    values: tuple[str, ...] = ()
    tolerance: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    relative: bool = False
    rounded: tuple[str, int] | None = None
    case: bool = True
    open_ended: bool = False
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Processing:
    """``template`` is ``match_correct``, ``map_response``, ``other``, ``inline`` or ``none``."""

    template: str
    tests: tuple[Test, ...] = ()
    maps: bool = False
    partial: bool = False
    unfamiliar: bool = False
    strange: tuple[str, ...] = field(default=())


def read(root: Element, response: str) -> Processing:
    """The processing of an item as far as it concerns one response variable."""
    element = root.find("responseProcessing")
    if element is None:
        return Processing("none")
    if len(element):
        return _inline(element, response)
    name = (element.get("template") or element.get("templateLocation") or "").lower()
    if not name:
        return Processing("none")
    if "map_response" in name and "point" not in name:
        return Processing("map_response", maps=True)
    return Processing("match_correct") if "match" in name else Processing("other", unfamiliar=True, strange=(name,))


def _inline(element: Element, response: str) -> Processing:
    scored = [(score, branch) for branch in element.iter(*_BRANCHES) for score in _scores(branch)]
    best = max((score for score, _ in scored if score is not None), default=None)
    full = [branch for score, branch in scored if score is None or score == best]
    tests = tuple(test for branch in full for test in _tests(branch, response))
    strange = tuple(sorted({str(each.tag) for each in element.iter() if each.tag not in _FAMILIAR}))
    return Processing(
        "inline",
        tests=tuple(dict.fromkeys(tests)),
        maps=any(each.get("identifier") == response for each in element.iter("mapResponse")),
        partial=len({score for score, _ in scored if score is not None and score > 0}) > 1,
        unfamiliar=bool(strange),
        strange=strange,
    )


def _scores(branch: Element) -> Iterator[Decimal | None]:
    """What a branch sets the score to; None for an expression."""
    for each in branch.findall("setOutcomeValue"):
        if not (each.get("identifier") or "").upper().startswith("SCORE"):
            continue
        inner = each.find("baseValue")
        if inner is None:
            yield None
        elif value(words(inner)) > 0:
            yield value(words(inner))


def _tests(branch: Element, response: str) -> Iterator[Test]:
    """The comparisons of a branch's condition, its first child."""
    condition = branch[0]
    for each in condition.iter("match", "equal", "equalRounded", "stringMatch", "patternMatch"):
        if not any(one.get("identifier") == response for one in each.findall("variable")) or _is_negated(each, branch):
            continue
        test = _test(each, response)
        if test:
            yield test


def _is_negated(element: Element, branch: Element) -> bool:
    above = element.getparent()
    while above is not None and above is not branch:
        if above.tag == "not":
            return True
        above = above.getparent()
    return False


def _test(element: Element, response: str) -> Test | None:
    if any(_is_computed(each) for each in element if each.get("identifier") != response):
        return None  # its numbers are steps of a calculation, not answers
    also = tuple(_beside(element, response))
    name = str(element.tag)
    if name == "patternMatch":
        return Test("pattern", (element.get("pattern") or "",), also=also)
    values = _values(element)
    if name == "match":
        return Test("values" if values else "correct", values, also=also)
    if name == "stringMatch":
        case = (element.get("caseSensitive") or "true").lower() in ("true", "1")
        partly = (element.get("substring") or "false").lower() in ("true", "1")
        return Test("text", values, case=case, open_ended=partly, also=also)
    return _number(element, values, also)


def _is_computed(operand: Element) -> bool:
    """Whether it stands for a value that only a run of the item knows."""
    if operand.tag in ("multiple", "ordered"):
        return any(each.tag != "baseValue" for each in operand)
    return operand.tag not in ("baseValue", "correct")


def _number(element: Element, values: tuple[str, ...], also: tuple[tuple[str, str], ...]) -> Test:
    if element.tag == "equalRounded":
        figures = element.get("figures") or "0"
        mode = element.get("roundingMode") or "significantFigures"
        return Test("number", values, rounded=(mode, int(figures) if figures.isdigit() else 0), also=also)
    mode = (element.get("toleranceMode") or "exact").strip()
    spans = [number for number in map(numerical.number, (element.get("tolerance") or "").split()) if number is not None]
    if mode == "exact" or not spans:
        return Test("number", values, also=also)
    bounds = [(element.get(name) or "true").lower() for name in ("includeLowerBound", "includeUpperBound")]
    return Test(
        "number",
        values,
        tolerance=(abs(spans[0]), abs(spans[-1])),
        relative=mode == "relative",
        open_ended="false" in bounds,
        also=also,
    )


def _values(element: Element) -> tuple[str, ...]:
    """The values compared with; none for the declared correct response."""
    return tuple(words(each) for each in element.iter("baseValue"))


def _beside(element: Element, response: str) -> Iterator[tuple[str, str]]:
    """(variable, value) that must match at the same time, within one ``and``."""
    above = element.getparent()
    if above is None or above.tag != "and":
        return
    for each in above.findall("match"):
        other = each.find("variable")
        inner = each.find("baseValue")
        if each is not element and other is not None and inner is not None and other.get("identifier") != response:
            yield other.get("identifier") or "", words(inner)
