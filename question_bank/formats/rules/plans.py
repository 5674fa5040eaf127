"""What an import is going to do: every question with its verdict, before anything is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from question_bank.formats.enums import Verdict
from question_bank.formats.rules.exchange import Finding, Image, Question, Reading
from question_bank.items.rules.drafts import ItemDraft


@dataclass(frozen=True)
class Target:
    """Where questions without a topic or use of their own go; ``categories`` sends a file's category elsewhere."""

    topic: str = ""
    use: str = "secure"
    categories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """A question with its verdict: ``draft`` is what would be written, ``reasons`` say why nothing can be.

    ``hints`` are warnings and likenesses that keep nothing from being written. ``version`` is the id of the newest
    version in the bank that the verdict rests on, 0 for none.
    """

    question: Question
    verdict: Verdict
    code: str = ""
    draft: ItemDraft | None = None
    reasons: tuple[Finding, ...] = ()
    hints: tuple[Finding, ...] = ()
    version: int = 0

    @property
    def images(self) -> Mapping[str, Image]:
        """The images that come with the question."""
        return self.question.images


@dataclass(frozen=True)
class Plan:
    """The whole of an import."""

    reading: Reading
    questions: tuple[Planned, ...]

    def count(self, *verdicts: Verdict) -> int:
        """How many questions have one of these verdicts."""
        return sum(planned.verdict in verdicts for planned in self.questions)

    @property
    def writable(self) -> tuple[Planned, ...]:
        """What would be written."""
        return tuple(each for each in self.questions if each.verdict in (Verdict.NEW, Verdict.CHANGED))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Everything that keeps questions out: faults of the file, and reasons of the bank."""
        return (*self.reading.errors, *(reason for planned in self.questions for reason in planned.reasons))

    @property
    def faulty(self) -> int:
        """How many questions cannot be imported: those refused and those that could not be read."""
        return self.count(Verdict.REFUSED) + len({_place(error) for error in self.reading.errors})

    @property
    def fingerprint(self) -> str:
        """Changes when the bank has changed in a way that changes this import."""
        facts = [f"{each.question.where}|{each.verdict}|{each.code}|{each.version}" for each in self.questions]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _place(error: Finding) -> str:
    """Line and title of a finding, without the column."""
    return error.where.split("”, ")[0]


def tally(places: Sequence[Planned]) -> dict[str, int]:
    """How many questions there are of each verdict."""
    return {verdict.value: sum(each.verdict is verdict for each in places) for verdict in Verdict}
