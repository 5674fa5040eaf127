"""Taking typed fields out of a file's entry; what does not fit becomes a fault with its place."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from question_bank.formats.rules.yaml_lines import Entry
from question_bank.items.rules.faults import Fault, Place


class Fields:
    """Reads one entry; ``faults`` collects what was wrong. A wrong field gives an empty value, so reading goes on."""

    def __init__(self, entry: Entry, file: str, item: str = "") -> None:
        self.entry = entry
        self.file = file
        self.item = item
        self.faults: list[Fault] = []

    def known(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Name missing and unknown fields."""
        required = list(required)
        for name in required:
            if self.entry.values.get(name) is None:
                self._fault(name, "missing", "缺少此欄位，請補上。", "The field is missing; add it.")
        for name in self.entry.values:
            if name not in {*required, *optional}:
                self._fault(
                    name, "unknown_field", "沒有這個欄位，請刪除或改名。", "No such field; remove or rename it."
                )

    def text(self, name: str) -> str:
        """A text; numbers become text (an option may be ``0.5``)."""
        return self._text(name, self.entry.values.get(name))

    def has(self, name: str) -> bool:
        """Whether the field is given at all."""
        return self.entry.values.get(name) is not None

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.entry.values.get(name)
        if value is not None and not isinstance(value, bool):
            self._fault(name, "not_flag", "須為 true 或 false。", "Must be true or false.")
        return value is True

    def whole(self, name: str) -> int:
        """A whole number of at least 1."""
        value = self.entry.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        if value is not None:
            self._fault(name, "not_whole", "須為正整數。", "Must be a whole number of at least 1.")
        return 1

    def share(self, name: str) -> Decimal:
        """A decimal number."""
        value = self.entry.values.get(name)
        try:
            return Decimal(str(value)) if value is not None else Decimal(0)
        except InvalidOperation:
            self._fault(name, "not_number", "須為小數，例如 0.75。", "Must be a decimal such as 0.75.")
            return Decimal(0)

    def day(self, name: str) -> date:
        """A date ``YYYY-MM-DD``."""
        value = self.entry.values.get(name)
        if type(value) is date:
            return value
        if value is not None:
            self._fault(name, "not_date", "須為西元日期，例如 2026-11-01。", "Must be a date such as 2026-11-01.")
        return date.min

    def day_or_none(self, name: str) -> date | None:
        """A date, or nothing."""
        return self.day(name) if self.has(name) else None

    def texts(self, name: str) -> list[str]:
        """A list of texts, not empty."""
        value = self.entry.values.get(name)
        if isinstance(value, list) and value:
            return [self._text(name, one) for one in value]
        if value is not None:
            self._fault(name, "not_list", "須為不空的清單。", "Must be a list that is not empty.")
        return []

    def mapping(self, name: str) -> dict[str, str]:
        """A mapping of texts."""
        return self._mapping(name, self.entry.values.get(name))

    def mappings(self, name: str) -> list[dict[str, str]]:
        """A list of mappings of texts, not empty."""
        value = self.entry.values.get(name)
        if isinstance(value, list) and value:
            return [self._mapping(name, one) for one in value]
        if value is not None:
            self._fault(name, "not_list", "須為不空的清單。", "Must be a list that is not empty.")
        return []

    def _mapping(self, name: str, value: Any) -> dict[str, str]:
        if isinstance(value, dict):
            return {str(key): self._text(name, text) for key, text in value.items()}
        if value is not None:
            self._fault(name, "not_mapping", "須為「名稱: 值」的集合。", "Must be a set of “name: value”.")
        return {}

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool | dict | list | date):
            self._fault(name, "not_text", "須為文字，必要時加引號。", "Must be a text; put it in quotes.")
            return ""
        return str(value).strip()

    def _fault(self, name: str, code: str, text_zh: str, text_en: str) -> None:
        place = Place(self.file, self.entry.lines.get(name, self.entry.line), self.item, name)
        self.faults.append(Fault(code, place, text_zh, text_en))
