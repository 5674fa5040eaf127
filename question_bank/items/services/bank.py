"""Writing the bank: an item's identity stays, a changed text becomes a new immutable version."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.errors import Refusal
from question_bank.items.enums import ItemState, VersionEffect
from question_bank.items.models import Item, ItemVersion, Stimulus, StimulusVersion
from question_bank.items.rules import drafts, search
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.rules.faults import Fault
from question_bank.items.selectors import bank
from question_bank.items.selectors.drafts import of_versions
from question_bank.syllabus.models import Reference, Topic


class UnableToStore(Refusal):
    """The drafts contradict the syllabus or the bank; :func:`conflicts` says where."""

    code = "bank_conflict"


class EditedMeanwhile(Refusal):
    """Another version was saved since the editor opened the item."""

    code = "edited_meanwhile"


@dataclass(frozen=True)
class Stored:
    """What a store did: new items, known items with a new text or state, items left as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def conflicts(wanted: Sequence[ItemDraft], topics: dict[str, Topic] | None = None) -> list[Fault]:
    """Drafts of unknown topics, or that would move a published item to another topic or use.

    An item's past answers and exposure belong to its topic and use, so a move is a new item. ``topics`` by key saves
    reading them again.
    """
    topics = topics or bank.topics_by_key()
    known = bank.by_code(draft.code for draft in wanted)
    return [fault for draft in wanted for fault in _conflicts(draft, topics, known.get(draft.code))]


def store(*, wanted: Sequence[ItemDraft], actor: Any, now: dt.datetime) -> Stored:
    """Write reviewed drafts (the curriculum's files): what differs from the last load and nothing else.

    Their texts are published as they come. A file that says what it said before leaves an item as people have revised or
    retired it since. Raises :class:`UnableToStore` on :func:`conflicts`.
    """
    if conflicts(wanted):
        raise UnableToStore(_("題目的主題或用途與題庫不符，請先執行內容檢查。"))
    topics = bank.topics_by_key()
    known = bank.by_code(draft.code for draft in wanted)
    differing = [draft for draft in wanted if not _is_loaded(draft, known.get(draft.code))]
    if not differing:
        return Stored(unchanged=len(wanted))
    changed = created = 0
    with transaction.atomic():
        for draft in differing:
            item, is_new = _item(draft, topics, actor=None, now=None)
            version = _write(item, draft, actor=None, now=None)
            item.published, item.state, item.file_hash = version, draft.state, _file_hash(draft)
            item.save(update_fields=["published", "state", "file_hash"])
            created, changed = created + is_new, changed + (not is_new)
        audit.record(
            actor=actor, action="items.stored", subject="items.Item", now=now, created=created, changed=changed
        )
    return Stored(created, changed, len(wanted) - len(differing))


def save_draft(
    *,
    draft: ItemDraft,
    actor: Any,
    now: dt.datetime,
    based_on: int | None = None,
    recorded: bool = True,
    topics: dict[str, Topic] | None = None,
) -> ItemVersion:
    """Write one draft as the newest version of its item and set the item back to draft; the published version stays.

    A text equal to the newest version writes nothing and gives that version. ``based_on`` is the number of the version
    the editor started from (0 for a new item); ``recorded`` False leaves the audit entry to the caller's own, who may
    also give the ``topics`` by key. Raises :class:`UnableToStore`, :class:`EditedMeanwhile`.
    """
    topics = topics or bank.topics_by_key()
    faults = conflicts([draft], topics)
    if faults:
        raise UnableToStore(_("題目的主題或用途與題庫不符：%(why)s") % {"why": faults[0].text_zh})
    with transaction.atomic():
        item, is_new = _item(draft, topics, actor=actor, now=now)
        # Without joins: PostgreSQL would give a row waited for with the newest version as it was before, that is none.
        item = Item.objects.select_for_update().get(pk=item.pk)
        newest = item.latest.number if item.latest else 0
        if based_on is not None and based_on != newest:
            raise EditedMeanwhile(_("這題在您編輯時已有新版本（第 %(n)s 版），請比對後再儲存。") % {"n": newest})
        facts_changed = _set_facts(item, draft, topics)
        if item.latest and item.latest.content_hash == drafts.content_hash(draft):
            if facts_changed and recorded:
                _record(actor, "items.facts_changed", item, item.latest, now)
            return item.latest
        version = _write(item, draft, actor=actor, now=now)
        if item.state == ItemState.RETIRED:
            item.published = None  # what was retired is drawn again after its next approval only
        item.state = ItemState.DRAFT
        item.save(update_fields=["state", "published"])
        if recorded:
            _record(actor, "items.created" if is_new else "items.version_saved", item, version, now)
    return version


def save_stimulus(
    *, stimulus: Stimulus, text: str, effect: VersionEffect, actor: Any, now: dt.datetime
) -> list[ItemVersion]:
    """A new text of a shared stem: a new version of every part that is not retired, all back to draft.

    Gives the new versions of the parts; none if the text is what it was.
    """
    with transaction.atomic():
        parts = list(
            stimulus.parts.exclude(state=ItemState.RETIRED.value).select_for_update(of=("self",)).order_by("part")
        )
        found = of_versions([part.latest_id for part in parts if part.latest_id])
        changed = [
            replace(draft, stimulus=StimulusDraft(stimulus.code, text), effect=effect.value)
            for draft in found
            if draft.stimulus is not None and draft.stimulus.text != text
        ]
        return [save_draft(draft=draft, actor=actor, now=now) for draft in changed]


