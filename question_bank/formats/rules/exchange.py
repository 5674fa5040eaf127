"""What every file format reads into and writes from: questions without a place in the bank yet, and findings.

A reader never guesses in silence. Whatever of a file does not become a question, or only in part, is a finding with its
place: an ``error`` (a fault of the file), ``unsupported`` (a fine question of a kind we do not have) or a ``loss``
(a detail that our kinds, or the format written, cannot carry).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from question_bank.items.enums import ItemKind

MAX_BYTES = 20 * 1024 * 1024
MAX_QUESTIONS = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a file. ``where`` names the place as its author knows it: line 12, question 3 “Title”, q1.xml."""

    code: str
    where: str
    why_zh: str
    why_en: str
    remedy_zh: str = ""
    remedy_en: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a question, checked and ready to be stored; texts name it ``asset:<sha256>``."""

    sha256: str
    media_type: str
    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class SharedStem:
    """The text that several questions of a file share; ``reference`` tells which belong together."""

    reference: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question of a file in our terms. Texts are Markdown; ``body`` and ``key`` have the kind's shape.

    ``reference`` is the identity the file gives it (an idnumber, an identifier, a code), ``""`` if none; ``code``,
    ``topic``, ``use`` are only set by formats of our own that carry them. ``images`` by SHA-256.
    """

    where: str
    kind: ItemKind
    stem: str
    body: Mapping[str, Any]
    key: Sequence[Any]
    name: str = ""
    reference: str = ""
    explanation: str = ""
    shared: SharedStem | None = None
    part: int | None = None
    code: str = ""
    topic: str = ""
    use: str = ""
    category: str = ""
    source_title: str = ""
    source_url: str = ""
    valid_as_of: date | None = None
    difficulty: Decimal | None = None
    references: tuple[str, ...] = ()
    images: Mapping[str, Image] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a file held, in its order."""

    questions: tuple[Question, ...] = ()
    errors: tuple[Finding, ...] = ()
    unsupported: tuple[Finding, ...] = ()
    losses: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Writing:
    """A file made of questions: its bytes and what the format could not carry."""

    content: bytes
    media_type: str
    suffix: str
    losses: tuple[Finding, ...] = ()


class Format(Protocol):
    """One file format: a module of ``question_bank.formats.rules`` named in ``question_bank.formats.rules.registry``.

    ``recognises`` looks at the first bytes and the name, for ``--format auto``.
    """

    name: str

    def recognises(self, data: bytes, file_name: str) -> bool: ...
    def read(self, data: bytes, file_name: str) -> Reading: ...
    def write(self, questions: Sequence[Question]) -> Writing: ...
