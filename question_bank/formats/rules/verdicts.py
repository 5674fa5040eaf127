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


class Notes:
    """What one question loses, kept until it is certain that the question is taken over at all."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, tuple[str, str], tuple[str, str]]] = []

    def lose(self, code: str, zh: str, en: str, remedy: tuple[str, str] = ("", "")) -> None:
        """Note a loss."""
        self._kept.append((code, (zh, en), remedy))

    def pass_on(self, losses: Losses, where: str) -> None:
        """The question at this place is taken over, with these losses."""
        for code, why, remedy in self._kept:
            losses.add(code, where, why, remedy)
