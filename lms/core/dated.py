"""Dated settings: rules the authority has not published, or may change, as values with dates and a basis.

An app declares a setting in its ``dated.py`` with the default of the rule book; the table :class:`DatedValue` holds the
approved values. ``value(key, on=date)`` gives the approved value covering that date, else the declared default covering
it. A blank default (``None``) means: nothing is invented, the function stays off and pages say 尚未公告.
Rows are never edited in place; a new row supersedes by its approval instant.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lms.core.models import DatedValue


@dataclass(frozen=True)
class Default:
    """One declared value; ``start`` inclusive, None = always."""

    value: Any
    start: dt.date | None = None


@dataclass(frozen=True)
class Declared:
    """What a key means: ``confidence`` is H, M or L of the rule book; M and L are shown as 暫定."""

    key: str
    kind: type
    label_zh: str
    label_en: str
    basis: str
    confidence: str
    defaults: tuple[Default, ...]


@dataclass(frozen=True)
class Setting:
    """A looked-up value with where it comes from. ``value`` None = not announced."""

    key: str
    value: Any
    basis: str
    provisional: bool
    demonstration: bool


class UnknownSetting(LookupError):
    """No app declared this key."""


class WrongType(TypeError):
    """The value does not have the declared type."""


_declared: dict[str, Declared] = {}


def declare(
    key: str,
    kind: type,
    *,
    default: Any = None,
    defaults: tuple[Default, ...] = (),
    label_zh: str,
    label_en: str,
    basis: str,
    confidence: str,
) -> str:
    """Declare ``key`` and return it, so that modules keep it as a constant."""
    chosen = defaults or (Default(default),)
    _declared[key] = Declared(key, kind, label_zh, label_en, basis, confidence, chosen)
    return key


def declared() -> list[Declared]:
    """Every declared setting, by key."""
    return [_declared[key] for key in sorted(_declared)]


class History:
    """Everything ever approved for some keys, read in one query, to be looked up on as many days as one likes."""

    def __init__(self, *keys: str) -> None:
        for key in keys:
            if key not in _declared:
                raise UnknownSetting(key)
        rows = DatedValue.objects.filter(key__in=keys).order_by("-effective_from", "-approved_at", "-id")
        self._rows = {key: [row for row in rows if row.key == key] for key in keys}

    def lookup(self, key: str, *, on: dt.date) -> Setting:
        """The setting in force on ``on``, with its basis."""
        for row in self._rows[key]:
            if row.effective_from <= on and (row.effective_to is None or on <= row.effective_to):
                return Setting(key, row.value, row.basis, False, row.is_demonstration)
        known = _declared[key]
        chosen = [d for d in known.defaults if d.start is None or d.start <= on][-1:]
        found = chosen[0].value if chosen else None
        return Setting(key, found, known.basis, known.confidence != "H", False)

    def value(self, key: str, *, on: dt.date) -> Any:
        """The value in force on ``on``; None when it has not been announced."""
        return self.lookup(key, on=on).value


def lookup(key: str, *, on: dt.date) -> Setting:
    """The setting in force on ``on``, with its basis."""
    return History(key).lookup(key, on=on)


def value(key: str, *, on: dt.date) -> Any:
    """The value in force on ``on``; None when it has not been announced."""
    return lookup(key, on=on).value


def approve(
    *,
    key: str,
    value: Any,
    effective_from: dt.date,
    effective_to: dt.date | None = None,
    basis: str,
    approver: Any,
    now: dt.datetime,
    demonstration: bool = False,
) -> DatedValue:
    """Put a value in force from a date on. Raises :class:`UnknownSetting` or :class:`WrongType`."""
    if key not in _declared:
        raise UnknownSetting(key)
    if value is not None and not isinstance(value, _declared[key].kind):
        raise WrongType(f"{key} takes {_declared[key].kind.__name__}")
    return DatedValue.objects.create(
        key=key,
        value=value,
        effective_from=effective_from,
        effective_to=effective_to,
        basis=basis,
        approved_by=approver,
        approved_at=now,
        is_demonstration=demonstration,
    )
