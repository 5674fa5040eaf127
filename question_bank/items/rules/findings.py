"""What is wrong with an item, or suspicious: where, what, and what to do about it, in both languages."""

from dataclasses import dataclass
from enum import StrEnum

from question_bank.items.rules.faults import Fault, Place


class Severity(StrEnum):
    """A fault keeps an item from approval; a warning asks a person to look."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on an item or a pool. ``code`` is stable; the remedy says what to do."""

    code: str
    severity: Severity
    place: Place
    text_zh: str
    text_en: str
    remedy_zh: str
    remedy_en: str

    @property
    def is_fault(self) -> bool:
        """Whether it keeps the item from approval."""
        return self.severity is Severity.FAULT

    def as_fault(self) -> Fault:
        """For a content file, where what and what to do stand in one sentence."""
        text_zh = f"{self.text_zh.rstrip('。')}；{self.remedy_zh}"
        return Fault(self.code, self.place, text_zh, f"{self.text_en} {self.remedy_en}")
