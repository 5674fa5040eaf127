"""What stands between the braces of a GIFT question: answers with their mark, weight and feedback."""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from question_bank.formats.rules.gift import escapes

_WIDE_MARKS = "＝～"
_MARK = re.compile(r"[=~]")
_WIDE_MARK = re.compile(r"[＝～]")
_WEIGHT = re.compile(r"\s*[%％]\s*(?P<weight>[-+－−]?[0-9０-９]{1,3}(?:[.．,，][0-9０-９]*)?)\s*[%％]")
_ARROW = re.compile(r"\s*->\s*")
_WIDE_ARROW = re.compile(r"\s*[-－—–][>＞]\s*")


@dataclass(frozen=True)
class Answer:
    """One answer: ``mark`` is ``=``, ``~`` or empty; ``weight`` in percent, None if none is written."""

    mark: str
    text: str
    feedback: str = ""
    weight: Decimal | None = None

    @property
    def percent(self) -> Decimal:
        """What it earns: a mark without weight is all or nothing."""
        if self.weight is not None:
            return self.weight
        return Decimal(100) if self.mark == "=" else Decimal(0)


@dataclass(frozen=True)
class Inside:
    """The content of the braces. ``tight`` tells that an ``=`` within an answer was read as text."""

    answers: tuple[Answer, ...]
    general: str = ""
    is_numerical: bool = False
    tight: bool = False

    @property
    def has_wrong_ones(self) -> bool:
        """Whether a ``~`` makes it a choice."""
        return any(answer.mark == "~" for answer in self.answers)


def read(inside: str) -> Inside:
    """Take the content of the braces apart."""
    body, _, after = _parted(inside, "####")
    is_numerical = body.lstrip().startswith(("#", "＃"))
    if is_numerical:
        body = body.lstrip()[1:]
    body = _settled(body)
    tight = not is_numerical and "~" in body and _has_tight(body)
    if tight:
        body = _without_tight(body)
    return Inside(tuple(_answers(body)), after.strip(), is_numerical, tight)


def number_text(text: str) -> str:
    """A number or range as typed, half-width, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", escapes.shown(text)))


def _settled(body: str) -> str:
    """Full-width marks that are marks become ASCII; those within a text stay text.

    Beside ASCII marks only one at the start of a line counts; without them, those after a blank, or all if none is.
    """
    if not _WIDE_MARK.search(body):
        return body
    if _MARK.search(body):
        starts = _line_starts(body)
    else:
        loose = {match.start() for match in _WIDE_MARK.finditer(body) if not body[: match.start()][-1:].strip()}
        first = len(body) - len(body.lstrip())
        starts = loose if loose - {first} else {match.start() for match in _WIDE_MARK.finditer(body)}
    return "".join(
        escapes.narrow(sign, _WIDE_MARKS) if place in starts else escapes.hide(sign, _WIDE_MARKS)
        for place, sign in enumerate(body)
    )


def _line_starts(body: str) -> set[int]:
    places, start = set(), 0
    for line in body.split("\n"):
        bare = line.lstrip()
        if bare[:1] in _WIDE_MARKS:
            places.add(start + len(line) - len(bare))
        start += len(line) + 1
    return places


_TIGHT = re.compile(r"(?<=[0-9A-Za-z)\]])=(?=[^\s=~#])")


def _has_tight(body: str) -> bool:
    """Whether some ``=`` stands within a word (``x=5``) while others stand before their answers."""
    return bool(_TIGHT.search(body)) and bool(re.search(r"(?:^|\s)=", body))


def _without_tight(body: str) -> str:
    return _TIGHT.sub(lambda match: escapes.hide("=", "="), body)


def _answers(body: str) -> list[Answer]:
    starts = [match.start() for match in _MARK.finditer(body)]
    first = body[: starts[0]] if starts else body
    found = [_answer("", first)] if first.strip() else []
    for start, end in itertools.pairwise([*starts, len(body)]):
        found.append(_answer(body[start], body[start + 1 : end]))
    return found


def _answer(mark: str, text: str) -> Answer:
    weight = _WEIGHT.match(text)
    rest = text[weight.end() :] if weight else text
    said, _, feedback = _parted(rest, "#")
    return Answer(mark, said.strip(), feedback.strip(), _percent(weight) if weight else None)


def arrow(text: str) -> re.Match[str] | None:
    """Where a pair is parted; a full-width arrow counts where there is no other."""
    return _ARROW.search(text) or _WIDE_ARROW.search(text)


def are_pairs(found: Sequence[Answer]) -> bool:
    """Whether these are pairs: one arrow tells, of full-width ones it takes two, since words may hold one."""
    return any(_ARROW.search(each.text) for each in found) or sum(map(bool, map(arrow, (e.text for e in found)))) > 1


def _parted(text: str, sign: str) -> tuple[str, str, str]:
    """The text before and after a sign; its full-width twin counts where the sign itself does not stand."""
    return text.partition(sign if sign in text else sign.replace("#", "＃"))


def _percent(weight: re.Match[str]) -> Decimal:
    plain = unicodedata.normalize("NFKC", weight["weight"]).replace("−", "-").replace(",", ".")
    return Decimal(plain.rstrip("."))


def is_even(answers: Sequence[Answer]) -> bool:
    """Whether the weights say no more than right or wrong: equal shares of everything, and one value for the rest."""
    right = [answer.percent for answer in answers if answer.percent > 0]
    wrong = {answer.percent for answer in answers if answer.percent <= 0}
    return len(set(right)) <= 1 and abs(sum(right, Decimal(0)) - 100) < 1 and len(wrong) <= 1
