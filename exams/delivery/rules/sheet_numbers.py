"""Numbers of answer sheets: four digits of the sitting, five running ones, one check digit (``4821-00017-3``).

The check digit is Damm's: it finds every single wrong digit and every exchange of two neighbours, the mistakes that
people make when they type. The sitting's digits keep a sheet of another sitting from being read as one of this.
"""

import re
import uuid

SPARE_SHARE = 10
LEAST_SPARES = 2
_PREFIX, _RUNNING = 4, 5
_SHAPE = re.compile(r"\d{10}", re.ASCII)
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def number(sitting: uuid.UUID, running: int) -> str:
    """The number of a sitting's ``running``-th sheet, from 1. Raises ``ValueError`` beyond five digits."""
    if not 1 <= running < 10**_RUNNING:
        raise ValueError("A sitting has 1 to 99,999 sheets.")
    body = f"{sitting.int % 10**_PREFIX:0{_PREFIX}}{running:0{_RUNNING}}"
    return body + str(_check(body))


def running(number: str) -> int:
    """Which sheet of its sitting a number names."""
    return int(number[_PREFIX : _PREFIX + _RUNNING])


def shown(number: str) -> str:
    """A number as it is printed."""
    return f"{number[:_PREFIX]}-{number[_PREFIX:-1]}-{number[-1]}"


def typed(text: str) -> str:
    """What somebody typed or scanned as a bare number: blanks and hyphens do not matter."""
    return re.sub(r"[\s\-‐–—]", "", text)


def is_valid(number: str) -> bool:
    """Ten digits whose check digit fits."""
    return _SHAPE.fullmatch(number) is not None and _check(number) == 0


def spares(candidates: int) -> int:
    """How many spare sheets a room of so many candidates takes along: one for ten, at least two."""
    return max(LEAST_SPARES, -(-candidates // SPARE_SHARE))


def _check(digits: str) -> int:
    state = 0
    for digit in digits:
        state = _TABLE[state][int(digit)]
    return state
