"""Making findings: places as an author knows them, and losses gathered so that a thousand equal ones are one line."""

from collections.abc import Iterable

from question_bank.formats.rules.exchange import Finding

_NAMED = 12


def place(line: int, title: str = "") -> str:
    """``line 12 “Title”``; the page says it in its own language."""
    short = " ".join(title.split())
    short = f"{short[:40]}…" if len(short) > 40 else short
    return f"line {line} “{short}”" if short else f"line {line}"


def finding(code: str, where: str, why: tuple[str, str], remedy: tuple[str, str] = ("", "")) -> Finding:
    """A finding from (zh, en) pairs."""
    return Finding(code, where, *why, *remedy)


class Losses:
    """What cannot be carried, gathered while reading or writing; one finding for each kind of loss names its questions."""

    def __init__(self) -> None:
        self._remedies: dict[tuple[str, tuple[str, str]], tuple[str, str]] = {}
        self._places: dict[tuple[str, tuple[str, str]], list[str]] = {}

    def add(self, code: str, where: str, why: tuple[str, str], remedy: tuple[str, str] = ("", "")) -> None:
        """The question at this place loses something; it is named once for each kind of loss."""
        self._remedies.setdefault((code, why), remedy)
        places = self._places.setdefault((code, why), [])
        if where not in places[-1:]:
            places.append(where)

    def found(self) -> tuple[Finding, ...]:
        """All losses, in the order in which they first came up."""
        return tuple(
            finding(code, _places(self._places[code, why]), why, remedy)
            for (code, why), remedy in self._remedies.items()
        )

    def __contains__(self, code: str) -> bool:
        return any(code == known for known, _ in self._remedies)


def _places(places: Iterable[str]) -> str:
    named = list(places)
    more = f" … ({len(named)})" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more
