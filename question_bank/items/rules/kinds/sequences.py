"""Ordering: all options, in the right order."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules.kinds import base
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Flaw, Key, Part, Response


class Ordering:
    """A response lists every option once. Partial credit counts the options that stand at their place."""

    kind: ClassVar[ItemKind] = ItemKind.ORDERING

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        found = list(base.part_flaws(body, "options", least=2))
        accepted = base.lists_of_ids(key)
        if accepted is None:
            return [*found, base.key_shape()]
        if not all(self.accepts(body, each) for each in accepted):
            found.append(
                Flaw("key_order", "key", "正解須把每個選項各排一次。", "The key must list every option exactly once.")
            )
        return found

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        for part in base.parts(body, "options"):
            yield "options", part.text

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return base.parts(body, "options")

    def accepts(self, body: Body, response: Response) -> bool:
        return not response or sorted(response) == sorted(part.id for part in base.parts(body, "options"))

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        if not response:
            return NOTHING
        return max(_share(list(each), list(response), credit) for each in key)

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response)

    def model_answer(self, key: Key) -> tuple[str, ...]:
        return tuple(key[0])


def _share(right: list[str], given: list[str], credit: Credit) -> Fraction:
    if right == given:
        return EVERYTHING
    if credit is Credit.ALL_OR_NOTHING:
        return NOTHING
    hits = sum(one == other for one, other in zip(right, given, strict=False))
    wrong = len(right) - hits if credit is Credit.RIGHT_MINUS_WRONG else 0
    return max(NOTHING, Fraction(hits - wrong, len(right)))
