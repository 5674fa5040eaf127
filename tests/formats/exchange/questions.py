"""Questions of every kind, drawn by Hypothesis, and their meaning in what readers see."""

import hashlib
import io
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from PIL import Image as Pillow

from question_bank.formats.rules import escapes, html_text
from question_bank.formats.rules.exchange import Image, Question, SharedStem
from question_bank.items.enums import ItemKind


def image() -> Image:
    """A tiny image."""
    made = io.BytesIO()
    Pillow.new("RGB", (3, 2), "#2a7").save(made, "PNG")
    return Image(hashlib.sha256(made.getvalue()).hexdigest(), "image/png", made.getvalue(), 3, 2)


IMAGE = image()
SIGNS = "淨零排放碳費ＡａBz09 .,;:!?()[]{}<>&'\"*_`~#+-=|/\\$%@^…—「」，。é"
_plain = st.text(SIGNS, min_size=1, max_size=24).filter(str.strip).map(lambda text: " ".join(text.split()))
_markup = st.sampled_from(
    ["", "", "**粗體**", "*斜體*", "$E = mc^2$", r"$\frac{a}{b}$", f"![圖](asset:{IMAGE.sha256})"]
)


@st.composite
def line(draw: st.DrawFn) -> str:
    """One line of Markdown with a formula, an image or emphasis at times."""
    words = escapes.line_starts(escapes.words(draw(_plain)))
    extra = draw(_markup)
    return f"{words} {extra}".strip() if extra else words


@st.composite
def stem(draw: st.DrawFn) -> str:
    """One to three paragraphs, a list among them at times."""
    blocks = draw(st.lists(line(), min_size=1, max_size=3))
    return "\n\n".join([*blocks, *draw(st.sampled_from([(), ("- 甲\n- 乙",), ("1. 甲\n2. 乙",)]))])


def ids(count: int) -> list[str]:
    return list("abcdefghijklmnopqrstuvwxyz"[:count])


@st.composite
def options(draw: st.DrawFn, *, pins: bool) -> list[dict[str, Any]]:
    texts = draw(st.lists(line(), min_size=2, max_size=5, unique_by=shown))
    fixed = draw(st.booleans()) if pins else False
    return [
        {"id": mark, "text": text, **({"pinned": True} if fixed else {})}
        for mark, text in zip(ids(5), texts, strict=False)
    ]


@st.composite
def content(draw: st.DrawFn, kind: ItemKind) -> tuple[dict[str, Any], list[Any]]:
    match kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            found = draw(options(pins=True))
            some = draw(st.lists(st.sampled_from(ids(len(found))), min_size=1, max_size=len(found), unique=True))
            key = [[each] for each in sorted(some)] if kind is ItemKind.SINGLE else [sorted(some)]
            return {"options": found}, key
        case ItemKind.TRUE_FALSE:
            return {}, [[draw(st.sampled_from(["true", "false"]))]]
        case ItemKind.ORDERING:
            found = draw(options(pins=False))
            return {"options": found}, [draw(st.permutations(ids(len(found))))]
        case ItemKind.MATCHING:
            rows = draw(st.lists(line(), min_size=1, max_size=4))
            targets = draw(
                st.lists(
                    _plain.map(lambda text: escapes.line_starts(escapes.words(text))),
                    min_size=2,
                    max_size=4,
                    unique_by=shown,
                )
            )
            pairs = [f"r{n}:t{draw(st.integers(1, len(targets)))}" for n in range(1, len(rows) + 1)]
            return {
                "rows": [{"id": f"r{n}", "text": text} for n, text in enumerate(rows, start=1)],
                "targets": [{"id": f"t{n}", "text": text} for n, text in enumerate(targets, start=1)],
            }, [pairs]
        case ItemKind.SHORT_TEXT:
            words = draw(
                st.lists(
                    _plain.map(lambda text: text.replace("\\", "")).filter(str.strip),
                    min_size=1,
                    max_size=3,
                    unique=True,
                )
            )
            words = [
                text.replace("*", "\\*") if draw(st.booleans()) else text
                for text in words
                if text.replace("*", "").strip()
            ]
            exact = draw(st.booleans())
            words = words or ["淨零"]
            return {"max_length": 60}, [
                {"text": " ".join(text.split()), **({"exact": True} if exact else {})} for text in words
            ]
        case _:
            return draw(numerical())


