"""The parts of an item that a comment can be about."""

from collections.abc import Mapping
from typing import Any

#: In the order of the page; ``option:<id>`` stands between stem and key, once for each part of the body.
BEFORE = ("stimulus", "stem")
AFTER = ("key", "explanation", "source", "topic", "difficulty", "general")
PART = "option"
LONGEST = 40
_PARTS = ("options", "rows", "targets", "units")


def of_body(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Every field of an item with this body; ids that two lists share are one field."""
    ids = [str(each["id"]) for name in _PARTS for each in body.get(name, ()) if "id" in each]
    return (*BEFORE, *(f"{PART}:{each}" for each in dict.fromkeys(ids)), *AFTER)


def is_field(name: str, body: Mapping[str, Any]) -> bool:
    """Whether a comment on an item with this body may name the field."""
    return len(name) <= LONGEST and name in of_body(body)
