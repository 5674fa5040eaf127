"""Single choice, multiple choice, true or false."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules.kinds import base
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Flaw, Key, Part, Response

TRUE, FALSE = "true", "false"


class _Choice:
    """Options of which some are right."""

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        found = list(base.part_flaws(body, "options", least=2))
        accepted = base.lists_of_ids(key)
        if accepted is None:
            return [*found, base.key_shape()]
        ids = {part.id for part in base.parts(body, "options")}
        if any(not set(each) <= ids or len(set(each)) != len(each) for each in accepted):
            found.append(base.key_unknown())
        return [*found, *self._key_flaws(accepted, len(ids))]

    def _key_flaws(self, accepted: list[list[str]], count: int) -> Iterator[Flaw]:
        raise NotImplementedError

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        for part in base.parts(body, "options"):
            yield "options", part.text

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return base.parts(body, "options")

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response)

    def model_answer(self, key: Key) -> tuple[str, ...]:
        return tuple(key[0])


class Single(_Choice):
    """One option is right; several alternatives are several keys (ITM-3), still one choice."""

    kind: ClassVar[ItemKind] = ItemKind.SINGLE

    def _key_flaws(self, accepted: list[list[str]], count: int) -> Iterator[Flaw]:
        if any(len(each) != 1 for each in accepted):
            yield Flaw(
                "key_count", "key", "單選題的正解只能有一個選項。", "A single-choice key has exactly one option."
            )

    def accepts(self, body: Body, response: Response) -> bool:
        return not response or (
            len(response) == 1 and any(part.id == response[0] for part in base.parts(body, "options"))
        )

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        return EVERYTHING if list(response) in [list(each) for each in key] else NOTHING


class Multiple(_Choice):
    """Any number of options may be right; how a partly right answer counts is the blueprint's (ITM-4)."""

    kind: ClassVar[ItemKind] = ItemKind.MULTIPLE

    def _key_flaws(self, accepted: list[list[str]], count: int) -> Iterator[Flaw]:
        return iter(())

    def accepts(self, body: Body, response: Response) -> bool:
        ids = {part.id for part in base.parts(body, "options")}
        return set(response) <= ids and len(set(response)) == len(response)

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        if not response:
            return NOTHING
        count = len(base.parts(body, "options"))
        return max(_share(set(each), set(response), count, credit) for each in key)


class TrueFalse:
    """A statement that holds or does not."""

    kind: ClassVar[ItemKind] = ItemKind.TRUE_FALSE

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        accepted = base.lists_of_ids(key)
        if accepted is None:
            return [base.key_shape()]
        if any(each not in ([TRUE], [FALSE]) for each in accepted):
            return [Flaw("key_unknown", "key", "正解須為「是」或「非」。", "The key must be true or false.")]
        return []

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        return iter(())

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return ()

    def accepts(self, body: Body, response: Response) -> bool:
        return tuple(response) in ((), (TRUE,), (FALSE,))

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        return EVERYTHING if list(response) in [list(each) for each in key] else NOTHING

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response)

    def model_answer(self, key: Key) -> tuple[str, ...]:
        return tuple(key[0])


def _share(right: set[str], chosen: set[str], count: int, credit: Credit) -> Fraction:
    """What a choice earns against one accepted set; ``count`` options were offered."""
    if right == chosen:
        return EVERYTHING
    if credit is Credit.PARTIAL:
        return Fraction(count - len(right ^ chosen), count)
    if credit is Credit.RIGHT_MINUS_WRONG:
        return max(NOTHING, Fraction(len(right & chosen) - len(chosen - right), len(right)))
    return NOTHING
