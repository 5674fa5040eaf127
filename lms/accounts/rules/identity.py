"""Identity numbers: national ID, resident's 統一證號 in its new and old form, passport (TW-6, TW-7).

Only shape and check digit are looked at. Nothing about the person is ever read out of a number.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.accounts.enums import IdentityFlaw, IdentityKind
from lms.core.reasons import Reason, because

OLD_FORM_ENDS = date(2031, 1, 1)
"""First day on which the old 統一證號 is no longer accepted (TW-7, N15)."""

LETTERS = dict(
    zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True),
)
"""Value of each letter (TW-6)."""

_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_SHAPES = {
    IdentityKind.NATIONAL_ID: re.compile(r"[A-Z][12][0-9]{8}"),
    IdentityKind.RESIDENT: re.compile(r"[A-Z][89][0-9]{8}"),
    IdentityKind.RESIDENT_OLD: re.compile(r"[A-Z][A-D][0-9]{8}"),
}
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,9}")
"""At most nine letters and digits, as in a passport's machine-readable zone; no check digit is public."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The finding about one number. ``kind`` is None when it cannot be accepted; then ``reasons`` say why."""

    number: str
    kind: IdentityKind | None
    reasons: tuple[Reason, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.kind is not None


def normalise(text: str) -> str:
    """The number as it is stored and compared: half-width capitals without spaces and hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def identify(text: str, on: date | None = None) -> Identity:
    """Recognise a national ID or 統一證號 by shape and check digit (TW-6, TW-7).

    ``on`` is the day on which the number is presented; the old 統一證號 is refused from 2031-01-01.
    Without a day it is accepted. A passport is never guessed: ask :func:`check_passport`.
    """
    number = normalise(text)
    if not number:
        return _refuse(number, IdentityFlaw.EMPTY)
    kind = next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(number)), None)
    if kind is None:
        return _refuse(number, IdentityFlaw.SHAPE)
    if not _adds_up(number):
        return _refuse(number, IdentityFlaw.CHECK_DIGIT, kind=kind)
    if kind is IdentityKind.RESIDENT_OLD and on is not None and on >= OLD_FORM_ENDS:
        return _refuse(number, IdentityFlaw.FORM_ENDED, ended=OLD_FORM_ENDS)
    return Identity(number, kind)


def check_passport(text: str) -> Identity:
    """Accept five to nine letters and digits with at least one digit (CER-1); ID-like numbers are pointed out."""
    number = normalise(text)
    if not number:
        return _refuse(number, IdentityFlaw.EMPTY)
    if any(shape.fullmatch(number) for shape in _SHAPES.values()):
        return _refuse(number, IdentityFlaw.LOOKS_LIKE_ID)
    if not _PASSPORT.fullmatch(number):
        return _refuse(number, IdentityFlaw.SHAPE, kind=IdentityKind.PASSPORT)
    return Identity(number, IdentityKind.PASSPORT)


def check(text: str, kind: IdentityKind, on: date | None = None) -> Identity:
    """Check a number that is said to be of ``kind``; a valid number of another kind is refused as to shape."""
    if kind is IdentityKind.PASSPORT:
        return check_passport(text)
    found = identify(text, on)
    if found.is_valid and found.kind is not kind:
        return _refuse(found.number, IdentityFlaw.SHAPE, kind=kind)
    return found


def _adds_up(number: str) -> bool:
    return sum(digit * weight for digit, weight in zip(_digits(number), _WEIGHTS, strict=True)) % 10 == 0


def _digits(number: str) -> Sequence[int]:
    """Eleven digits: two for the first letter; a second letter stands for the ones digit of its value."""
    second = LETTERS[number[1]] % 10 if number[1].isalpha() else int(number[1])
    return (*divmod(LETTERS[number[0]], 10), second, *map(int, number[2:]))


def _refuse(number: str, flaw: IdentityFlaw, **params: object) -> Identity:
    return Identity(number, None, (because(flaw, **params),))