def _conflicts(draft: ItemDraft, topics: dict[str, Topic], item: Item | None) -> list[Fault]:
    if missing := _unknown_references(draft):
        text_zh = f"沒有依據資料「{missing}」；請先在依據資料中建立。"
        text_en = f"There is no reference “{missing}”; add it to the references first."
        return [Fault("unknown_reference", draft.place("references"), text_zh, text_en)]
    unknown = [key for key in (draft.topic, *draft.other_topics) if key not in topics]
    if unknown:
        text_zh = f"沒有主題「{unknown[0]}」；請對照課綱。"
        text_en = f"There is no topic “{unknown[0]}”; see the syllabus."
        return [Fault("unknown_topic", draft.place("topic"), text_zh, text_en)]
    topic = topics[draft.topic]
    if item is not None and item.published_id and (item.topic_id, item.use) != (topic.pk, draft.use):
        text_zh = "已核可過的題目不能改主題或用途；請給新代碼。"
        text_en = "An item that was approved cannot change its topic or use; give it a new code."
        return [Fault("item_moved", draft.place("code"), text_zh, text_en)]
    return []


def _unknown_references(draft: ItemDraft) -> str:
    """The first reference cited that does not exist; most drafts cite none and cost no query."""
    if not draft.references:
        return ""
    known = set(Reference.objects.filter(code__in=draft.references).values_list("code", flat=True))
    return next((code for code in draft.references if code not in known), "")


def _is_loaded(draft: ItemDraft, item: Item | None) -> bool:
    if item is None:
        return False
    if item.file_hash:
        return item.file_hash == _file_hash(draft)
    published = item.published  # loaded before files were remembered
    return bool(published and published.content_hash == drafts.content_hash(draft) and item.state == draft.state)


def _file_hash(draft: ItemDraft) -> str:
    return hashlib.sha256(f"{drafts.content_hash(draft)} {draft.state}".encode()).hexdigest()


def _item(draft: ItemDraft, topics: dict[str, Topic], *, actor: Any, now: dt.datetime | None) -> tuple[Item, bool]:
    """The identity of a draft, and whether it is new."""
    stimulus = None
    if draft.stimulus is not None:
        stimulus, _is_new = Stimulus.objects.get_or_create(code=draft.stimulus.code)
    try:
        return Item.objects.get_or_create(
            code=draft.code,
            defaults={
                "topic": topics[draft.topic],
                "use": draft.use,
                "stimulus": stimulus,
                "part": draft.part if stimulus else None,
                "created_by": actor if getattr(actor, "pk", None) else None,
                "created_at": now,
                "review_by": draft.review_by,
            },
        )
    except (IntegrityError, Item.DoesNotExist) as error:  # get_or_create looks for the code and finds another's place
        if stimulus is None or not stimulus.parts.filter(part=draft.part).exclude(code=draft.code).exists():
            raise
        raise UnableToStore(_("這個題組已有第 %(part)s 小題，請改小題序號。") % {"part": draft.part}) from error


def _set_facts(item: Item, draft: ItemDraft, topics: dict[str, Topic]) -> bool:
    """What belongs to the identity and not to a version; True if something changed."""
    wanted: dict[str, Any] = {"review_by": draft.review_by}
    if not item.published_id:
        wanted |= {"topic_id": topics[draft.topic].pk, "use": draft.use}
    changed = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    for name, value in changed.items():
        setattr(item, name, value)
    item.save(update_fields=["review_by", "topic", "use"])
    others = {topics[key].pk for key in draft.other_topics}
    moved = others != set(item.other_topics.values_list("pk", flat=True))
    if moved:
        item.other_topics.set(others)
    return bool(changed) or moved


def _write(item: Item, draft: ItemDraft, *, actor: Any, now: dt.datetime | None) -> ItemVersion:
    """The version with this text: a text that was once a version is that version again. It becomes the newest."""
    content_hash = drafts.content_hash(draft)
    version = ItemVersion.objects.filter(item=item, content_hash=content_hash).first()
    if version is None:
        last = item.versions.order_by("-number").first()
        number = last.number + 1 if last else 1
        effect = VersionEffect(draft.effect) if last else VersionEffect.MEANING
        version = ItemVersion.objects.create(
            item=item,
            number=number,
            effect=effect,
            meaning=last.meaning if last and effect is VersionEffect.COSMETIC else number,
            stimulus=_stimulus_version(draft.stimulus) if draft.stimulus else None,
            author=actor if getattr(actor, "pk", None) else None,
            created_at=now,
            content_hash=content_hash,
            **_content(draft),
        )
        version.references.set(Reference.objects.filter(code__in=draft.references))
    item.latest = version
    item.search_text = search.text_of(draft)
    item.save(update_fields=["latest", "search_text"])
    return version


def _stimulus_version(draft: StimulusDraft) -> StimulusVersion:
    stimulus, _is_new = Stimulus.objects.get_or_create(code=draft.code)
    content_hash = hashlib.sha256(draft.text.encode()).hexdigest()
    found = stimulus.versions.filter(content_hash=content_hash).first()
    if found is not None:
        return found
    last = stimulus.versions.aggregate(last=Max("number"))["last"] or 0
    return StimulusVersion.objects.create(
        stimulus=stimulus, number=last + 1, text=draft.text, content_hash=content_hash
    )


def _content(draft: ItemDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "stem": draft.stem,
        "body": dict(draft.body),
        "key": list(draft.key),
        "explanation": draft.explanation,
        "source_title": draft.source_title,
        "source_url": draft.source_url,
        "valid_as_of": draft.valid_as_of,
        "difficulty": None if draft.difficulty is None else draft.difficulty.quantize(Decimal("0.01")),
    }


def _record(actor: Any, action: str, item: Item, version: ItemVersion, now: dt.datetime) -> None:
    audit.record(actor=actor, action=action, subject=f"items.Item:{item.public_id}", now=now, version=version.number)
