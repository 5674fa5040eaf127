"""A bank large enough for parallel forms of the intermediate paper, and a blueprint over it. Every text is invented."""

import itertools
from typing import Any

from exams.papers.models import Assembly, Blueprint
from exams.papers.rules import presets
from exams.papers.rules.layouts import Constraints, Layout
from exams.papers.services import assemblies, layouts
from question_bank.items.enums import Credit, ItemKind, ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion, Stimulus, StimulusVersion
from question_bank.syllabus.models import Subject, Topic
from tests.support.cast import NOW
from tests.support.exams import KEYCANARY

STEMCANARY = "STEMCANARY-83c1"
_numbers = itertools.count(1)


def item(
    topic: Topic,
    kind: ItemKind = ItemKind.SINGLE,
    *,
    use: ItemUse = ItemUse.SECURE,
    stimulus: StimulusVersion | None = None,
    part: int | None = None,
) -> Item:
    """An approved item; its stem carries the canary that no page of blueprints may show."""
    number = next(_numbers)
    made = Item.objects.create(
        code=f"Q-{number:05}",
        topic=topic,
        use=use,
        state=ItemState.APPROVED,
        stimulus=stimulus and stimulus.stimulus,
        part=part,
    )
    made.published = made.latest = ItemVersion.objects.create(
        item=made,
        number=1,
        kind=kind,
        stem=f"{STEMCANARY} 示範題 {number}",
        body={"options": [{"id": key, "text": f"選項 {number}{key}"} for key in "abcd"]},
        key=[["abcd"[number % 4]]] if kind == ItemKind.SINGLE else [["a", "c"]],
        stimulus=stimulus,
        explanation=f"{KEYCANARY} 說明 {number}",
        source_title=f"{KEYCANARY} 出處",
        difficulty=f"0.{50 + number % 21}",
        content_hash=f"papers-{number:057}",
    )
    made.save(update_fields=["published", "latest"])
    return made


def group(topic: Topic, parts: int = 3) -> list[Item]:
    """A shared stem with its parts, single and multiple in turn."""
    stem = Stimulus.objects.create(code=f"G-{next(_numbers):05}")
    version = StimulusVersion.objects.create(stimulus=stem, number=1, text=f"{STEMCANARY} 情境", content_hash=stem.code)
    kinds = [ItemKind.MULTIPLE if part % 2 == 0 else ItemKind.SINGLE for part in range(1, parts + 1)]
    return [item(topic, kind, stimulus=version, part=part) for part, kind in enumerate(kinds, start=1)]


def intermediate_bank(*, forms: int = 3) -> Subject:
    """L21 with what ``forms`` parallel papers need and half as much again."""
    subject = Subject.objects.get(code="L21", level__code="intermediate")
    for branch, single, multiple in (("L211", 10, 4), ("L212", 9, 3), ("L213", 9, 3)):
        leaves = list(subject.topics.filter(code__startswith=branch).exclude(code=branch).order_by("code"))
        for count, kind in ((single, ItemKind.SINGLE), (multiple, ItemKind.MULTIPLE)):
            for number in range(count * forms * 3 // 2 + 1):
                item(leaves[number % len(leaves)], kind)
    for _ in range(4 * forms + 2):
        group(subject.topics.order_by("code")[4])
    return subject


def blueprint(
    subject: Subject, layout: Layout | None = None, *, name: str = "中級藍圖", actor: Any = None, **constraints: Any
) -> Blueprint:
    """The intermediate paper as a blueprint, or another layout."""
    if layout is None:
        topics = list(subject.topics.order_by("position", "id").values_list("code", flat=True))
        layout = Layout(presets.cells(presets.INTERMEDIATE, topics), Constraints(**constraints))
    return layouts.create(
        subject=subject,
        name=name,
        pool=ItemUse.SECURE,
        layout=layout,
        credit=Credit.ALL_OR_NOTHING,
        actor=actor,
        now=NOW,
    )


def rehearsed(made: Blueprint, *, forms: int = 3, seed: int = 7, actor: Any = None) -> Assembly:
    """An assembly that the worker has dealt with."""
    asked = assemblies.request(blueprint=made, forms_wanted=forms, seed=seed, actor=actor, now=NOW)
    assemblies.solve(assembly=asked)
    asked.refresh_from_db()
    return asked
