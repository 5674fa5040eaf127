"""Builders of items: invented, without faults unless a test asks for one."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from question_bank.items.rules.drafts import ItemDraft

TOPIC = "green/standard/GC/U01"


def options(*texts: str) -> list[dict[str, str]]:
    """Options a, b, c … with these texts, as a body stores them."""
    return [{"id": option, "text": text} for option, text in zip("abcdefghij", texts, strict=False)]


_GOOD = ItemDraft(
    code="GC-U01-P01",
    topic=TOPIC,
    use="practice",
    kind="single",
    stem="示範工廠盤點用電量時，最適合採用的佐證為何？",
    body={"options": options("電費單據", "員工名冊", "產品型錄", "廠區照片")},
    key=[["a"]],
    explanation="電費單據載明用電度數與期間，可直接佐證。",
    source_title="示範教材",
    source_url="https://example.org/lesson",
    valid_as_of=dt.date(2026, 11, 1),
    difficulty=Decimal("0.75"),
    file="items.yaml",
    line=1,
)


def draft(**changes: Any) -> ItemDraft:
    """A draft without faults, but for ``changes``."""
    return replace(_GOOD, **changes)


def drafts(count: int, *, use: str = "practice", topic: str = TOPIC) -> list[ItemDraft]:
    """``count`` drafts of a topic that repeat nothing, with evenly spread keys."""
    letter = {"practice": "P", "sample": "D", "secure": "S"}[use]
    prefix = topic.split("/")[-1] if topic.startswith("ipas") else "-".join(topic.split("/")[-2:])
    return [
        draft(
            code=f"{prefix}-{letter}{number:02d}",
            topic=topic,
            use=use,
            stem=f"{use} 第 {number} 號情境：{_letters(number, use)}，應選用何種佐證？",
            body={"options": options(*(_letters(number, use + option) for option in "abcd"))},
            key=[["abcd"[number % 4]]],
        )
        for number in range(1, count + 1)
    ]


def _letters(number: int, salt: str) -> str:
    """A short text of Chinese characters that differs for every number and salt."""
    seed = number * 7919 + sum(ord(char) * 31**place for place, char in enumerate(salt))
    return "".join(chr(0x4E00 + (seed * (place + 3) * 104_729) % 20_000) for place in range(10))
