"""An item as a reviewed file gives it, before it is a version in the bank."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from question_bank.items.rules.faults import Place


@dataclass(frozen=True)
class ItemDraft:
    """One item of a file. ``topic`` is the full key (``green/standard/GC/U01``), ``options`` are (id, text) pairs in the
    file's order, ``key`` the accepted option ids; ``lines`` tells on which line each field stands."""

    code: str
    topic: str
    use: str
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    explanation: str
    source_title: str
    source_url: str
    valid_as_of: date
    difficulty: Decimal
    state: str = "approved"
    file: str = ""
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def pool(self) -> tuple[str, str]:
        """(subject key, use): the items that one blueprint draws from."""
        return self.topic.rpartition("/")[0], self.use

    def place(self, name: str = "") -> Place:
        """Where a field of this item stands in its file."""
        return Place(self.file, self.lines.get(name, self.line), self.code, name)


def content_hash(draft: ItemDraft) -> str:
    """SHA-256 of everything a version stores: equal texts are one version, whatever file they came from."""
    body = [
        draft.kind,
        draft.stem,
        [list(option) for option in draft.options],
        list(draft.key),
        draft.explanation,
        draft.source_title,
        draft.source_url,
        draft.valid_as_of.isoformat(),
        format(draft.difficulty.quantize(Decimal("0.01")), "f"),
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()
