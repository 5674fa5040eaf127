"""A shared stem with its parts."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from question_bank.items.models import Item, ItemVersion, Stimulus, StimulusVersion
from question_bank.items.selectors import faces, labels
from question_bank.items.selectors.page import stem


@dataclass(frozen=True)
class Part:
    """An item of the group as the page lists it."""

    item: Item
    stem: str
    kind: str
    state: str
    badge: str


@dataclass(frozen=True)
class Shown:
    """The newest text and the parts."""

    text: str
    number: int
    parts: tuple[Part, ...]

    @property
    def versions(self) -> list[ItemVersion]:
        """The newest versions of the parts."""
        return [part.item.latest for part in self.parts if part.item.latest]


def of(stimulus: Stimulus) -> Shown:
    """The newest text of a shared stem and its parts in order."""
    version = stimulus.versions.order_by("-number").first()
    return Shown(
        text=version.text if version else "",
        number=version.number if version else 0,
        parts=tuple(
            Part(
                item=item,
                stem=stem(item),
                kind=str(labels.KINDS[item.latest.kind]) if item.latest else "",
                state=str(labels.STATES[item.state]),
                badge=labels.STATE_BADGES[item.state],
            )
            for item in stimulus.parts.select_related("latest").order_by("part")
        ),
    )


def preview(text: str) -> SafeString:
    """A text as the shared stem of the exam screen."""
    return faces.stimulus_html(StimulusVersion(text=text), uid="preview")
