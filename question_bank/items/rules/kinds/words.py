"""Short text: a word or phrase, compared without regard to width, case and blanks unless the key wants it exact."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from question_bank.items.enums import Credit, ItemKind
from question_bank.items.rules.kinds import base
from question_bank.items.rules.kinds.base import EVERYTHING, NOTHING, Body, Flaw, Key, Part, Response

DEFAULT_LENGTH = 60
LONGEST = 200
_BLANKS = re.compile(r"\s+")
_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")


class ShortText:
    """An alternative's ``*`` stands for anything, ``\\*`` for a star; ``exact`` compares width, case and blanks too."""

    kind: ClassVar[ItemKind] = ItemKind.SHORT_TEXT

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        found = []
        if not isinstance(body, Mapping) or not _is_length(body.get("max_length", DEFAULT_LENGTH)):
            found.append(
                Flaw("max_length", "max_length", f"字數上限須為 1 至 {LONGEST}。", f"The limit is 1 to {LONGEST}.")
            )
        if not isinstance(key, list) or not key or not all(isinstance(each, Mapping) for each in key):
            return [*found, base.key_shape()]
        if any(not str(each.get("text", "")).replace("*", "").strip() for each in key):
            found.append(Flaw("key_empty", "key", "正解不可空白。", "An accepted answer must not be empty."))
        return found

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        return iter(())

    def arranged(self, body: Body) -> tuple[Part, ...]:
        return ()

    def accepts(self, body: Body, response: Response) -> bool:
        longest = int(body.get("max_length", DEFAULT_LENGTH))
        return len(response) <= 1 and all(len(each) <= longest for each in response)

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        if not self.is_answered(body, response):
            return NOTHING
        return EVERYTHING if any(_matches(each, response[0]) for each in key) else NOTHING

    def is_answered(self, body: Body, response: Response) -> bool:
        return bool(response and response[0].strip())

    def model_answer(self, key: Key) -> tuple[str, ...]:
        return (str(key[0]["text"]).replace("\\*", "\0").replace("*", "").replace("\0", "*"),)


def normal(text: str) -> str:
    """One width, one case, single blanks, and none beside Chinese characters: ``ＣＯ２ 當量`` is ``co2當量``."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BESIDE_CJK.sub("", _BLANKS.sub(" ", folded).strip())


def _matches(alternative: Mapping[str, Any], given: str) -> bool:
    wanted = str(alternative["text"])
    if not alternative.get("exact", False):
        wanted, given = normal(wanted), normal(given)
    first, *inner = (piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*", wanted))
    if not inner:
        return given == first
    *inner, last = inner
    if len(given) < len(first) + len(last) or not given.startswith(first) or not given.endswith(last):
        return False
    return _holds(given[len(first) : len(given) - len(last)], inner)


def _holds(text: str, pieces: Sequence[str]) -> bool:
    """Whether the pieces stand in the text one after the other: each taken as early as it comes, so without trying again.

    As a regular expression a dozen stars would take longer than the universe has lasted.
    """
    place = 0
    for piece in pieces:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST
