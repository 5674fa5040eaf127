"""The fields of an item as its review page shows them, each with its remarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.core import markdown
from lms.core.templatetags.ui import day, localized
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion
from question_bank.items.rules.kinds.base import parts
from question_bank.items.selectors import assets
from question_bank.review.rules import fields
from question_bank.review.selectors import explanations, wording
from question_bank.review.selectors.threads import Thread

Images: TypeAlias = Mapping[str, str]
_NOTHING = SafeString()
_CHOICES = (ItemKind.SINGLE, ItemKind.MULTIPLE)
_LISTS = ("options", "rows", "targets", "units")


@dataclass(frozen=True)
class ShownField:
    """A field of the item as the page shows it; ``html`` for Markdown, ``text`` for plain values."""

    name: str
    label: str
    html: SafeString = _NOTHING
    text: str = ""
    right: bool = False
    url: str = ""
    threads: list[Thread] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many remarks on it stand open."""
        return sum(thread.first.resolved_at is None for thread in self.threads)

    @property
    def anchor(self) -> str:
        """The field's id on the page."""
        return "field-" + self.name.replace(":", "-")


def of_version(version: ItemVersion, threads: dict[str, list[Thread]]) -> list[ShownField]:
    """Every field in the order of the page, then those of older versions that still have remarks."""
    inner = [each.text for key in _LISTS for each in parts(version.body, key)]
    images = assets.data_uris([*_texts(version).values(), *inner])
    shown = [_shown(version, name, images, threads.get(name, [])) for name in fields.of_body(version.body)]
    known = {each.name for each in shown}
    gone = [
        ShownField(name, explanations.field(name), threads=found)
        for name, found in threads.items()
        if name not in known
    ]
    return [each for each in shown if each.html or each.text or each.threads or each.name == "general"] + gone


def _shown(version: ItemVersion, name: str, images: Images, found: list[Thread]) -> ShownField:
    label, texts = explanations.field(name), _texts(version)
    head, _colon, part = name.partition(":")
    if head == fields.PART:
        return _shown_part(version, name, part, images, found)
    if name in texts:
        return ShownField(name, label, markdown.render(texts[name], images), threads=found)
    plain = {"key": wording.key, "source": _source, "topic": _topic, "difficulty": _difficulty}
    text = plain[name](version) if name in plain else ""
    return ShownField(name, label, text=text, url=version.source_url if name == "source" else "", threads=found)


def _texts(version: ItemVersion) -> dict[str, str]:
    """The fields that are Markdown, but for the parts of the body."""
    shared = {"stimulus": version.stimulus.text} if version.stimulus else {}
    return shared | {"stem": version.stem, "explanation": version.explanation}


def _shown_part(version: ItemVersion, name: str, part: str, images: Images, found: list[Thread]) -> ShownField:
    texts = [each.text for key in _LISTS for each in parts(version.body, key) if each.id == part]
    right = version.kind in _CHOICES and any(isinstance(each, list) and part in each for each in version.key)
    html = format_html_join("・", "{}", ((markdown.render_inline(text, images),) for text in texts))
    return ShownField(name, wording.part_names(version).get(part, part), html, right=right, threads=found)


def _source(version: ItemVersion) -> str:
    title = version.source_title or version.source_url
    if version.valid_as_of is None:
        return title
    return _("%(title)s（內容依據日 %(date)s）") % {"title": title, "date": day(version.valid_as_of)}


def _topic(version: ItemVersion) -> str:
    topic = version.item.topic
    return f"{topic.code} {localized(topic, 'title')}"


def _difficulty(version: ItemVersion) -> str:
    if version.difficulty is None:
        return ""
    return _("預期答對率 %(share)s") % {"share": f"{version.difficulty:.0%}"}
