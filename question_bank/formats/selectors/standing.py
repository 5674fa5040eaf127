"""What stands in the bank already, as an import compares with it: a few queries for a file of any size."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from question_bank.formats.rules import identity
from question_bank.items import policies
from question_bank.items.models import Item, Stimulus
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.selectors import bank, drafts
from question_bank.syllabus.models import Reference

_BATCH = 500


@dataclass
class Standing:
    """Items by code, what each topic asks already, and the names that texts may use."""

    topics: tuple[str, ...]
    user: Any = None
    references: frozenset[str] = frozenset()
    known: dict[str, ItemDraft | None] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, dict[str, str]] = field(default_factory=dict)
    _stimuli: dict[str, bool] = field(default_factory=dict)
    _open_stimuli: dict[str, bool] = field(default_factory=dict)
    _parts: dict[str, set[int]] = field(default_factory=dict)

    def topic(self, text: str) -> str:
        """The full key that a full key or a bare code means; "" if none or several."""
        wanted = text.strip().strip("/")
        if wanted in self.topics:
            return wanted
        found = [key for key in self.topics if wanted and f"/{key}".endswith(f"/{wanted}")]
        return found[0] if len(found) == 1 else ""

    def draft(self, code: str) -> ItemDraft | None:
        """The newest text under a code, None if the code is free or the item is closed to the user."""
        if code not in self.known:
            self.load([code])
        return self.known[code]

    def is_taken(self, code: str) -> bool:
        """Whether the code names an item, open to the user or not."""
        self.draft(code)
        return code in self.versions

    def load(self, codes: Iterable[str]) -> None:
        """Read items by code."""
        wanted = [code for code in codes if code not in self.known]
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            self.versions |= {
                code: pk or 0 for code, pk in Item.objects.filter(code__in=part).values_list("code", "latest_id")
            }
            rows = visible(self.user).filter(code__in=part, latest__isnull=False)
            ids = list(rows.values_list("latest_id", flat=True))
            found = {draft.code: draft for draft in drafts.of_versions(ids)}
            self.known |= {code: found.get(code) for code in part}

    def asking(self, topic: str, asked: str) -> str:
        """The code of the item of a topic that asks the same, "" if none."""
        if topic not in self._asked:
            self._asked[topic] = self._of_topic(topic)
        return self._asked[topic].get(asked, "")

    def _of_topic(self, topic: str) -> dict[str, str]:
        names = dict(zip(_LEVELS, topic.split("/"), strict=True))
        rows = visible(self.user).filter(**names, latest__isnull=False).select_related("latest__stimulus")
        return {
            identity.asked(
                kind=item.latest.kind,
                shared=item.latest.stimulus.text if item.latest.stimulus else "",
                stem=item.latest.stem,
                body=item.latest.body,
                key=item.latest.key,
            ): item.code
            for item in rows.order_by("-code")
            if item.latest
        }

    def has_stimulus(self, code: str) -> bool:
        """Whether a shared stem has this code."""
        if code not in self._stimuli:
            self._stimuli[code] = Stimulus.objects.filter(code=code).exists()
        return self._stimuli[code]

    def may_join(self, code: str) -> bool:
        """Whether a part may be added to the shared stem of this code: all its parts are open to the user."""
        if code not in self._open_stimuli:
            parts = Item.objects.filter(stimulus__code=code).count()
            self._open_stimuli[code] = parts == visible(self.user).filter(stimulus__code=code).count()
        return self._open_stimuli[code]

    def parts(self, stimulus: str) -> set[int]:
        """The places taken in a shared stem, by the bank and by what this import has given so far."""
        if stimulus not in self._parts:
            rows = Item.objects.filter(stimulus__code=stimulus, part__isnull=False).values_list("part", flat=True)
            self._parts[stimulus] = {part for part in rows if part is not None}
        return self._parts[stimulus]


_LEVELS = (
    "topic__subject__level__certification__code",
    "topic__subject__level__code",
    "topic__subject__code",
    "topic__code",
)


def standing(user: Any) -> Standing:
    """The bank as this user sees it; without a user (a command) everything but what is sealed."""
    references = frozenset(Reference.objects.values_list("code", flat=True))
    return Standing(tuple(bank.topics_by_key()), user, references)


def visible(user: Any) -> QuerySet[Item]:
    """The items that may be read: a command's operator reads everything but what is sealed."""
    if user is not None:
        return policies.visible_items(user)
    return Item.objects.filter(policies.unsealed())
