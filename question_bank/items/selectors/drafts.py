"""Versions of the bank as drafts again: what linting, editing, comparing and exporting work on."""

from collections.abc import Iterable

from question_bank.items.models import ItemVersion
from question_bank.items.rules.drafts import ItemDraft, StimulusDraft
from question_bank.items.selectors.bank import topic_key


def of_version(version: ItemVersion) -> ItemDraft:
    """One version as a draft."""
    return of_versions([version.pk])[0]


def of_versions(ids: Iterable[int]) -> list[ItemDraft]:
    """Versions as drafts, in the order of their ids given; three queries for any number."""
    wanted = list(ids)
    rows = (
        ItemVersion.objects.filter(pk__in=wanted)
        .select_related("item__topic__subject__level__certification", "stimulus__stimulus")
        .prefetch_related("references", "item__other_topics__subject__level__certification")
    )
    found = {version.pk: _draft(version) for version in rows}
    return [found[pk] for pk in wanted if pk in found]


def _draft(version: ItemVersion) -> ItemDraft:
    item = version.item
    shared = version.stimulus
    return ItemDraft(
        code=item.code,
        topic=topic_key(item.topic),
        use=item.use,
        kind=version.kind,
        stem=version.stem,
        body=version.body,
        key=version.key,
        explanation=version.explanation,
        source_title=version.source_title,
        source_url=version.source_url,
        valid_as_of=version.valid_as_of,
        review_by=item.review_by,
        difficulty=version.difficulty,
        other_topics=tuple(sorted(topic_key(topic) for topic in item.other_topics.all())),
        references=tuple(sorted(reference.code for reference in version.references.all())),
        stimulus=StimulusDraft(shared.stimulus.code, shared.text) if shared else None,
        part=item.part,
        state=item.state,
        effect=version.effect,
    )
