"""Moodle XML, the exports and imports of Moodle's question bank (Moodle 1.9 to 5)."""

import re
from collections.abc import Sequence

from question_bank.formats.rules.exchange import Question, Reading, Writing
from question_bank.formats.rules.moodle_xml import reading, writing

_QUIZ = re.compile(rb"<\x00?(?:quiz|q\x00u\x00i\x00z)[\s>\x00]|<quiz[\s>/]")
_QTI = re.compile(rb"assessment-?(?:item|test|stimulus|section)|imscp|questestinterop", re.I)


class MoodleXml:
    """The format ``moodle-xml``."""

    name = "moodle-xml"

    def recognises(self, data: bytes, file_name: str) -> bool:
        """By its root element; an XML file that is nothing else we know is reported as this format."""
        head = data[:65_536]
        if _QUIZ.search(head):
            return True
        return file_name.lower().endswith(".xml") and not data.startswith(b"PK") and not _QTI.search(head)

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every question with its verdict."""
        return reading.read(data)

    def write(self, questions: Sequence[Question]) -> Writing:
        """A file that Moodle 4 and 5 import."""
        return writing.write(questions)


FORMAT = MoodleXml()
