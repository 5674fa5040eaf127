"""The paper as a candidate may see it: stems and options in the stored order, and nothing else.

Keys, explanations, difficulty and sources are never read here, so no change of a template can leak them (KL-01).
"""

from collections.abc import Mapping
from typing import Any

from exams.delivery.models import Attempt
from lms.core import markdown
from question_bank.items.models import ItemVersion


def items(attempt: Attempt) -> list[dict[str, Any]]:
    """The items of an attempt in protocol form, in the order written when it was prepared."""
    versions = _versions([shown["item"] for shown in attempt.order])
    return [
        {
            "item": shown["item"],
            "position": position,
            "kind": versions[shown["item"]]["kind"],
            "stem_html": str(markdown.render(versions[shown["item"]]["stem"])),
            "options": _options(versions[shown["item"]]["body"]["options"], shown["options"]),
        }
        for position, shown in enumerate(attempt.order, start=1)
    ]


def _versions(ids: list[int]) -> Mapping[int, Mapping[str, Any]]:
    rows = ItemVersion.objects.filter(pk__in=ids).values("pk", "kind", "stem", "body")
    return {row["pk"]: row for row in rows}


def _options(stored: list[dict[str, str]], order: list[str]) -> list[dict[str, str]]:
    texts = {option["id"]: option["text"] for option in stored}
    return [{"id": option, "html": str(markdown.render_inline(texts[option]))} for option in order]
