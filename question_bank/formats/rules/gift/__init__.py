"""GIFT, Moodle's format for writing questions by hand.

Read liberally: full-width signs, blank lines between braces, several answers on one line, Big5; written strictly.
"""

import re
from collections.abc import Sequence

from question_bank.formats.rules import text_files
from question_bank.formats.rules.exchange import Question, Reading, Writing
from question_bank.formats.rules.gift import reading, writing

_SIGNS = re.compile(
    r"(?:^|\n)\s*(?:(?:::|：：)\S|[$＄]CATEGORY)|[{｛]\s*(?:[=~＝～#＃}｝]|(?:T|F|TRUE|FALSE)\s*[}｝#])", re.I
)


class Gift:
    """The format ``gift``."""

    name = "gift"

    def recognises(self, data: bytes, file_name: str) -> bool:
        """By its name, or text with titles or answers in braces."""
        if file_name.lower().endswith(".gift"):
            return True
        text = text_files.decoded(data)
        return (
            isinstance(text, str) and not text.lstrip().startswith(("<", '{"')) and bool(_SIGNS.search(text[:200_000]))
        )

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every question with its verdict."""
        return reading.read(data)

    def write(self, questions: Sequence[Question]) -> Writing:
        """A file that Moodle reads."""
        return writing.write(questions)


FORMAT = Gift()


def signs(text: str) -> int:
    """How many titles and answer braces a text seems to have."""
    return len(_SIGNS.findall(text))
