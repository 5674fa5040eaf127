"""What is wrong with a content file: where, what, and how to mend it, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: ``line`` counts from 1, 0 = the file as a whole."""

    file: str
    line: int = 0
    item: str = ""
    field: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return " ".join(part for part in (f"{self.file}{line}", self.item, self.field) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason not to load a file (or, among warnings, to look again). ``code`` is stable; the texts hold the remedy."""

    code: str
    place: Place
    text_zh: str
    text_en: str

    def __str__(self) -> str:
        return f"{self.place} [{self.code}] {self.text_zh} {self.text_en}"
