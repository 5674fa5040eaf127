"""How two texts and two versions of an item differ: by character for Chinese, by word for the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.kinds.base import Part, parts

#: A run of Latin letters, digits and dots is one word; blanks are one piece; every other character stands alone.
_PIECES = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
LONGEST = 20_000
LISTS = ("options", "rows", "targets", "units")


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one side."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in both versions. ``part`` is the id of an option, row … (matched by id, not by place)."""

    field: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    part: str = ""
    moved: tuple[int, int] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the two sides differ, the place of an option included."""
        return self.moved is not None or any(piece.mark is not Mark.SAME for piece in (*self.old, *self.new))


def texts(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both sides in pieces. Texts too long to compare in reasonable time are marked as a whole."""
    if old == new:
        same = (Piece(Mark.SAME, old),) if old else ()
        return same, same
    if not old or not new or len(old) + len(new) > LONGEST:
        return _whole(Mark.DELETED, old), _whole(Mark.INSERTED, new)
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_same = tag == "equal"
        _add(left, Mark.SAME if is_same else Mark.DELETED, before[a1:a2])
        _add(right, Mark.SAME if is_same else Mark.INSERTED, after[b1:b2])
    return tuple(left), tuple(right)


def versions(old: ItemDraft, new: ItemDraft) -> tuple[Difference, ...]:
    """Every field that either version has, changed or not, in the order in which an item is read."""
    return tuple(difference for difference in _fields(old, new) if difference.old or difference.new)


def _fields(old: ItemDraft, new: ItemDraft) -> Iterator[Difference]:
    yield _plain("kind", old.kind, new.kind)
    yield _plain("stimulus", _shared(old), _shared(new))
    yield _plain("stem", old.stem, new.stem)
    for name in LISTS:
        yield from _parts(name, parts(old.body, name), parts(new.body, name))
    yield _plain("max_length", str(old.body.get("max_length", "")), str(new.body.get("max_length", "")))
    yield _keys(old.key, new.key)
    yield _plain("explanation", old.explanation, new.explanation)
    for name in ("source_title", "source_url", "valid_as_of", "difficulty"):
        yield _plain(name, _said(getattr(old, name)), _said(getattr(new, name)))
    yield _plain("references", "、".join(old.references), "、".join(new.references))


def _plain(name: str, old: str, new: str) -> Difference:
    return Difference(name, *texts(old, new))


def _parts(name: str, old: Sequence[Part], new: Sequence[Part]) -> Iterator[Difference]:
    """Matched by id, in the new order; those that are gone follow. A part that others only pushed along has not moved."""
    before = {part.id: part for part in old}
    after = {part.id: part for part in new}
    kept_before = [part.id for part in old if part.id in after]
    kept_after = [part.id for part in new if part.id in before]
    for part in new:
        was = before.get(part.id)
        moved = None
        if was is not None and kept_before.index(part.id) != kept_after.index(part.id):
            moved = (old.index(was) + 1, new.index(part) + 1)
        yield Difference(name, *texts(_said(was), _said(part)), part=part.id, moved=moved)
    for part in old:
        if part.id not in after:
            yield Difference(name, *texts(_said(part), ""), part=part.id)


def _keys(old: Sequence[Any], new: Sequence[Any]) -> Difference:
    """A key is one thing: changed as a whole, never letter by letter."""
    before, after = key_words(old), key_words(new)
    if before == after:
        return Difference("key", _whole(Mark.SAME, before), _whole(Mark.SAME, after))
    return Difference("key", _whole(Mark.DELETED, before), _whole(Mark.INSERTED, after))


def key_words(key: Sequence[Any]) -> str:
    """The accepted answers of any kind, with the ids of the parts."""
    return " / ".join(_accepted(each) for each in key)


def _accepted(each: Any) -> str:
    if isinstance(each, dict):
        value = str(each.get("value", each.get("text", "")))
        tolerance = f" ± {each['tolerance']}" if each.get("tolerance") not in (None, "", "0") else ""
        unit = f" [{each['unit']}]" if each.get("unit") else ""
        return f"{value}{tolerance}{unit}" + (" [=]" if each.get("exact") else "")
    return "、".join(str(one).replace(":", "→") for one in each)


def _shared(draft: ItemDraft) -> str:
    return draft.stimulus.text if draft.stimulus else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Part):
        return f"{value.text} [=]" if value.pinned else value.text
    return str(value)


def _whole(mark: Mark, text: str) -> tuple[Piece, ...]:
    return (Piece(mark, text),) if text else ()


def _add(pieces: list[Piece], mark: Mark, found: Sequence[str]) -> None:
    if found:
        pieces.append(Piece(mark, "".join(found)))
