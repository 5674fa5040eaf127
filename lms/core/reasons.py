"""Why a decision came out as it did: a stable code and the figures it rests on.

A reason is plain data. It can be hashed, compared, stored as JSON and read back; the text for
people is made elsewhere from the code and its parameters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool | None
Value: TypeAlias = Scalar | tuple[Scalar, ...]


class Params(Mapping[str, Value]):
    """A mapping that cannot change, with its names sorted, so that equal content is equal."""

    __slots__ = ("_items",)

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        self._items = tuple(sorted((key, freeze(value)) for key, value in (values or {}).items()))

    def __getitem__(self, key: str) -> Value:
        for name, value in self._items:
            if name == key:
                return value
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(self._items)

    def __eq__(self, other: object) -> bool:
        return self._items == other._items if isinstance(other, Params) else NotImplemented

    def __repr__(self) -> str:
        return f"Params({dict(self._items)!r})"


NO_PARAMS = Params()


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision. ``code`` is stable and listed in the ``enums`` beside its rule."""

    code: str
    params: Params = field(default=NO_PARAMS)

    def as_json(self) -> dict[str, object]:
        """The reason as JSON types: ``{"code": …, "params": {…}}``."""
        return {"code": str(self.code), "params": {key: thaw(value) for key, value in self.params.items()}}


def because(code: str, **params: object) -> Reason:
    """A reason with its parameters frozen: ``because("too_late", minutes=10)``."""
    return Reason(plain(code), Params(params) if params else NO_PARAMS)


def from_json(stored: Mapping[str, object]) -> Reason:
    """Read back what :meth:`Reason.as_json` wrote. Raises ``ValueError`` for any other shape."""
    code, params = stored.get("code"), stored.get("params", {})
    if not isinstance(code, str) or not isinstance(params, Mapping):
        raise ValueError("A stored reason needs a text code and a mapping of parameters.")
    return Reason(code, Params(params))


def plain(text: str) -> str:
    """The bare text of a string enum member; any other text unchanged."""
    return str(text.value) if isinstance(text, Enum) else text


def freeze(value: object) -> Value:
    """``value`` as something hashable that JSON can carry.

    Decimals and dates become text, enum members their value, lists and tuples become tuples,
    sets sorted tuples. Anything else raises ``TypeError``.
    """
    if isinstance(value, list | tuple):
        return tuple(_scalar(one) for one in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted((_scalar(one) for one in value), key=str))
    return _scalar(value)


def thaw(value: Value) -> object:
    """The JSON form of a frozen value: tuples become lists."""
    return list(value) if isinstance(value, tuple) else value


def _scalar(value: object) -> Scalar:
    if isinstance(value, Enum):
        return _scalar(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"A reason cannot carry a {type(value).__name__}.")
