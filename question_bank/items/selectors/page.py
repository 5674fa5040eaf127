"""What the page of an item shows beside the item itself."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from lms.accounts.models import User
from lms.core import markdown
from question_bank.items import policies
from question_bank.items.enums import RelationKind
from question_bank.items.models import Exposure, Flag, Item, ItemVersion, Relation, Sighting, Statistic
from question_bank.items.rules import kinds
from question_bank.items.selectors import assets, faces, labels, search, topics
from question_bank.syllabus.models import Reference


@dataclass(frozen=True)
class Preview:
    """A version as a candidate sees it, and what they see after the release. ``flawed``: the key cannot be used yet."""

    stimulus: SafeString
    face: SafeString
    answer: SafeString
    explanation: SafeString
    flawed: bool


@dataclass(frozen=True)
class VersionRow:
    """A version of the list."""

    version: ItemVersion
    author: str
    effect: str
    is_latest: bool
    is_published: bool

    @property
    def before(self) -> int:
        """The number of the version before this one."""
        return self.version.number - 1


@dataclass(frozen=True)
class Related:
    """An item related to this one, seen from this one."""

    relation: Relation
    item: Item
    kind: str
    is_enemy: bool
    stem: str


@dataclass(frozen=True)
class Usage:
    """Where the item was used. ``candidates`` of sittings that were held."""

    rows: tuple[Exposure, ...]
    forms: int
    candidates: int
    last_on: dt.date | None


@dataclass(frozen=True)
class Meaning:
    """The statistics of versions that ask the same: their numbers and the figures."""

    numbers: str
    responses: int
    facility: Decimal
    discrimination: Decimal | None
    computed_at: dt.datetime
    is_current: bool


def preview(version: ItemVersion, *, uid: str = "preview") -> Preview:
    """The faces of a version, saved or made in memory."""
    strategy = kinds.get(version.kind)
    flawed = bool(strategy.flaws(version.body, version.key))
    answer = SafeString()
    if not flawed:
        answer = faces.html(faces.face(version, uid=f"{uid}-answer", mode="review", response=None))
    shared = version.stimulus
    return Preview(
        stimulus=faces.stimulus_html(shared, uid=f"{uid}-stimulus") if shared else SafeString(),
        face=faces.html(faces.face(version, uid=uid)),
        answer=answer,
        explanation=_block(version.explanation),
        flawed=flawed,
    )


def _block(text: str) -> SafeString:
    return markdown.render(text, assets.data_uris([text])) if text else SafeString()


def versions(item: Item) -> list[VersionRow]:
    """All versions, the newest first."""
    rows = item.versions.select_related("author").order_by("-number")
    return [
        VersionRow(
            version=row,
            author=name(row.author),
            effect=str(labels.EFFECTS[row.effect]) if row.number > 1 else "",
            is_latest=row.pk == item.latest_id,
            is_published=row.pk == item.published_id,
        )
        for row in rows
    ]


def parts(item: Item, user: Any) -> list[Item]:
    """The parts of the item's shared stem that the user may read, this one included; empty without a shared stem."""
    if item.stimulus_id is None:
        return []
    found = policies.visible_items(user).filter(stimulus=item.stimulus_id)
    return list(found.select_related("latest").order_by("part"))


def relations(item: Item, user: Any) -> tuple[list[Related], int]:
    """The relations with items that the user may read, and how many others there are."""
    found = list(
        (Relation.objects.filter(one=item) | Relation.objects.filter(other=item))
        .select_related("one__latest", "other__latest")
        .order_by("kind", "pk")
    )
    others = {relation.pk: relation.other if relation.one_id == item.pk else relation.one for relation in found}
    readable = policies.visible_items(user).filter(pk__in=[other.pk for other in others.values()])
    visible = set(readable.values_list("pk", flat=True))
    shown = [
        Related(
            relation=relation,
            item=others[relation.pk],
            kind=str(labels.RELATIONS[relation.kind]),
            is_enemy=relation.kind == RelationKind.ENEMY,
            stem=stem(others[relation.pk]),
        )
        for relation in found
        if others[relation.pk].pk in visible
    ]
    return shown, len(found) - len(shown)


def usage(item: Item) -> Usage:
    """The forms that took a version, the newest first."""
    rows = tuple(
        Exposure.objects.filter(version__item=item).select_related("version").order_by("-drawn_at", "-pk")[:50]
    )
    held = [row.held_on for row in rows if row.held_on]
    return Usage(
        rows=rows,
        forms=len({row.form_code for row in rows}),
        candidates=sum(row.candidates for row in rows),
        last_on=max(held, default=None),
    )


def meanings(item: Item) -> list[Meaning]:
    """Statistics by meaning, the newest meaning first."""
    rows = Statistic.objects.filter(item=item).order_by("-meaning")
    numbers: dict[int, list[int]] = {}
    for number, meaning in item.versions.order_by("number").values_list("number", "meaning"):
        numbers.setdefault(meaning, []).append(number)
    current = item.published or item.latest
    return [
        Meaning(
            numbers="、".join(str(number) for number in numbers.get(row.meaning, [row.meaning])),
            responses=row.responses,
            facility=row.facility,
            discrimination=row.discrimination,
            computed_at=row.computed_at,
            is_current=current is not None and current.meaning == row.meaning,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ShownFlag:
    """A flag with its words."""

    flag: Flag
    label: str
    raised_by: str
    cleared_by: str


def flags(item: Item) -> list[ShownFlag]:
    """Open flags first, then those that were cleared, the newest first."""
    return [
        ShownFlag(flag, str(labels.FLAGS.get(flag.code, flag.code)), name(flag.raised_by), name(flag.cleared_by))
        for flag in _flags(item)
    ]


def _flags(item: Item) -> QuerySet[Flag]:
    rows = item.flags.select_related("reference", "raised_by", "cleared_by")
    return rows.order_by(F("cleared_at").desc(nulls_first=True), "-raised_at", "-pk")


@dataclass(frozen=True)
class Sight:
    """Somebody who saw a version, and in what way."""

    who: str
    how: str
    number: int
    last_at: dt.datetime
    times: int


def sights(item: Item, limit: int = 20) -> list[Sight]:
    """Who has seen which version, and how; the latest first."""
    rows = Sighting.objects.filter(version__item=item).select_related("user", "version").order_by("-last_at", "-pk")
    return [
        Sight(name(row.user), str(labels.SIGHTINGS[row.kind]), row.version.number, row.last_at, row.times)
        for row in rows[:limit]
    ]


def stem(item: Item) -> str:
    """The beginning of the newest stem."""
    return search.plain(item.latest.stem) if item.latest else ""


def name(user: User | None) -> str:
    """The name a person goes by; the address when they gave none; empty for nobody."""
    return (user.display_name or user.email) if user else ""


def references(version: ItemVersion) -> list[Reference]:
    """The references that the version cites."""
    return list(version.references.order_by("code"))


def other_topics(item: Item) -> list[str]:
    """The topics that the item also belongs to, in words."""
    return [topics.topic_words(topic) for topic in item.other_topics.order_by("code", "pk")]
