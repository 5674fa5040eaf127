"""What the editor needs to know of the bank."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from question_bank.items.enums import ItemUse
from question_bank.items.models import Exposure, Item, Statistic, Stimulus
from question_bank.items.selectors.bank import topic_key
from question_bank.syllabus.models import Reference

_LETTERS = {ItemUse.PRACTICE: "P", ItemUse.SAMPLE: "D", ItemUse.SECURE: "S"}
_NUMBER = re.compile(r"\d+")


def reference_choices() -> list[tuple[str, str]]:
    """(code, words) of every reference."""
    english = get_language() == "en"
    return [
        (one.code, one.title_en if english and one.title_en else one.title_zh)
        for one in Reference.objects.order_by("code")
    ]


def needs_effect(item: Item | None) -> bool:
    """Whether answers to an earlier version may exist, so that a new one must say what it does to their statistics."""
    if item is None:
        return False
    return (
        item.published_id is not None
        or Exposure.objects.filter(version__item=item).exists()
        or Statistic.objects.filter(item=item).exists()
    )


def stimulus_text(code: str) -> str:
    """The newest text of a shared stem; empty if there is none of this code."""
    found = Stimulus.objects.filter(code=code).first()
    version = found.versions.order_by("-number").first() if found else None
    return version.text if version else ""


def next_part(stimulus: Stimulus) -> int:
    """The place after the last part."""
    return max((part or 0 for part in stimulus.parts.values_list("part", flat=True)), default=0) + 1


def is_known(code: str) -> bool:
    """Whether an item has this code."""
    return Item.objects.filter(code=code).exists()


def next_code(topic: str, use: str) -> str:
    """The next free code of a topic and use: ``GC-U01-P07``, ``L11101-S02``."""
    *_above, subject, code = topic.split("/")
    prefix = f"{code if code.startswith(subject) else f'{subject}-{code}'}-{_LETTERS[ItemUse(use)]}"
    taken = Item.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(rest) for rest in (known[len(prefix) :] for known in taken) if _NUMBER.fullmatch(rest)]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"


def start_of_part(items: QuerySet[Item], code: str) -> dict[str, Any]:
    """What a new part of a shared stem takes over from its siblings among ``items``; empty if there are none."""
    sibling = (
        items.filter(stimulus__code=code)
        .select_related("stimulus", "topic__subject__level__certification")
        .order_by("part")
        .first()
    )
    if sibling is None or sibling.stimulus is None:
        return {}
    return {
        "stimulus_code": code,
        "stimulus_text": stimulus_text(code),
        "part": next_part(sibling.stimulus),
        "topic": topic_key(sibling.topic),
        "use": sibling.use,
    }
