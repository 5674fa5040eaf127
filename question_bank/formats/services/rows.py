"""A plan as it is stored with an upload: plain JSON, enough to show every question with its verdict."""

import base64
import time
from collections.abc import Iterable
from typing import Any

from question_bank.formats.enums import Verdict
from question_bank.formats.rules.exchange import Finding, Image, Question
from question_bank.formats.rules.findings import finding
from question_bank.formats.rules.plans import Plan, Planned
from question_bank.items.rules import findings as lint
from question_bank.items.rules import linting
from question_bank.items.rules.search import beginning
from question_bank.items.selectors import repetitions

MAX_IMAGES = 4 * 1024 * 1024
CHECKED = 300
COMPARING_SECONDS = 5  # the full comparison is the inspection's, on its own page


def rows(plan: Plan, *, user: Any) -> list[dict[str, Any]]:
    """One mapping for each question. Only the first are checked, and compared with the bank as long as time allows."""
    budget = MAX_IMAGES
    until = time.monotonic() + COMPARING_SECONDS
    found = []
    for place, planned in enumerate(plan.questions):
        images = _images(planned.images.values(), budget)
        budget -= sum(map(len, images.values()))
        checks = place < CHECKED and planned.draft is not None
        hints = [*planned.hints, *(_hints(planned, user, compare=time.monotonic() < until) if checks else ())]
        found.append(_row(planned, hints, images))
    return found


def findings(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """Everything about the file that is not a question's own."""
    reading = plan.reading
    groups = {"errors": reading.errors, "unsupported": reading.unsupported, "losses": reading.losses}
    return {name: [shown(each) for each in group] for name, group in groups.items()}


def shown(found: Finding) -> dict[str, str]:
    """A finding as JSON."""
    return {
        "code": found.code,
        "where": found.where,
        "why_zh": found.why_zh,
        "why_en": found.why_en,
        "remedy_zh": found.remedy_zh,
        "remedy_en": found.remedy_en,
    }


def _row(planned: Planned, hints: Iterable[Finding], images: dict[str, str]) -> dict[str, Any]:
    question = planned.question
    return {
        "where": question.where,
        "verdict": planned.verdict.value,
        "code": planned.code,
        "kind": question.kind.value,
        "topic": planned.draft.topic if planned.draft else question.topic,
        "category": question.category,
        "start": beginning(question.stem, 120),
        "text": _text(planned, question),
        "reasons": [shown(each) for each in planned.reasons],
        "hints": [shown(each) for each in hints],
        "images": images,
    }


def _text(planned: Planned, question: Question) -> dict[str, Any]:
    """What is shown of a question that can be shown at all: a flawed body has no face."""
    if planned.verdict is Verdict.REFUSED and any(reason.code in _BROKEN for reason in planned.reasons):
        return {}
    return {
        "stem": question.stem,
        "body": dict(question.body),
        "key": list(question.key),
        "explanation": question.explanation,
        "shared": question.shared.text if question.shared else "",
    }


_BROKEN = frozenset(
    {"shape", "count", "id_repeated", "id_shape", "empty_text", "key_shape", "key_unknown", "key_count", "key_number"}
    | {"key_tolerance", "key_unit", "key_incomplete", "key_order", "key_empty", "max_length", "no_stem", "too_long"}
)


def _images(images: Iterable[Image], budget: int) -> dict[str, str]:
    """Images as data URIs, as long as there is room."""
    found: dict[str, str] = {}
    for image in images:
        if len(image.content) * 4 // 3 < budget:
            content = base64.b64encode(image.content).decode("ascii")
            found[f"asset:{image.sha256}"] = f"data:{image.media_type};base64,{content}"
            budget -= len(content)
    return found


def _hints(planned: Planned, user: Any, *, compare: bool) -> list[Finding]:
    """What the bank's own checks say about a question that would be written."""
    assert planned.draft is not None
    found: list[lint.Finding] = linting.item_findings(planned.draft, on=None)
    if compare and planned.verdict is Verdict.NEW:
        found += repetitions.of_draft(planned.draft, user=user)[:3]
    where = planned.question.where
    return [finding(each.code, where, (each.text_zh, each.text_en), (each.remedy_zh, each.remedy_en)) for each in found]
