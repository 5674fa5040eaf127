"""What lies in front of a candidate: which form, which order of items and options. Fixed before anybody starts.

The sections of a form keep their order and the parts of a shared stem stay together, first part first; everything else
is shuffled: items (and groups) within their section, options within their item, save for those pinned to their place.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from exams.papers.rules.drawing import shuffled
from question_bank.items.rules.kinds.base import Part


@dataclass(frozen=True, slots=True)
class Question:
    """An item version of a form: the parts whose order is drawn, its section, its group and the place within it."""

    item: int
    parts: tuple[Part, ...] = ()
    section: str = ""
    group: int | None = None
    part: int = 0


class Shown(TypedDict):
    """One entry of an attempt's stored order (JSON v1)."""

    item: int
    options: list[str]


def choose_form(forms: Sequence[int], seed: str) -> int:
    """One of the forms (ids), the same for the same seed. Raises ``IndexError`` for no forms."""
    return shuffled(sorted(forms), f"choice:{seed}")[0]


def arrange(questions: Sequence[Question], seed: str) -> list[Shown]:
    """The items and each item's options in the order that ``seed`` gives them."""
    shown: list[Shown] = []
    for section in dict.fromkeys(question.section for question in questions):
        blocks = _blocks([question for question in questions if question.section == section])
        for first in shuffled(blocks, f"items:{seed}"):
            shown += [_shown(question, seed) for question in blocks[first]]
    return shown


def printed(questions: Sequence[Question]) -> list[Shown]:
    """The items and their options in the form's own order, as they stand in a printed booklet."""
    return [{"item": question.item, "options": [part.id for part in question.parts]} for question in questions]


def _blocks(questions: Sequence[Question]) -> dict[int, list[Question]]:
    """What is moved as one, by the item that stands first: a lone item, or all parts of a group in their order."""
    together: dict[Hashable, list[Question]] = {}
    for question in questions:
        together.setdefault(("item", question.item) if question.group is None else question.group, []).append(question)
    ordered = (sorted(block, key=lambda question: question.part) for block in together.values())
    return {block[0].item: block for block in ordered}


def _shown(question: Question, seed: str) -> Shown:
    return {"item": question.item, "options": _order(question.parts, f"options:{seed}:{question.item}")}


def _order(parts: Sequence[Part], seed: str) -> list[str]:
    """The ids, shuffled around those that are pinned."""
    moving = iter(shuffled([part.id for part in parts if not part.pinned], seed))
    return [part.id if part.pinned else next(moving) for part in parts]
