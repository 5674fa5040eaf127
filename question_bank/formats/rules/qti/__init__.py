"""QTI: packages and items of 2.1, 2.2 and 3.0 in; packages of 3.0 and 2.1 out."""

import re
from collections.abc import Sequence

from question_bank.formats.rules import packages
from question_bank.formats.rules.exchange import Question, Reading, Writing
from question_bank.formats.rules.qti import reading, writing

_ROOTS = re.compile(
    rb"<(?:\w+:)?(?:qti-)?(?:assessment-?(?:item|test|stimulus|section)|questestinterop|manifest)\b"
    rb"|<(?:item|section|assessment|objectbank)\s[^>]*\bident=",
    re.I,
)


class Qti:
    """The formats ``qti`` (writes 3.0) and ``qti-2.1``; both read all versions."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version

    def recognises(self, data: bytes, file_name: str) -> bool:
        """A zip with a manifest or XML files in it, or an XML file with a root of QTI."""
        if packages.is_zip(data):
            package = packages.opened(data)
            return not isinstance(package, packages.Package) or any(
                name.lower().endswith((".xml", ".qti")) for name in _outside_office(package.names)
            )
        return bool(_ROOTS.search(data[:65_536].replace(b"\x00", b"")))

    def read(self, data: bytes, file_name: str) -> Reading:
        """Every item with its verdict."""
        return reading.read(data, file_name)

    def write(self, questions: Sequence[Question]) -> Writing:
        """A package of these questions."""
        return writing.write(questions, self.version)


def _outside_office(names: Sequence[str]) -> Sequence[str]:
    """No names at all if this is a workbook or another document in a zip."""
    return () if {"[Content_Types].xml", "mimetype"} & set(names) else names


FORMAT = Qti("qti", "3.0")
FORMAT_21 = Qti("qti-2.1", "2.1")
