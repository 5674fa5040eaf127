"""What becomes of a question that is not taken over: a fault of the file, or a kind that we do not have."""

from question_bank.formats.rules.exchange import Finding
from question_bank.formats.rules.findings import Losses, finding


class Fault(Exception):
    """A question that cannot be read; ``why`` and ``remedy`` are (zh, en). ``line`` if it is known more precisely."""

    def __init__(self, code: str, why: tuple[str, str], remedy: tuple[str, str] = ("", ""), line: int = 0) -> None:
        super().__init__(code)
        self.code, self.why, self.remedy, self.line = code, why, remedy, line

    def at(self, where: str) -> Finding:
        """The finding for the question at a place."""
        return finding(self.code, where, self.why, self.remedy)


class Unsupported(Fault):
    """A sound question of a kind that we do not have."""


def unforeseen() -> Fault:
    """A question that no rule of the format explains."""
    return Fault(
        "unreadable",
        ("題目的結構無法判讀。", "The structure of the question makes no sense."),
        ("請在原系統檢查這一題，或手動建立。", "Check it in its system, or write it by hand."),
    )


class Notes:
    """What one question loses, kept until it is certain that the question is taken over at all."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, tuple[str, str], tuple[str, str]]] = []

    def lose(self, code: str, zh: str, en: str, remedy: tuple[str, str] = ("", "")) -> None:
        """Note a loss."""
        self._kept.append((code, (zh, en), remedy))

    def take(self, other: "Notes") -> None:
        """Everything that another text lost is lost here too."""
        self._kept += other._kept

    def pass_on(self, losses: Losses, where: str) -> None:
        """The question at this place is taken over, with these losses."""
        for code, why, remedy in self._kept:
            losses.add(code, where, why, remedy)
