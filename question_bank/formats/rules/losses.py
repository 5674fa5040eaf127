"""What a conversion could not carry: a stable code and the reason in both languages."""

from typing import NamedTuple


class Loss(NamedTuple):
    """One detail that was lost or changed; equal ones are reported once."""

    code: str
    zh: str
    en: str
