"""Faces: an item as people see it, one template for each kind, in three modes.

``answer`` has the controls (exam screen, preview), ``review`` the response beside the right answer, ``print`` boxes and
lines for a pencil. The key is read in ``review`` alone; explanation, source and difficulty never are, so that no
template can leak them (KL-01).
"""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.core import markdown
from question_bank.items.enums import Credit, ItemKind
from question_bank.items.models import ItemVersion, StimulusVersion
from question_bank.items.rules import kinds
from question_bank.items.rules.kinds.base import EVERYTHING, Part, parts
from question_bank.items.selectors import assets

Mode: TypeAlias = Literal["answer", "review", "print"]
Images: TypeAlias = Mapping[str, str]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REMEMBERED = 4_096
_IMAGE = "asset:"
_MARKUP = ("$", "![", "`", "*", "_", "<", "&")


@dataclass(frozen=True, slots=True)
class ShownPart:
    """An option, target or unit. ``plain`` is its text where it has no markup, for lists that hold no HTML.

    ``place`` is where it stands, from 1; ``chosen`` and ``right`` are the response's and (in review) the key's.
    """

    id: str
    letter: str
    html: SafeString
    plain: str
    place: int
    chosen: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class ShownPair:
    """A row of a matching item with the target given and (in review) the right one."""

    id: str
    html: SafeString
    given: str = ""
    right: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the target given is the right one."""
        return self.given == self.right


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted answer in words: letters, or a value with its tolerance and unit."""

    text: str = ""
    tolerance: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Face:
    """Prepared values of one item in one mode; ``parts`` and ``sequence`` in the order this candidate sees.

    Only in review: ``share`` of the points, ``accepted`` answers, ``sequence`` as given and ``solution`` as it is right.
    """

    kind: ItemKind
    mode: Mode
    uid: str
    stem: SafeString
    parts: tuple[ShownPart, ...] = ()
    pairs: tuple[ShownPair, ...] = ()
    sequence: tuple[ShownPart, ...] = ()
    solution: tuple[ShownPart, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    given: str = ""
    limit: int = 0
    answered: bool = False
    key_alone: bool = False
    share: Fraction = Fraction(0)

    @property
    def is_right(self) -> bool:
        """Whether the response earns everything."""
        return self.share == EVERYTHING

    @property
    def is_partly_right(self) -> bool:
        """Whether the response earns something, not everything."""
        return 0 < self.share < EVERYTHING


def face(
    version: ItemVersion,
    *,
    order: Sequence[str] | None = None,
    uid: str = "",
    mode: Mode = "answer",
    response: Sequence[str] | None = (),
    credit: Credit = Credit.ALL_OR_NOTHING,
    images: Images | None = None,
) -> Face:
    """The prepared face of a version (a saved one, or one made in memory for a preview).

    ``order`` lists the ids of the arranged parts (``kinds.get(kind).arranged``) as they stand for this candidate.
    ``uid`` makes the ids of the page unique. ``response`` None: nobody answered, the review shows the key alone.
    ``images``: data URIs by ``asset:<sha256>``; None reads them.
    """
    kind, body = ItemKind(version.kind), version.body
    writer = _Writer(mode, images_of(texts_of(version)) if images is None else images)
    given = tuple(response or ())
    shown = Face(
        kind=kind,
        mode=mode,
        uid=uid or f"item-{version.pk or 'new'}",
        stem=writer.block(version.stem),
        answered=kinds.get(kind).is_answered(body, given),
        key_alone=response is None,
    )
    shown = _FILL[kind](shown, body, writer, order, given)
    if mode != "review":
        return shown
    shown = replace(shown, share=kinds.get(kind).share(body, version.key, given, Credit(credit)))
    return _SOLVE[kind](shown, body, writer, _nearest_first(kind, body, version.key, given), given)


def html(shown: Face) -> SafeString:
    """The HTML of a face."""
    return SafeString(get_template(f"question_bank/kinds/{shown.kind}.html").render({"face": shown}))


def answer_html(version: ItemVersion, images: Images | None = None) -> SafeString:
    """The controls of an item in the order of its body, as the exam screen gets them: the same for every candidate."""
    uid = f"item-{version.pk}"
    if any(_IMAGE in text for text in texts_of(version)):
        return html(face(version, uid=uid, images=images))
    return _remembered(version.kind, version.stem, json.dumps(version.body), uid, get_language() or "")


def stimulus_html(
    stimulus: StimulusVersion, *, uid: str = "", mode: Mode = "answer", images: Images | None = None
) -> SafeString:
    """The shared stem of a group."""
    writer = _Writer(mode, images_of([stimulus.text]) if images is None else images)
    shown = {"uid": uid or f"stimulus-{stimulus.pk or 'new'}", "mode": mode, "text": writer.block(stimulus.text)}
    return SafeString(get_template("question_bank/_stimulus.html").render({"stimulus": shown}))


def texts_of(version: ItemVersion) -> list[str]:
    """The Markdown of everything a candidate reads of an item."""
    return [version.stem, *(text for _, text in kinds.get(version.kind).texts(version.body))]


def images_of(texts: Iterable[str]) -> Images:
    """The images that texts name, as data URIs; no query where there are none."""
    naming = [text for text in texts if _IMAGE in text]
    return assets.data_uris(naming) if naming else {}


@functools.lru_cache(maxsize=_REMEMBERED)
def _remembered(kind: str, stem: str, body: str, uid: str, language: str) -> SafeString:
    """Equal texts give equal HTML in one language, so a room that starts together renders a paper once."""
    return html(face(ItemVersion(kind=kind, stem=stem, body=json.loads(body)), uid=uid, images={}))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Markdown to the HTML of a mode."""

    mode: Mode
    images: Images

    def block(self, source: str) -> SafeString:
        """A text of several paragraphs."""
        return (markdown.render_print if self.mode == "print" else markdown.render)(source, self.images)

    def line(self, source: str) -> SafeString:
        """One line."""
        return (markdown.render_inline_print if self.mode == "print" else markdown.render_inline)(source, self.images)


def _arranged(found: Sequence[Part], order: Sequence[str] | None) -> list[Part]:
    """The parts as ``order`` puts them; what it does not name follows."""
    by_id = {part.id: part for part in found}
    named = [by_id[each] for each in order or () if each in by_id]
    return named + [part for part in found if part not in named]


def _shown(found: Sequence[Part], writer: _Writer, chosen: Sequence[str] = ()) -> tuple[ShownPart, ...]:
    return tuple(
        ShownPart(
            id=part.id,
            letter=letter,
            html=writer.line(part.text),
            plain="" if any(sign in part.text for sign in _MARKUP) else part.text,
            place=place,
            chosen=part.id in chosen,
        )
        for place, (letter, part) in enumerate(zip(LETTERS, found, strict=False), start=1)
    )


def _fill_options(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    return replace(shown, parts=_shown(_arranged(parts(body, "options"), order), writer, given))


def _fill_statement(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    """Signs instead of letters; the words stand in the template."""
    return replace(
        shown,
        parts=tuple(
            ShownPart(name, sign, SafeString(), "", place, chosen=name in given)
            for place, (name, sign) in enumerate((("true", "○"), ("false", "✕")), start=1)
        ),
    )


def _fill_number(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    units = _shown(parts(body, "units"), writer, given[1:])
    return replace(shown, parts=units, given=given[0] if given else "", limit=kinds.numerical.LONGEST)


def _fill_pairs(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    targets = _shown(_arranged(parts(body, "targets"), order), writer)
    chosen = dict(pair.split(":", 1) for pair in given)
    pairs = tuple(ShownPair(row.id, writer.line(row.text), chosen.get(row.id, "")) for row in parts(body, "rows"))
    return replace(shown, parts=targets, pairs=pairs)


def _fill_order(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    """Letters name the options as they were first shown; the sequence is the response, or that first order."""
    options = _shown(_arranged(parts(body, "options"), order), writer)
    return replace(shown, parts=options, sequence=_sequence(options, given) if given else options)


def _fill_words(shown: Face, body: Any, writer: _Writer, order: Sequence[str] | None, given: Sequence[str]) -> Face:
    limit = int(body.get("max_length", kinds.words.DEFAULT_LENGTH))
    return replace(shown, given=given[0] if given else "", limit=limit)


def _nearest_first(kind: ItemKind, body: Any, key: kinds.Key, given: Sequence[str]) -> list[Any]:
    """The accepted answers, the one nearest to the response first."""
    strategy = kinds.get(kind)
    return sorted(key, key=lambda each: strategy.share(body, [each], given, Credit.PARTIAL), reverse=True)


def _solve_single(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    """Every accepted option is right."""
    right = {option for each in key for option in each}
    return replace(shown, parts=tuple(replace(part, right=part.id in right) for part in shown.parts))


def _solve_multiple(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    """The nearest set is marked; others are told in letters, in the order shown."""
    marked = tuple(replace(part, right=part.id in key[0]) for part in shown.parts)
    others = [[part.id for part in shown.parts if part.id in each] for each in key[1:]]
    return replace(shown, parts=marked, accepted=_in_letters(shown.parts, others))


def _solve_number(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    units = {part.id: part.html for part in shown.parts}
    only = shown.parts[0].html if len(shown.parts) == 1 else SafeString()
    accepted = tuple(
        Accepted(str(each["value"]), str(each.get("tolerance") or ""), units.get(each.get("unit", ""), only))
        for each in key
    )
    return replace(shown, accepted=accepted)


def _solve_pairs(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    right = dict(pair.split(":", 1) for pair in key[0])
    letters = {part.id: part.letter for part in shown.parts}
    pairs = tuple(
        replace(pair, given=letters.get(pair.given, ""), right=letters.get(right.get(pair.id, ""), ""))
        for pair in shown.pairs
    )
    return replace(shown, pairs=pairs)


def _solve_order(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    solution = _sequence(shown.parts, key[0])
    stands = tuple(
        replace(part, right=part.id == right.id) for part, right in zip(shown.sequence, solution, strict=True)
    )
    return replace(shown, sequence=stands, solution=solution, accepted=_in_letters(shown.parts, key[1:]))


def _solve_words(shown: Face, body: Any, writer: _Writer, key: list[Any], given: Sequence[str]) -> Face:
    return replace(shown, accepted=tuple(Accepted(_readable(str(each["text"]))) for each in key))


def _readable(pattern: str) -> str:
    """``*`` (anything) as an ellipsis, ``\\*`` as a star."""
    return pattern.replace("\\*", "\0").replace("*", "…").replace("\0", "*")


def _sequence(options: Sequence[ShownPart], ids: Sequence[str]) -> tuple[ShownPart, ...]:
    by_id = {part.id: part for part in options}
    return tuple(replace(by_id[each], place=place) for place, each in enumerate(ids, start=1))


def _in_letters(options: Sequence[ShownPart], accepted: Sequence[Sequence[str]]) -> tuple[Accepted, ...]:
    letters = {part.id: part.letter for part in options}
    return tuple(Accepted("".join(letters[each] for each in one)) for one in accepted)


_FILL = {
    ItemKind.SINGLE: _fill_options,
    ItemKind.MULTIPLE: _fill_options,
    ItemKind.TRUE_FALSE: _fill_statement,
    ItemKind.NUMERICAL: _fill_number,
    ItemKind.MATCHING: _fill_pairs,
    ItemKind.ORDERING: _fill_order,
    ItemKind.SHORT_TEXT: _fill_words,
}
_SOLVE = {
    ItemKind.SINGLE: _solve_single,
    ItemKind.MULTIPLE: _solve_multiple,
    ItemKind.TRUE_FALSE: _solve_single,
    ItemKind.NUMERICAL: _solve_number,
    ItemKind.MATCHING: _solve_pairs,
    ItemKind.ORDERING: _solve_order,
    ItemKind.SHORT_TEXT: _solve_words,
}
