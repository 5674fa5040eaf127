"""Writing the bank: an item's identity stays, a changed text becomes a new immutable version."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.errors import Refusal
from question_bank.items import selectors
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules import drafts
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.faults import Fault
from question_bank.syllabus.models import Topic


class UnableToStore(Refusal):
    """The drafts contradict the syllabus or the bank; :func:`conflicts` says where."""

    code = "bank_conflict"


@dataclass(frozen=True)
class Stored:
    """What a store did: new items, known items with a new text or state, items left as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def conflicts(wanted: Sequence[ItemDraft]) -> list[Fault]:
    """Drafts of unknown topics, or that would move a known item to another topic or use.

    An item's past answers and exposure belong to its topic and use, so a move is a new item.
    """
    topics = selectors.topics_by_key()
    known = selectors.by_code(draft.code for draft in wanted)
    return [fault for draft in wanted for fault in _conflicts(draft, topics, known.get(draft.code))]


def store(*, wanted: Sequence[ItemDraft], actor: Any, now: dt.datetime) -> Stored:
    """Write what differs from the bank and nothing else. Raises :class:`UnableToStore` on :func:`conflicts`."""
    if conflicts(wanted):
        raise UnableToStore(_("題目的主題或用途與題庫不符，請先執行內容檢查。"))
    topics = selectors.topics_by_key()
    known = selectors.by_code(draft.code for draft in wanted)
    differing = [draft for draft in wanted if not _is_stored(draft, known.get(draft.code))]
    if not differing:
        return Stored(unchanged=len(wanted))
    changed = created = 0
    with transaction.atomic():
        for draft in differing:
            is_new = _write(draft, topics[draft.topic])
            created, changed = created + is_new, changed + (not is_new)
        audit.record(
            actor=actor, action="items.stored", subject="items.Item", now=now, created=created, changed=changed
        )
    return Stored(created, changed, len(wanted) - len(differing))


def _conflicts(draft: ItemDraft, topics: dict[str, Topic], item: Item | None) -> list[Fault]:
    topic = topics.get(draft.topic)
    if topic is None:
        text_zh = f"沒有主題「{draft.topic}」；請對照課綱。"
        text_en = f"There is no topic “{draft.topic}”; see the syllabus."
        return [Fault("unknown_topic", draft.place("topic"), text_zh, text_en)]
    if item is not None and (item.topic_id, item.use) != (topic.pk, draft.use):
        text_zh = "已入庫的題目不能改主題或用途；請給新代碼。"
        text_en = "An item in the bank cannot change its topic or use; give it a new code."
        return [Fault("item_moved", draft.place("code"), text_zh, text_en)]
    return []


def _is_stored(draft: ItemDraft, item: Item | None) -> bool:
    if item is None or item.published is None:
        return False
    return item.published.content_hash == drafts.content_hash(draft) and item.state == draft.state


def _write(draft: ItemDraft, topic: Topic) -> bool:
    """Write one draft; True if the item is new. A text that was once a version is that version again."""
    item, is_new = Item.objects.get_or_create(
        code=draft.code, defaults={"topic": topic, "use": draft.use, "state": draft.state}
    )
    content_hash = drafts.content_hash(draft)
    version = ItemVersion.objects.filter(item=item, content_hash=content_hash).first()
    if version is None:
        last = item.versions.aggregate(last=Max("number"))["last"] or 0
        version = ItemVersion.objects.create(item=item, number=last + 1, content_hash=content_hash, **_content(draft))
    item.published, item.state = version, draft.state
    item.save(update_fields=["published", "state"])
    return is_new


def _content(draft: ItemDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "stem": draft.stem,
        "options": [{"id": option_id, "text": text} for option_id, text in draft.options],
        "key": [list(draft.key)],
        "explanation": draft.explanation,
        "source_title": draft.source_title,
        "source_url": draft.source_url,
        "valid_as_of": draft.valid_as_of,
        "difficulty": draft.difficulty,
    }
