"""What people want at the door lane, read and verified as far as the request itself goes."""

from dataclasses import dataclass

from exams.delivery.rules.tokens import Claims
from exams.delivery.selectors.entry import Caller
from exams.delivery.services.signals import Reported


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody presses Start, in this language, with or without gzip."""

    caller: Caller
    language: str
    compressed: bool


@dataclass(frozen=True, slots=True)
class HandIn:
    """Somebody hands in as this lease."""

    claims: Claims
    lease: int
    language: str


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody calls for help."""

    claims: Claims
    language: str


@dataclass(frozen=True, slots=True)
class Signals:
    """A screen reports of itself."""

    claims: Claims
    lease: int
    reported: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody has something to say about an item."""

    claims: Claims
    lease: int
    item: int
    text: str
    language: str