@st.composite
def numerical(draw: st.DrawFn) -> tuple[dict[str, Any], list[Any]]:
    """None, one, or several units whose answers are multiples of each other."""
    value = st.decimals("-9999", "9999", places=3, allow_nan=False)
    found = draw(
        st.lists(
            st.tuples(value.filter(bool), st.decimals("0", "99", places=2)),
            min_size=1,
            max_size=2,
            unique_by=lambda each: each[0],
        )
    )
    units = draw(st.sampled_from([(), ("kg",), ("kg", "t"), ("公斤", "公噸", "g")]))
    factors = [Decimal(1), Decimal("0.001"), Decimal(1000)]
    key = [
        {"value": _number(v * f), "tolerance": _number(t * f), "unit": f"u{n}" if units else ""}
        for v, t in found
        for n, f in enumerate(factors[: max(len(units), 1)], start=1)
    ]
    return {"units": [{"id": f"u{n}", "text": text} for n, text in enumerate(units, start=1)]}, key


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


@st.composite
def question(draw: st.DrawFn, kind: ItemKind, *, shared: bool) -> Question:
    """A question of a kind, with our own facts at times."""
    body, key = draw(content(kind))
    with_stem = draw(st.booleans()) if shared else False
    facts: dict[str, Any] = {}
    if draw(st.booleans()):
        facts = {
            "code": "GC-U01-0007",
            "topic": "green/standard/GC/U01",
            "use": "secure",
            "difficulty": Decimal("0.62"),
            "valid_as_of": date(2026, 11, 1),
            "source_title": "氣候變遷因應法",
            "source_url": "https://law.example/a?b=1&c=2",
            "references": ("climate-act-4", "fee-2"),
        }
    return Question(
        where="1",
        kind=kind,
        stem=draw(stem()),
        body=body,
        key=key,
        name=draw(_plain),
        reference=draw(st.sampled_from(["", "Q 7", "ref_1"])),
        explanation=draw(st.one_of(st.just(""), stem())),
        shared=SharedStem("case-1", draw(stem())) if with_stem else None,
        part=1 if with_stem else None,
        images={IMAGE.sha256: IMAGE},
        **facts,
    )


def shown(text: str) -> str:
    """What a reader sees of a Markdown text."""
    html = html_text.from_markdown(text, image_src=str, mathematics="tex")
    return " ".join(html.split())


def seen(found: Question) -> dict[str, Any]:
    """The meaning of a question: what is shown, what is right, and our facts; ids and unused images do not matter."""
    parts = {
        name: {part["id"]: shown(part["text"]) for part in found.body.get(name, [])}
        for name in ("options", "rows", "targets", "units")
    }
    words = {mark: text for each in parts.values() for mark, text in each.items()}
    ordered = found.kind is ItemKind.ORDERING
    return {
        "kind": found.kind,
        "texts": [shown(text) for text in (found.stem, found.explanation, found.shared.text if found.shared else "")],
        "name": found.name,
        "reference": found.reference,
        "options": sorted(parts["options"].values()) if ordered else list(parts["options"].values()),
        "pinned": [bool(part.get("pinned")) for part in found.body.get("options", [])],
        "rows": list(parts["rows"].values()),
        "targets": sorted(parts["targets"].values()),
        "units": list(parts["units"].values()),
        "key": [_right(each, words, ordered) for each in found.key],
        "facts": (found.code, found.topic, found.use, found.difficulty, found.valid_as_of, found.source_title),
        "sources": (found.source_url, tuple(found.references)),
    }


def _right(each: Any, words: dict[str, str], ordered: bool) -> Any:
    if isinstance(each, dict):
        given = {**each, "unit": words.get(each.get("unit", ""), "")} if "value" in each else dict(each)
        return {name: value for name, value in given.items() if value not in ("", False)}
    found = [tuple(words.get(one, one) for one in part.split(":")) for part in each]
    return found if ordered else sorted(found)
