"""Names of seats: rows of eight from the front, A01 … A08, B01 …; after Z comes AA."""

from string import ascii_uppercase

PER_ROW = 8


def label(index: int) -> str:
    """The name of the seat ``index`` (from 0). Raises ``ValueError`` below 0."""
    if index < 0:
        raise ValueError("Seats are counted from 0.")
    row, place = divmod(index, PER_ROW)
    return f"{_letters(row)}{place + 1:02d}"


def labels(capacity: int) -> list[str]:
    """The names of a room's seats in order."""
    return [label(index) for index in range(capacity)]


def rows(capacity: int) -> list[list[str]]:
    """The names row by row, the front one first."""
    named = labels(capacity)
    return [named[start : start + PER_ROW] for start in range(0, len(named), PER_ROW)]


def _letters(row: int) -> str:
    found = ""
    row += 1
    while row:
        row, letter = divmod(row - 1, len(ascii_uppercase))
        found = ascii_uppercase[letter] + found
    return found
