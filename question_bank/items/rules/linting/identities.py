"""Codes that tell where an item belongs: the item may stand under the wrong subject (ITM-5)."""

import re
from collections.abc import Iterator

from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding
from question_bank.items.rules.linting.catalogue import found

_PREFIX = re.compile(r"(GC-U\d{2}|L\d{3,5})-")


def findings(draft: ItemDraft) -> Iterator[Finding]:
    """A code that begins with the code of another topic."""
    match = _PREFIX.match(draft.code)
    if match and not belongs(match[1], draft.topic):
        text_zh = f"代碼 {draft.code} 與主題「{draft.topic}」不符。"
        text_en = f"The code {draft.code} does not belong to the topic “{draft.topic}”."
        yield found(draft, "topic", "code_topic", text_zh, text_en)


def belongs(prefix: str, topic: str) -> bool:
    """Whether a code's prefix (``L11202``, ``GC-U01``) is that of a topic's key."""
    parts = topic.split("/")
    return prefix in (parts[-1], "-".join(parts[-2:]))
