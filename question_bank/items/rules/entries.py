"""What an editor types for each kind, as the body and key that a version stores, and back.

Lists are rows of plain values in the order of the page; blank rows are left out. Parts that were there keep their ids;
new ones get the next free one, so that answers and translations of an old version never point at something else.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import numerical, words

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Mapping[str, Sequence[Row]]
Entered: TypeAlias = tuple[dict[str, Any], list[Any]]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GROUPS = re.compile(r"[；;\n]+")


class Entries(Protocol):
    """How one kind is typed. ``lists`` names its lists of rows."""

    @property
    def lists(self) -> tuple[str, ...]: ...

    def stored(self, rows: Rows, values: Row) -> Entered:
        """Body and key of what was typed."""

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        """Rows and single values for a body and key."""


class _Choices:
    """Options of which some are ticked as right."""

    lists = ("options",)
    several = False

    def stored(self, rows: Rows, values: Row) -> Entered:
        options = _parts(rows["options"], "")
        right = [option["id"] for option, row in _kept(options, rows["options"]) if row.get("right")]
        if not self.several:
            return {"options": options}, [[one] for one in right]
        others = _from_letters(str(values.get("others") or ""), options)
        return {"options": options}, [each for each in (right, *others) if each]

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        found = _listed(body, "options")
        ticked = set(key[0]) if self.several and key else {one for each in key for one in each}
        rows: list[Row] = [each | {"right": each["id"] in ticked} for each in found]
        return {"options": rows}, ({"others": _in_letters(key[1:], found)} if self.several else {})


class _Several(_Choices):
    several = True


class _Ordering:
    """Options typed in the right order; those that were there keep the order in which they were stored."""

    lists = ("options",)

    def stored(self, rows: Rows, values: Row) -> Entered:
        options = _parts(rows["options"], "")
        kept = sorted(_kept(options, rows["options"]), key=lambda pair: pair[1].get("stored") or len(LETTERS))
        others = _from_letters(str(values.get("others") or ""), options)
        return {"options": [option for option, _ in kept]}, [[one["id"] for one in options], *others]

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        found = [each | {"stored": place} for place, each in enumerate(_listed(body, "options"), start=1)]
        right = list(key[0]) if key else []
        rows = sorted(found, key=lambda each: right.index(each["id"]) if each["id"] in right else len(right))
        return {"options": list(rows)}, {"others": _in_letters(key[1:], rows)}


class _Statement:
    """True or false."""

    lists: tuple[str, ...] = ()

    def stored(self, rows: Rows, values: Row) -> Entered:
        answer = values.get("answer")
        return {}, [[answer]] if answer else []

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        return {}, {"answer": key[0][0] if key and key[0] else ""}


class _Numerical:
    """Accepted values with tolerance; units are named by their text."""

    lists = ("units", "answers")

    def stored(self, rows: Rows, values: Row) -> Entered:
        units = _parts(rows["units"], "u")
        by_text = {unit["text"]: unit["id"] for unit in units}
        key = []
        for row in rows["answers"]:
            value, unit = str(row.get("value") or "").strip(), str(row.get("unit") or "").strip()
            if not value:
                continue
            only = units[0]["id"] if len(units) == 1 else ""
            named = by_text.get(unit, unit) if unit else only
            key.append(
                {"value": _plain(value), "tolerance": _plain(str(row.get("tolerance") or "0"))}
                | ({"unit": named} if named else {})
            )
        return {"units": units}, key

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        units = _listed(body, "units")
        by_id = {unit["id"]: unit["text"] for unit in units}
        answers: list[Row] = [dict(each) | {"unit": by_id.get(each.get("unit", ""), "")} for each in key]
        return {"units": list(units), "answers": answers}, {}


class _Matching:
    """Rows with the letter of their target."""

    lists = ("rows", "targets")

    def stored(self, rows: Rows, values: Row) -> Entered:
        left, right = _parts(rows["rows"], "r"), _parts(rows["targets"], "t")
        by_letter = {letter: target["id"] for letter, target in zip(LETTERS, right, strict=False)}
        pairs = []
        for part, row in _kept(left, rows["rows"]):
            target = by_letter.get(str(row.get("target") or "").strip().upper())
            if target:
                pairs.append(f"{part['id']}:{target}")
        others = list(_pairs(str(values.get("others") or ""), left, by_letter))
        return {"rows": left, "targets": right}, [each for each in (pairs, *others) if each]

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        left, right = _listed(body, "rows"), _listed(body, "targets")
        letters = {target["id"]: letter for letter, target in zip(LETTERS, right, strict=False)}
        chosen = dict(pair.split(":", 1) for pair in key[0]) if key else {}
        rows: list[Row] = [each | {"target": letters.get(chosen.get(each["id"], ""), "")} for each in left]
        places = {each["id"]: str(place) for place, each in enumerate(left, start=1)}
        others = [[pair.split(":", 1) for pair in each] for each in key[1:]]
        said = "；".join("".join(places[one] + letters[two] for one, two in each) for each in others)
        return {"rows": rows, "targets": list(right)}, {"others": said}


class _Words:
    """Accepted texts."""

    lists = ("answers",)

    def stored(self, rows: Rows, values: Row) -> Entered:
        key = []
        for row in rows["answers"]:
            text = str(row.get("text") or "").strip()
            if text:
                key.append({"text": text} | ({"exact": True} if row.get("exact") else {}))
        return {"max_length": values.get("max_length") or words.DEFAULT_LENGTH}, key

    def typed(self, body: Mapping[str, Any], key: Sequence[Any]) -> tuple[dict[str, list[Row]], dict[str, Any]]:
        return {"answers": [dict(each) for each in key]}, {"max_length": body.get("max_length", words.DEFAULT_LENGTH)}


ENTRIES: Mapping[ItemKind, Entries] = {
    ItemKind.SINGLE: _Choices(),
    ItemKind.MULTIPLE: _Several(),
    ItemKind.TRUE_FALSE: _Statement(),
    ItemKind.NUMERICAL: _Numerical(),
    ItemKind.MATCHING: _Matching(),
    ItemKind.ORDERING: _Ordering(),
    ItemKind.SHORT_TEXT: _Words(),
}


def _plain(text: str) -> str:
    """A number as it is stored: ``1,234.50`` is ``1234.50``. What is no number stays, and is a flaw."""
    found = numerical.number(text)
    return text.strip() if found is None else format(found, "f")


def _parts(rows: Sequence[Row], prefix: str) -> list[dict[str, Any]]:
    """Rows with text as parts; ``pinned`` is stored only where it is set."""
    filled = [row for row in rows if str(row.get("text") or "").strip()]
    free = _free_ids({str(row.get("id") or "") for row in filled}, prefix)
    return [
        {"id": str(row.get("id") or "") or next(free), "text": str(row["text"]).strip()}
        | ({"pinned": True} if row.get("pinned") else {})
        for row in filled
    ]


def _kept(parts: Sequence[dict[str, Any]], rows: Sequence[Row]) -> list[tuple[dict[str, Any], Row]]:
    """The parts beside the rows they came from."""
    return list(zip(parts, (row for row in rows if str(row.get("text") or "").strip()), strict=True))


def _free_ids(taken: set[str], prefix: str) -> Iterator[str]:
    numbered = (f"{prefix or 'x'}{number}" for number in itertools.count(1))
    names = numbered if prefix else itertools.chain(LETTERS.lower(), numbered)
    return (name for name in names if name not in taken)


def _listed(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [dict(each) for each in body.get(name, [])]


def _from_letters(text: str, options: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """``AC；BD``: sets of options by letter; what is no letter of an option becomes an id that no option has."""
    by_letter = {letter: str(option["id"]) for letter, option in zip(LETTERS, options, strict=False)}
    groups = (re.sub(r"[\s,，、]+", "", group).upper() for group in _GROUPS.split(text))
    return [[by_letter.get(letter, "?") for letter in group] for group in groups if group]


def _in_letters(alternatives: Sequence[Sequence[str]], options: Sequence[Mapping[str, Any]]) -> str:
    letters = {str(option["id"]): letter for letter, option in zip(LETTERS, options, strict=False)}
    return "；".join("".join(letters.get(one, "?") for one in each) for each in alternatives)


def _pairs(text: str, left: Sequence[Mapping[str, Any]], by_letter: Mapping[str, str]) -> Iterator[list[str]]:
    """``1A2B；1B2A``: targets of rows by number and letter."""
    for group in _GROUPS.split(text):
        found = re.findall(r"(\d+)\s*([A-Za-z])", group)
        pairs = [(int(number), by_letter.get(letter.upper(), "?")) for number, letter in found]
        if pairs:
            yield [f"{left[number - 1]['id'] if 0 < number <= len(left) else '?'}:{target}" for number, target in pairs]
