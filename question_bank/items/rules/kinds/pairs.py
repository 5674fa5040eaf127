"""Matching: each row gets one target; targets may be used more than once or not at all."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules.kinds import base
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Flaw, Key, Part, Response


class Matching:
    """A response is a set of ``row:target`` pairs, at most one for each row."""

    kind: ClassVar[ItemKind] = ItemKind.MATCHING

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        found = [*base.part_flaws(body, "rows", least=1), *base.part_flaws(body, "targets", least=2)]
        accepted = base.lists_of_ids(key)
        if accepted is None:
            return [*found, base.key_shape()]
        rows = {part.id for part in base.parts(body, "rows")}
        for each in accepted:
            if not self.accepts(body, each):
                found.append(base.key_unknown())
            elif {pair.partition(":")[0] for pair in each} != rows:
                found.append(
                    Flaw("key_incomplete", "key", "每一列都要有正解。", "Every row needs its target in the key.")
                )
        return found

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        for name in ("rows", "targets"):
            for part in base.parts(body, name):
                yield name, part.text

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return base.parts(body, "targets")

    def accepts(self, body: Body, response: Response) -> bool:
        rows = {part.id for part in base.parts(body, "rows")}
        targets = {part.id for part in base.parts(body, "targets")}
        given = [pair.split(":") for pair in response]
        if any(len(pair) != 2 or pair[0] not in rows or pair[1] not in targets for pair in given):
            return False
        return len({pair[0] for pair in given}) == len(given)

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        return max(_share(set(each), set(response), credit) for each in key)

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response)

    def model_answer(self, key: Key) -> tuple[str, ...]:
        return tuple(key[0])


def _share(right: set[str], given: set[str], credit: Credit) -> Fraction:
    if right == given:
        return EVERYTHING
    if credit is Credit.PARTIAL:
        return Fraction(len(right & given), len(right))
    if credit is Credit.RIGHT_MINUS_WRONG:
        return max(NOTHING, Fraction(len(right & given) - len(given - right), len(right)))
    return NOTHING
