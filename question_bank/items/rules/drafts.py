"""An item as a reviewed file, an editor's form or an import gives it, before it is a version in the bank."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from question_bank.items.enums import ItemState, VersionEffect
from question_bank.items.rules import kinds
from question_bank.items.rules.faults import Place


@dataclass(frozen=True)
class StimulusDraft:
    """A shared stem (題組): its stable code and Markdown text."""

    code: str
    text: str


@dataclass(frozen=True)
class ItemDraft:
    """One item. ``topic`` is the full key (``green/standard/GC/U01``); ``body`` and ``key`` have the kind's shape.

    ``part`` is the place within the ``stimulus``, from 1. ``effect`` says what this text does to the statistics of the
    version before it. ``lines`` tells on which line of ``file`` each field stands, where there is a file.
    """

    code: str
    topic: str
    use: str
    kind: str
    stem: str
    body: Mapping[str, Any]
    key: Sequence[Any]
    explanation: str = ""
    source_title: str = ""
    source_url: str = ""
    valid_as_of: date | None = None
    review_by: date | None = None
    difficulty: Decimal | None = None
    other_topics: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    stimulus: StimulusDraft | None = None
    part: int | None = None
    state: str = ItemState.APPROVED.value
    effect: str = VersionEffect.MEANING.value
    file: str = ""
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def pool(self) -> tuple[str, str]:
        """(subject key, use): the items that one blueprint draws from."""
        return self.topic.rpartition("/")[0], self.use

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """(id, text) of the options, for kinds that have them."""
        return tuple((part.id, part.text) for part in kinds.base.parts(self.body, "options"))

    @property
    def right(self) -> frozenset[str]:
        """The option ids that some accepted answer names, for kinds that have options."""
        ids = {option_id for option_id, _ in self.options}
        return frozenset(one for each in self.key if isinstance(each, list) for one in each if one in ids)

    def place(self, name: str = "") -> Place:
        """Where a field of this item stands in its file."""
        return Place(self.file, self.lines.get(name, self.line), self.code, name)

    def texts(self) -> tuple[tuple[str, str], ...]:
        """(field, Markdown) of everything a candidate or learner reads."""
        shared = [("stimulus", self.stimulus.text)] if self.stimulus else []
        own = kinds.get(self.kind).texts(self.body)
        return (*shared, ("stem", self.stem), *own, ("explanation", self.explanation))


def content_hash(draft: ItemDraft) -> str:
    """SHA-256 of everything a version stores: equal texts are one version, whatever file they came from."""
    shared = draft.stimulus.text if draft.stimulus else None
    facts = [draft.source_title, draft.source_url, draft.valid_as_of and draft.valid_as_of.isoformat()]
    level = None if draft.difficulty is None else format(draft.difficulty.quantize(Decimal("0.01")), "f")
    body = [draft.kind, shared, draft.stem, draft.body, draft.key, draft.explanation, *facts, level]
    body.append(sorted(draft.references))
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def question_hash(draft: ItemDraft) -> str:
    """SHA-256 of what is asked and what is right, without explanation and sources: the same question in any file."""
    shared = draft.stimulus.text if draft.stimulus else None
    body = [draft.kind, shared, draft.stem, draft.body, draft.key]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
