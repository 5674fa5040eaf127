"""Names that parts bear on a candidate's screen instead of their ids.

Ids and their order tell what the writer did: the steps of an ordering are typed in the right order, imported questions
have the right option first. So the parts whose order is drawn go out under names that say nothing, and in the order of
those names; answers come back under them. The names hang on the form's public id, which no candidate ever gets.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds
from question_bank.items.rules.kinds.base import Body

Names = Mapping[str, str]
_PAIR = ":"


def names(form: uuid.UUID, item: int, kind: str, body: Body) -> dict[str, str]:
    """The name of every part whose order is drawn, by id."""
    return {part.id: _name(form, item, part.id) for part in kinds.get(kind).arranged(body)}


def masked(kind: str, body: Body, named: Names) -> dict[str, Any]:
    """The body with its arranged parts under these names, in their order."""
    arranged = "targets" if kind == ItemKind.MATCHING else "options"
    return {name: _masked(value, named) if name == arranged else value for name, value in body.items()}


def renamed(response: Sequence[str], known: Names) -> tuple[str, ...]:
    """A response with ids (or the targets of its pairs) exchanged; what has no other name stays."""
    return tuple(_renamed(each, known) for each in response)


def _name(form: uuid.UUID, item: int, part: str) -> str:
    digest = hmac.new(form.bytes, f"{item}:{part}".encode(), hashlib.sha256).hexdigest()
    return f"o{digest[:12]}"


def _masked(parts: Sequence[Mapping[str, Any]], named: Names) -> list[dict[str, Any]]:
    return sorted((dict(part) | {"id": named[part["id"]]} for part in parts), key=lambda part: str(part["id"]))


def _renamed(each: str, known: Names) -> str:
    row, mark, target = each.partition(_PAIR)
    return f"{row}{_PAIR}{known.get(target, target)}" if mark else known.get(each, each)
