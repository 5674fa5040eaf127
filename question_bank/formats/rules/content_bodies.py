"""The body and key of an item in ``items.yaml``, written for people: mappings of ids and texts (``content/README.md``)."""

from collections.abc import Callable
from typing import Any

from question_bank.formats.rules.fields import Fields
from question_bank.items.enums import ItemKind

Parts = list[dict[str, Any]]
Shape = tuple[dict[str, Any], list[Any]]

#: Fields that an item of a kind has besides ``key``; the second tuple is optional.
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ItemKind.SINGLE: (("options",), ("pinned",)),
    ItemKind.MULTIPLE: (("options",), ("pinned",)),
    ItemKind.TRUE_FALSE: ((), ()),
    ItemKind.NUMERICAL: ((), ("units",)),
    ItemKind.MATCHING: (("rows", "targets"), ()),
    ItemKind.ORDERING: (("options",), ()),
    ItemKind.SHORT_TEXT: ((), ("max_length",)),
}


def read(kind: str, fields: Fields) -> Shape:
    """(body, key) of an entry. What does not fit becomes a fault of ``fields``; an unknown kind is read as single."""
    return _READERS.get(kind, _single)(fields)


def _single(fields: Fields) -> Shape:
    return _options(fields), [[fields.text("key")]]


def _multiple(fields: Fields) -> Shape:
    return _options(fields), [fields.texts("key")]


def _true_false(fields: Fields) -> Shape:
    return {}, [["true" if fields.flag("key") else "false"]]


def _numerical(fields: Fields) -> Shape:
    return {"units": _parts(fields, "units")}, [fields.mapping("key")]


def _matching(fields: Fields) -> Shape:
    pairs = fields.mapping("key")
    body = {"rows": _parts(fields, "rows"), "targets": _parts(fields, "targets")}
    return body, [[f"{row}:{target}" for row, target in pairs.items()]]


def _ordering(fields: Fields) -> Shape:
    return {"options": _parts(fields, "options")}, [fields.texts("key")]


def _short_text(fields: Fields) -> Shape:
    length = {"max_length": fields.whole("max_length")} if fields.has("max_length") else {}
    return length, [{"text": text} for text in fields.texts("key")]


def _options(fields: Fields) -> dict[str, Any]:
    pinned = set(fields.texts("pinned")) if fields.has("pinned") else set()
    options = _parts(fields, "options")
    return {"options": [{**each, "pinned": True} if each["id"] in pinned else each for each in options]}


def _parts(fields: Fields, name: str) -> Parts:
    return [{"id": part, "text": text} for part, text in fields.mapping(name).items()]


_READERS: dict[str, Callable[[Fields], Shape]] = {
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.TRUE_FALSE: _true_false,
    ItemKind.NUMERICAL: _numerical,
    ItemKind.MATCHING: _matching,
    ItemKind.ORDERING: _ordering,
    ItemKind.SHORT_TEXT: _short_text,
}
