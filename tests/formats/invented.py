"""Helpers of the format tests: sample files, invented questions of every kind, what must survive a round trip."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from question_bank.formats.rules import marks
from question_bank.formats.rules.exchange import Question, SharedStem
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base, get

FILES = Path(__file__).parent.parent / "data" / "exchange"
IDS = "abcdefghijklmnopqrstuvwxyz"


def sample(name: str) -> bytes:
    """The bytes of a sample file."""
    return (FILES / name).read_bytes()


#: Letters, signs that some format takes for its own, and what Taiwanese texts hold.
_SIGNS = "abAZ 09 碳中和淨零～＝＃｛｝：％－＞，。、（）~=#{}:%->|\\/.;,'\"!?+@&[]"
words = (
    st.text(st.sampled_from(_SIGNS), min_size=1, max_size=14)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and "-\\>" not in text)
)


def _words(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=count, max_size=6, unique_by=_loose)


def _loose(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold() or text


def _options(texts: list[str]) -> list[dict[str, Any]]:
    return [{"id": IDS[place], "text": text} for place, text in enumerate(texts)]


@st.composite
def questions(draw: st.DrawFn, kind: ItemKind, **fixed: Any) -> Question:
    """A question of a kind without flaws."""
    body, key = draw(_CONTENT[kind])
    facts = {"stem": draw(words), "explanation": draw(st.one_of(st.just(""), words))} | fixed
    question = Question(where="X", kind=kind, body=body, key=key, **facts)
    assert get(kind).flaws(body, key) == []
    return question


@st.composite
def _single(draw: st.DrawFn) -> tuple[Any, Any]:
    texts = draw(_words(2))
    return {"options": _options(texts)}, [[draw(st.sampled_from(IDS[: len(texts)]))]]


@st.composite
def _multiple(draw: st.DrawFn) -> tuple[Any, Any]:
    texts = draw(_words(2))
    chosen = draw(st.sets(st.sampled_from(IDS[: len(texts)]), min_size=1))
    return {"options": _options(texts)}, [sorted(chosen)]


@st.composite
def _numerical(draw: st.DrawFn) -> tuple[Any, Any]:
    numbers = st.decimals(-9999, 9999, places=2).map(lambda value: format(value, "f"))
    slack = st.sampled_from(["0", "0.5", "10"])
    return {"units": []}, draw(
        st.lists(st.fixed_dictionaries({"value": numbers, "tolerance": slack}), min_size=1, max_size=3)
    )


@st.composite
def _matching(draw: st.DrawFn) -> tuple[Any, Any]:
    rows, targets = draw(_words(1)), draw(_words(2))
    body = {
        "rows": [{"id": f"r{place}", "text": text} for place, text in enumerate(rows, 1)],
        "targets": [{"id": f"t{place}", "text": text} for place, text in enumerate(targets, 1)],
    }
    choice = st.integers(1, len(targets))
    return body, [[f"r{place}:t{draw(choice)}" for place in range(1, len(rows) + 1)]]


@st.composite
def _ordering(draw: st.DrawFn) -> tuple[Any, Any]:
    texts = draw(_words(2))
    return {"options": _options(texts)}, [draw(st.permutations(IDS[: len(texts)]))]


@st.composite
def _short_text(draw: st.DrawFn) -> tuple[Any, Any]:
    return {}, [{"text": text} for text in draw(st.lists(words, min_size=1, max_size=3, unique=True))]


_CONTENT = {
    ItemKind.SINGLE: _single(),
    ItemKind.MULTIPLE: _multiple(),
    ItemKind.TRUE_FALSE: st.tuples(st.just({}), st.sampled_from([[["true"]], [["false"]]])),
    ItemKind.NUMERICAL: _numerical(),
    ItemKind.MATCHING: _matching(),
    ItemKind.ORDERING: _ordering(),
    ItemKind.SHORT_TEXT: _short_text(),
}


def meaning(question: Question) -> tuple[Any, ...]:
    """What is asked and what is right, by texts: ids and the order of matching's targets do not matter."""
    body, key = question.body, question.key
    texts = {part.id: part.text for name in ("options", "rows", "targets") for part in base.parts(body, name)}
    if question.kind is ItemKind.MATCHING:
        pairs = [tuple(texts[one] for one in pair.split(":")) for pair in key[0]]
        return question.kind, question.stem, pairs, sorted(part.text for part in base.parts(body, "targets"))
    if question.kind is ItemKind.NUMERICAL:
        return (
            question.kind,
            question.stem,
            [(Decimal(each["value"]), Decimal(each["tolerance"])) for each in key],
        )
    if question.kind is ItemKind.SHORT_TEXT:
        return question.kind, question.stem, [each["text"] for each in key]
    shown = [part.text for part in base.parts(body, "options")]
    right = [[texts.get(one, one) for one in each] for each in key]
    return question.kind, question.stem, shown, right


def shared(text: str) -> SharedStem:
    """A shared stem under the code G1."""
    return SharedStem("G1", text)


def escaped(question: Question) -> Question:
    """The same single choice with texts that are Markdown of exactly these words."""
    options = [part | {"text": marks.from_plain(part["text"])} for part in question.body["options"]]
    return replace(question, stem=marks.from_plain(question.stem), body={"options": options}, explanation="")
