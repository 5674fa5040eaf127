"""What lies in front of a candidate: which form, which order of items and options. Fixed before anybody starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from exams.papers.rules.drawing import shuffled


@dataclass(frozen=True, slots=True)
class Question:
    """An item version of a form with its option ids."""

    item: int
    options: tuple[str, ...]


class Shown(TypedDict):
    """One entry of an attempt's stored order (JSON v1)."""

    item: int
    options: list[str]


def choose_form(forms: Sequence[int], seed: str) -> int:
    """One of the forms (ids), the same for the same seed. Raises ``IndexError`` for no forms."""
    return shuffled(sorted(forms), f"choice:{seed}")[0]


def arrange(questions: Sequence[Question], seed: str) -> list[Shown]:
    """The items and each item's options in the order that ``seed`` gives them."""
    by_item = {question.item: question for question in questions}
    return [
        {"item": item, "options": shuffled(by_item[item].options, f"options:{seed}:{item}")}
        for item in shuffled(by_item, f"items:{seed}")
    ]
