"""What the review page of an item shows: its fields with their remarks, the steps one may take, its history."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.core import markdown
from lms.core.templatetags.ui import localized
from question_bank.items.enums import ItemState
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules import kinds
from question_bank.items.rules import lifecycle as way
from question_bank.items.rules.kinds.base import parts
from question_bank.items.rules.lifecycle import Hindrance
from question_bank.items.selectors import authorship, faces, hindrances
from question_bank.review import policies
from question_bank.review.enums import Action
from question_bank.review.models import Comment, Decision
from question_bank.review.rules import fields, obstacles
from question_bank.review.selectors import explanations, people, standing

_NOTHING = SafeString()
_LISTS = ("options", "rows", "targets", "units")


@dataclass(frozen=True)
class Thread:
    """A remark with its answers, oldest first; ``old`` when it was made on an earlier version."""

    first: Comment
    replies: list[Comment]
    old: bool
    may_resolve: bool


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


def face(version: ItemVersion) -> SafeString:
    """The item as a candidate would see it, with the right answer shown; without it while the key cannot be used."""
    strategy = kinds.get(version.kind)
    if strategy.flaws(version.body, version.key):
        return faces.html(faces.face(version, uid="review"))
    answer = strategy.model_answer(version.key)
    return faces.html(faces.face(version, uid="review", mode="review", response=answer))


def stimulus(version: ItemVersion) -> SafeString:
    """The shared stem; empty for an item without one."""
    return faces.stimulus_html(version.stimulus, uid="review-stimulus") if version.stimulus else SafeString()


def shown_fields(item: Item, version: ItemVersion, threads: dict[str, list[Thread]]) -> list[ShownField]:
    """Every field in the order of the page, then those of older versions that still have remarks."""
    shown = [_shown(item, version, name, threads.get(name, [])) for name in fields.of_body(version.body)]
    known = {each.name for each in shown}
    gone = [
        ShownField(name, explanations.field(name), threads=found)
        for name, found in threads.items()
        if name not in known
    ]
    return [each for each in shown if each.html or each.text or each.threads or each.name == "general"] + gone


def threads(item: Item, user: Any) -> dict[str, list[Thread]]:
    """All remarks of an item by field: open ones of every version, settled ones of the newest."""
    found = Comment.objects.filter(version__item=item).select_related("author", "resolved_by", "version").order_by("id")
    replies: dict[int, list[Comment]] = {}
    for comment in found:
        if comment.answers_id:
            replies.setdefault(comment.answers_id, []).append(comment)
    judge = _may_judge(item, user)
    shown: dict[str, list[Thread]] = {}
    for comment in found:
        is_old = comment.version_id != item.latest_id
        if comment.answers_id or (is_old and comment.resolved_at):
            continue
        may = judge or comment.author_id == user.pk
        shown.setdefault(comment.field, []).append(Thread(comment, replies.get(comment.pk, []), is_old, may))
    return shown


@dataclass(frozen=True)
class Offer:
    """A step that belongs to the item's state; ``why`` says why this person cannot take it, empty when they can."""

    action: str
    label: str
    url: str
    why: tuple[str, ...] = ()

    @property
    def asks_note(self) -> bool:
        """Whether a text goes with the step."""
        return self.action in (Action.RETURN, Action.REVIEW, Action.APPROVE, Action.RETIRE)

    @property
    def note_required(self) -> bool:
        """Whether the step is refused without one; sending back is not when remarks stand open."""
        return self.action == Action.RETIRE

    @property
    def note_label(self) -> str:
        """What the text is."""
        names = {Action.RETURN: _("要修改什麼（未寫欄位意見時必填）"), Action.RETIRE: _("停用理由")}
        return names.get(Action(self.action), _("補充說明"))

    @property
    def kind(self) -> str:
        """The button's look: what sends back or withdraws is secondary, retiring is dangerous."""
        if self.action == Action.RETIRE:
            return "danger"
        return "secondary" if self.action in (Action.RETURN, Action.WITHDRAW, Action.REVIVE) else "primary"


