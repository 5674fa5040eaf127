"""Versions of the bank as questions of a file."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from question_bank.formats.rules.exchange import Image, Question, SharedStem
from question_bank.items.enums import ItemKind, ItemState
from question_bank.items.models import Asset, Item
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.selectors import assets, drafts

_BATCH = 500


def version_ids(items: QuerySet[Item], *, published: bool) -> list[int]:
    """The ids of the versions to export, in the order of the items: the published one, or the newest.

    Retired items are left out unless the query asks for them by state.
    """
    name = "published_id" if published else "latest_id"
    return [pk for pk in items.values_list(name, flat=True) if pk is not None]


def not_retired(items: QuerySet[Item]) -> QuerySet[Item]:
    """Without items that are drawn no more."""
    return items.filter(~Q(state=ItemState.RETIRED.value))


def questions(ids: Sequence[int]) -> list[Question]:
    """The versions with these ids as questions, with their images."""
    found: list[ItemDraft] = []
    for start in range(0, len(ids), _BATCH):
        found += drafts.of_versions(ids[start : start + _BATCH])
    images = _images(text for draft in found for _, text in draft.texts())
    return [_question(draft, images) for draft in found]


def _question(draft: ItemDraft, images: dict[str, Image]) -> Question:
    named = assets.named(text for _, text in draft.texts())
    return Question(
        where=draft.code,
        kind=ItemKind(draft.kind),
        stem=draft.stem,
        body=draft.body,
        key=list(draft.key),
        explanation=draft.explanation,
        shared=SharedStem(draft.stimulus.code, draft.stimulus.text) if draft.stimulus else None,
        part=draft.part,
        reference=draft.code,
        code=draft.code,
        topic=draft.topic,
        use=draft.use,
        category=draft.topic,
        source_title=draft.source_title,
        source_url=draft.source_url,
        valid_as_of=draft.valid_as_of,
        difficulty=draft.difficulty,
        references=draft.references,
        images={digest: images[digest] for digest in sorted(named) if digest in images},
    )


def _images(texts: Iterable[str]) -> dict[str, Image]:
    wanted = sorted(assets.named(texts))
    found: dict[str, Image] = {}
    for start in range(0, len(wanted), _BATCH):
        for asset in Asset.objects.filter(sha256__in=wanted[start : start + _BATCH]).order_by("id"):
            found[asset.sha256] = Image(asset.sha256, asset.media_type, bytes(asset.content), asset.width, asset.height)
    return found
