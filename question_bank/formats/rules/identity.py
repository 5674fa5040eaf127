"""Which question of the bank a question of a file is, so that the same file twice adds nothing."""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.core.markup import dialect
from question_bank.items.enums import ItemKind
from question_bank.items.rules import texts
from question_bank.items.rules.kinds import base, numerical

ALIKE = 0.3
_MARKUP = re.compile(r"[*_`\\\[\]<&|$~]|^\s*(?:[-+#>]|\d+\.)|  $", re.M)
_BETWEEN_TAGS = re.compile(r"(?: style=\"text-align:\w+\")?>\s*")  # how a column is aligned says nothing
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def asked(*, kind: str, shared: str, stem: str, body: Mapping[str, Any], key: Sequence[Any]) -> str:
    """A hash of what is asked and what is right, by texts: ids, fixed places and limits of length do not count.

    Nor does the unit of a key where there is only one, nor in which order things to be ordered are listed.
    """
    named = {
        part.id: _flat(part.text) for name in ("options", "rows", "targets", "units") for part in base.parts(body, name)
    }
    parts = {name: [_flat(part.text) for part in base.parts(body, name)] for name in ("options", "rows", "units")}
    if kind == ItemKind.ORDERING:
        parts["options"].sort()
    targets = sorted(_flat(part.text) for part in base.parts(body, "targets"))
    units = named if len(parts["units"]) > 1 else {}
    right = [_right(kind, each, units if kind == ItemKind.NUMERICAL else named) for each in key]
    found = [kind, _flat(f"{shared}\n{stem}"), parts, targets, sorted(map(str, right))]
    return hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _right(kind: str, each: Any, named: Mapping[str, str]) -> Any:
    if kind == ItemKind.MATCHING:
        return sorted([named.get(one, one) for one in pair.split(":")] for pair in each)
    if kind == ItemKind.NUMERICAL:
        value, slack = (numerical.number(str(each.get(name) or "0")) for name in ("value", "tolerance"))
        return [str(value and value.normalize()), str(slack and slack.normalize()), named.get(each.get("unit", ""), "")]
    if kind == ItemKind.SHORT_TEXT:
        return " ".join(str(each.get("text", "")).split())
    shown = [named.get(one, one) for one in each]
    return shown if kind == ItemKind.ORDERING else sorted(shown)


def same_text(one: str, other: str) -> bool:
    """Whether two Markdown texts look the same, however they are written."""
    return _flat(one) == _flat(other)


@functools.lru_cache(maxsize=20_000)
def _flat(text: str) -> str:
    """What a text looks like: its words, and where it has markup its shape."""
    if _MARKUP.search(text) or "\n\n" in text.strip():
        text = _BETWEEN_TAGS.sub(">", dialect.parser().render(text))
    return " ".join(text.split())


def is_ours(code: str, topics: Iterable[str]) -> bool:
    """Whether a code has the form of the bank's own: it starts with a topic's code (``L11202-P01``, ``GC-U01-P01``)."""
    if not _CODE.fullmatch(code):
        return False
    return any(code.startswith(f"{prefix}-") for topic in topics for prefix in _prefixes(topic))


def _prefixes(topic: str) -> tuple[str, str]:
    parts = topic.split("/")
    return parts[-1], "-".join(parts[-2:])


def derived(topic: str, *facts: str) -> str:
    """A code for a question without one of ours: the topic's code and eight digits of a hash of what identifies it."""
    digest = hashlib.sha256("\x1f".join((topic, *facts)).encode()).hexdigest()[:8]
    return f"{topic.rsplit('/', 1)[-1]}-{digest}"


def is_telling(reference: str) -> bool:
    """Whether a file's own reference can identify a question: ``1``, ``07`` or ``Q3`` stand in every file."""
    return bool(reference.strip()) and not re.fullmatch(
        r"(?:[A-Za-z]{0,2}|第|題|item|question)[-_. ]?\d{1,4}題?", reference.strip(), re.I
    )


def are_alike(one: str, other: str) -> bool:
    """Whether one text can be a later wording of the other."""
    return texts.similarity(texts.grams(one), texts.grams(other)) >= ALIKE
