"""One invented item of every kind, and a form that holds them all with a group of three parts."""

import itertools
from dataclasses import dataclass
from typing import Any

from exams.papers.models import Form, FormItem
from exams.papers.services import blueprints
from question_bank.items.enums import Credit, ItemKind, ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion, Stimulus, StimulusVersion
from question_bank.syllabus.models import Subject
from tests.support import cast
from tests.support.exams import KEYCANARY
from tests.support.items import options

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sample:
    """An item of a kind: a right response, a partly right one (where there is one) and a wrong one."""

    kind: ItemKind
    stem: str
    body: dict[str, Any]
    key: list[Any]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    partly: tuple[str, ...] = ()


SAMPLES = {
    sample.kind: sample
    for sample in (
        Sample(
            ItemKind.SINGLE,
            "示範工廠盤點外購電力，屬於哪一個範疇？",
            {"options": [*options("範疇一", "範疇二", "範疇三"), {"id": "d", "text": "以上皆非", "pinned": True}]},
            [["b"]],
            ("b",),
            ("a",),
        ),
        Sample(
            ItemKind.MULTIPLE,
            "下列哪些是溫室氣體？",
            {"options": options("二氧化碳", "氮氣", "甲烷", "氧氣")},
            [["a", "c"]],
            ("a", "c"),
            ("b", "d"),
            ("a",),
        ),
        Sample(ItemKind.TRUE_FALSE, "甲烷是溫室氣體。", {}, [["true"]], ("true",), ("false",)),
        Sample(
            ItemKind.NUMERICAL,
            "用電 1,000 度，每度 0.5 公斤，排放多少？",
            {"units": [{"id": "kg", "text": "公斤"}, {"id": "t", "text": "公噸"}]},
            [{"value": "500", "tolerance": "5", "unit": "kg"}],
            ("500", "kg"),
            ("50", "kg"),
        ),
        Sample(
            ItemKind.MATCHING,
            "請配對活動與範疇。",
            {
                "rows": [{"id": "r1", "text": "自有鍋爐"}, {"id": "r2", "text": "外購電力"}],
                "targets": [
                    {"id": "t1", "text": "範疇一"},
                    {"id": "t2", "text": "範疇二"},
                    {"id": "t3", "text": "範疇三"},
                ],
            },
            [["r1:t1", "r2:t2"]],
            ("r1:t1", "r2:t2"),
            ("r1:t2", "r2:t1"),
            ("r1:t1",),
        ),
        Sample(
            ItemKind.ORDERING,
            "請排出盤查的先後。",
            {"options": options("設定邊界", "蒐集數據", "計算排放", "查證")},
            [["a", "b", "c", "d"]],
            ("a", "b", "c", "d"),
            ("d", "c", "b", "a"),
            ("a", "b", "d", "c"),
        ),
        Sample(
            ItemKind.SHORT_TEXT,
            "CO2 的中文名稱？",
            {"max_length": 20},
            [{"text": "二氧化碳"}, {"text": "碳酸氣"}],
            ("二氧化碳",),
            ("甲烷",),
        ),
    )
}


def version(kind: str, **changes: Any) -> ItemVersion:
    """A version made in memory, with the canary where no candidate may look."""
    sample = SAMPLES[ItemKind(kind)]
    values = {"stem": sample.stem, "body": sample.body, "key": sample.key}
    return ItemVersion(kind=sample.kind, explanation=KEYCANARY, source_title=KEYCANARY, **(values | changes))


def build_group(subject: Subject, n: int = 3, use: ItemUse = ItemUse.SECURE) -> list[ItemVersion]:
    """A shared stem with ``n`` parts: single, multiple, single …"""
    number = next(_numbers)
    stimulus = Stimulus.objects.create(code=f"G-{number}")
    text = StimulusVersion.objects.create(
        stimulus=stimulus, number=1, text=f"題組 {number}：示範工廠去年用電 1,000 度。", content_hash=f"g{number:063}"
    )
    kinds = itertools.cycle((ItemKind.SINGLE, ItemKind.MULTIPLE))
    return [build_version(subject, next(kinds), use, stimulus=text, part=part) for part in range(1, n + 1)]


def build_version(
    subject: Subject,
    kind: str,
    use: ItemUse = ItemUse.SECURE,
    *,
    stimulus: StimulusVersion | None = None,
    part: int | None = None,
    **changes: Any,
) -> ItemVersion:
    """A published item of a kind."""
    number = next(_numbers)
    topic = subject.topics.order_by("position", "id")[0]
    item = Item.objects.create(
        code=f"K-{number:05}",
        topic=topic,
        use=use,
        state=ItemState.APPROVED,
        stimulus=stimulus.stimulus if stimulus else None,
        part=part,
    )
    made = version(kind, **changes)
    made.item, made.number, made.content_hash, made.stimulus = item, 1, f"k{number:063}", stimulus
    made.save()
    Item.objects.filter(pk=item.pk).update(published=made, latest=made)
    return made


def build_kinds_form(
    subject: Subject, *, credit: Credit = Credit.ALL_OR_NOTHING, use: ItemUse = ItemUse.SECURE
) -> Form:
    """A form of ten items: one of every kind (1–7), then a group of three (8–10); 10 marks each."""
    versions = [build_version(subject, kind, use) for kind in SAMPLES] + build_group(subject, 3, use)
    number = next(_numbers)
    topic = subject.topics.order_by("position", "id")[0]
    blueprint = blueprints.ensure(
        subject=subject, name=f"各題型 {number}", pool=use, cells=[{"topic": topic.code, "count": len(versions)}]
    )
    form = Form.objects.create(
        blueprint=blueprint,
        code=f"K-{number}",
        seed=number,
        content_hash=f"{number:064}",
        drawn_at=cast.NOW,
        credit=credit,
    )
    FormItem.objects.bulk_create(
        FormItem(form=form, position=position, version=each, points_hundredths=1_000)
        for position, each in enumerate(versions, start=1)
    )
    return form