def offers(item: Item, user: Any, *, may_edit: bool, on: dt.date) -> list[Offer]:
    """The steps of the item's state for this person, those they cannot take with the reasons."""
    state, judge = ItemState(item.state), policies.can_judge(user)
    author = authorship.is_author(item, user)
    case = standing.case(item, user, on=on)
    found = []
    if state is ItemState.DRAFT and may_edit:
        found.append(_offer(Action.SUBMIT, item, author))
    if state is ItemState.SUBMITTED and (judge or author):
        found.append(_offer(Action.REVIEW, item, author, obstacles.to_review(case), case))
    if state is ItemState.REVIEWED and (judge or author):
        found.append(_offer(Action.APPROVE, item, author, obstacles.to_approve(case), case))
    if state in (ItemState.SUBMITTED, ItemState.REVIEWED):
        if judge and not author and not case.is_submitter:
            found.append(_offer(Action.RETURN, item, author))
        elif may_edit or author or case.is_submitter:
            found.append(_offer(Action.WITHDRAW, item, author))
    if policies.can_assign(user):
        found.append(_offer(Action.REVIVE if state is ItemState.RETIRED else Action.RETIRE, item, author))
    return found


@dataclass(frozen=True)
class Past:
    """A decision as the history shows it."""

    label: str
    who: str
    at: dt.datetime
    version: int
    note: str
    checks: list[str]


def history(item: Item) -> list[Past]:
    """Every decision about the item, the newest first."""
    found = Decision.objects.filter(item=item).select_related("actor", "version").order_by("-id")
    return [
        Past(
            explanations.action(each.action),
            people.name(each.actor),
            each.at,
            each.version.number,
            each.note,
            [explanations.check(check) for check in each.checks],
        )
        for each in found
    ]


_TO = {
    Action.SUBMIT: ItemState.SUBMITTED,
    Action.WITHDRAW: ItemState.DRAFT,
    Action.RETURN: ItemState.DRAFT,
    Action.REVIEW: ItemState.REVIEWED,
    Action.APPROVE: ItemState.APPROVED,
    Action.RETIRE: ItemState.RETIRED,
    Action.REVIVE: ItemState.DRAFT,
}


def _offer(
    action: Action,
    item: Item,
    author: bool,
    against: tuple[obstacles.Obstacle, ...] = (),
    case: obstacles.Case | None = None,
) -> Offer:
    is_locked = action is Action.RETIRE and item.locks.filter(released_at=None).exists()
    found = way.hindrances(way.Standing(ItemState(item.state), is_author=author, is_locked=is_locked), _TO[action])
    why = [hindrances.text(each) for each in found if each in (Hindrance.OWN_ITEM, Hindrance.LOCKED)]
    # Somebody's own item needs no further reason; the rest would read as if mending it helped.
    if not why and case is not None:
        why = [explanations.obstacle(each, case) for each in against]
    url = reverse(f"review:{action.value}", args=[item.public_id])
    return Offer(action.value, explanations.action(action.value), url, tuple(why))


def _shown(item: Item, version: ItemVersion, name: str, found: list[Thread]) -> ShownField:
    label = explanations.field(name)
    head, _colon, part = name.partition(":")
    if head == fields.PART:
        return _shown_part(version, name, label, part, found)
    text, html, url = "", SafeString(), ""
    if name == "stem":
        html = markdown.render(version.stem)
    elif name == "explanation":
        html = markdown.render(version.explanation)
    elif name == "stimulus" and version.stimulus:
        html = markdown.render(version.stimulus.text)
    elif name == "key":
        text = _key(version)
    elif name == "source":
        text, url = version.source_title or version.source_url, version.source_url
        if version.valid_as_of:
            text = _("%(title)s（查證日期 %(date)s）") % {"title": text, "date": version.valid_as_of.isoformat()}
    elif name == "topic":
        text = f"{item.topic.code} {localized(item.topic, 'title')}"
    elif name == "difficulty" and version.difficulty is not None:
        text = _("預期答對率 %(share)s") % {"share": f"{version.difficulty:.0%}"}
    return ShownField(name, label, html, text, url=url, threads=found)


def _shown_part(version: ItemVersion, name: str, label: str, part: str, found: list[Thread]) -> ShownField:
    texts = [each.text for key in _LISTS for each in parts(version.body, key) if each.id == part]
    right = any(isinstance(each, list) and part in each for each in version.key)
    html = format_html_join("・", "{}", ((markdown.render_inline(text),) for text in texts))
    return ShownField(name, label, html, right=right and version.kind in ("single", "multiple"), threads=found)


def _key(version: ItemVersion) -> str:
    """The accepted answers in plain words."""
    names = {"true": _("正確"), "false": _("錯誤")}
    shown = []
    for each in version.key if isinstance(version.key, list) else []:
        if isinstance(each, dict):
            shown.append(" ".join(str(value) for value in each.values() if value not in ("", None)))
        else:
            shown.append("、".join(names.get(str(one), str(one)) for one in each))
    return _(" 或 ").join(shown)


def _may_judge(item: Item, user: Any) -> bool:
    return policies.can_judge(user) and not authorship.is_author(item, user)
