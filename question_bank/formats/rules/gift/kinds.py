"""The kind that GIFT's answers make, with body and key in our shape."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from question_bank.formats.rules import html_text, marks
from question_bank.formats.rules.exchange import Image
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.gift import answers, escapes
from question_bank.formats.rules.gift.answers import Answer, Inside
from question_bank.formats.rules.verdicts import Fault, Unsupported
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import numerical, words

_PREFIX = re.compile(r"\s*[\[［](html|markdown|moodle|plain|ｈｔｍｌ)[\]］]", re.I)
_HTML = re.compile(
    r"<(?:p|br|b|i|u|em|strong|sub|sup|span|div|img|table|ul|ol|li|a|h[1-6]|pre|code)\b[^<>]*>|&(?:#?\w{2,8});", re.I
)
_TRUE, _FALSE = ("t", "true"), ("f", "false")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_UNIT = re.compile(r"\s*（單位：(?P<unit>[^（）]{1,40})）\s*\Z")
IDS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Text:
    """Turns a text of the question into Markdown; an answer may name a format of its own."""

    form: str
    where: str
    losses: Losses
    images: dict[str, Image] = field(default_factory=dict)

    def markdown(self, raw: str, *, inline: bool = True) -> str:
        """The text as Markdown."""
        form, rest = prefix(raw)
        form = form or self.form
        text = escapes.shown(rest).strip()
        if form == "markdown":
            return text.replace("-\\>", "->")
        if form == "html" or (form != "plain" and _HTML.search(text)):
            return self._from_html(text, inline)
        return marks.from_plain(text)

    def lose(self, code: str, zh: str, en: str) -> None:
        """Note what the question loses."""
        self.losses.add(code, self.where, (zh, en))

    def _from_html(self, text: str, inline: bool) -> str:
        found = html_text.to_markdown(text, inline=inline)
        self.images.update(found.images)
        for loss in found.losses:
            self.lose(loss.code, loss.zh, loss.en)
        return found.text.strip()


def prefix(text: str) -> tuple[str, str]:
    """``[html]`` and the like before a text: (its name, the rest)."""
    match = _PREFIX.match(text)
    return (unicodedata.normalize("NFKC", match[1]).lower(), text[match.end() :]) if match else ("", text)


def content(inside: Inside, text: Text, stem: str) -> dict[str, Any]:
    """Kind, stem, body, key and explanation."""
    made = _kind(inside, text)
    shown = text.markdown(stem, inline=False)
    unit = _UNIT.search(shown) if made["kind"] is ItemKind.NUMERICAL else None
    if unit:
        shown = shown[: unit.start()]
        made["body"] = {"units": [{"id": "u1", "text": unit["unit"].strip()}]}
    explanation = _explanation(inside, text, made["kind"])
    return {"stem": shown, "explanation": explanation, "images": text.images, **made}


def _kind(inside: Inside, text: Text) -> dict[str, Any]:
    if inside.is_numerical:
        return _numerical(inside.answers, text)
    if not inside.answers:
        raise Unsupported(
            "essay",
            ("申論題不支援，沒有匯入。", "Essay questions are not supported; it was not imported."),
            ("請改為其他題型。", "Rewrite it as another kind."),
        )
    if inside.has_wrong_ones:
        if inside.tight:
            text.lose(
                "equals_as_text",
                "選項文字中未跳脫的「=」視為文字（例如 x=5）。",
                "An unescaped “=” within an option (such as x=5) was read as text.",
            )
        return _choice(inside.answers, text)
    verdict = _true_false(inside.answers)
    if verdict:
        return {"kind": ItemKind.TRUE_FALSE, "body": {}, "key": [[verdict]]}
    if inside.answers[0].mark and answers.are_pairs(inside.answers):
        return _matching(inside.answers, text)
    return _short_text(inside.answers, text)


def _choice(found: Sequence[Answer], text: Text) -> dict[str, Any]:
    if len(found) < 2:
        raise Fault(
            "few_options",
            ("選擇題至少要有兩個選項。", "A choice needs at least two options."),
            ("請補上選項。", "Add options."),
        )
    if len(found) > len(IDS):
        raise Fault(
            "many_options",
            (f"選項超過 {len(IDS)} 個。", f"More than {len(IDS)} options."),
            ("請減少選項。", "Use fewer."),
        )
    body = {"options": [{"id": IDS[place], "text": text.markdown(each.text)} for place, each in enumerate(found)]}
    one = any(each.mark == "=" for each in found)
    if one:
        right = [IDS[place] for place, each in enumerate(found) if each.percent >= 100]
        if any(0 != each.percent < 100 for each in found):
            _lose_weights(text)
        kind, key = ItemKind.SINGLE, [[each] for each in right]
    else:
        right = [IDS[place] for place, each in enumerate(found) if each.percent > 0]
        if right and not answers.is_even(found):
            _lose_weights(text)
        kind, key = ItemKind.MULTIPLE, [right]
    if not right:
        raise _no_right_answer()
    return {"kind": kind, "body": body, "key": key}


def _true_false(found: Sequence[Answer]) -> str:
    word = unicodedata.normalize("NFKC", escapes.shown(found[0].text)).casefold().strip()
    if len(found) > 1 or found[0].mark:
        return ""
    return "true" if word in _TRUE else "false" if word in _FALSE else ""


def _short_text(found: Sequence[Answer], text: Text) -> dict[str, Any]:
    full = [each for each in found if each.mark != "=" or each.percent >= 100]
    if len(full) < len(found):
        _lose_weights(text)
    key = [{"text": _word(each.text)} for each in full]
    if not key:
        raise _no_right_answer()
    longest = max(words.DEFAULT_LENGTH, *(len(each["text"]) for each in key))
    return {"kind": ItemKind.SHORT_TEXT, "body": {"max_length": min(longest, words.LONGEST)}, "key": key}


def _word(raw: str) -> str:
    """An accepted answer: no markup, whatever the format."""
    return escapes.shown(prefix(raw)[1]).strip().replace("-\\>", "->")


def _matching(found: Sequence[Answer], text: Text) -> dict[str, Any]:
    rows: list[dict[str, str]] = []
    targets: dict[str, str] = {}
    key: list[str] = []
    for each in found:
        arrow = answers.arrow(each.text)
        if arrow is None:
            raise Fault(
                "no_arrow",
                ("配合題有一組缺少「->」。", "A pair of the matching question lacks its “->”."),
                ("請寫成 =左 -> 右。", "Write =left -> right."),
            )
        left, right = each.text[: arrow.start()].strip(), text.markdown(each.text[arrow.end() :])
        target = targets.setdefault(right, f"t{len(targets) + 1}")
        if left:
            rows.append({"id": f"r{len(rows) + 1}", "text": text.markdown(left)})
            key.append(f"{rows[-1]['id']}:{target}")
    if not rows:
        raise _no_right_answer()
    body = {"rows": rows, "targets": [{"id": known, "text": name} for name, known in targets.items()]}
    return {"kind": ItemKind.MATCHING, "body": body, "key": [key]}


def _numerical(found: Sequence[Answer], text: Text) -> dict[str, Any]:
    given = [each for each in found if each.mark != "~" and each.text]
    full = [each for each in given if each.mark != "=" or each.percent >= 100]
    if len(full) < len(given):
        _lose_weights(text)
    if not full:
        raise _no_right_answer()
    return {"kind": ItemKind.NUMERICAL, "body": {"units": []}, "key": [_alternative(each.text) for each in full]}


def _alternative(raw: str) -> dict[str, str]:
    plain = answers.number_text(raw[:200])
    low, dots, high = plain.partition("..")
    if dots:
        least, most = _number(low, plain), _number(high, plain)
        if least > most:
            raise _not_a_number(plain)
        return {"value": _written((least + most) / 2), "tolerance": _written((most - least) / 2)}
    value, _, tolerance = plain.partition(":")
    allowed = _number(tolerance, plain) if tolerance else Decimal(0)
    if allowed < 0:
        raise _not_a_number(plain)
    return {"value": _written(_number(value, plain)), "tolerance": _written(allowed)}


def _number(text: str, whole: str) -> Decimal:
    value = numerical.number(text) if "," not in text or _GROUPED.fullmatch(text) else None
    if value is None:
        raise _not_a_number(whole)
    return value


def _written(value: Decimal) -> str:
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _explanation(inside: Inside, text: Text, kind: ItemKind) -> str:
    """The general feedback, then what each answer's own feedback says."""
    lines = [(escapes.shown(prefix(each.text)[1]).strip(), each.feedback) for each in inside.answers if each.feedback]
    if kind is ItemKind.TRUE_FALSE and lines:
        wrong, _, right = lines[0][1].partition("#")
        lines = [(name, said) for name, said in (("答錯", wrong.strip()), ("答對", right.strip())) if said]
    general = text.markdown(inside.general, inline=False) if inside.general else ""
    if not lines:
        return general
    text.lose(
        "feedback_merged",
        "各選項的回饋已併入解說。",
        "The feedback of single answers was put into the explanation.",
    )
    shown = [(text.markdown(name), text.markdown(said)) for name, said in lines]
    own = "\n".join(f"- {name}：{said}" if name else f"- {said}" for name, said in shown if said)
    return f"{general}\n\n{own}".strip()


def _lose_weights(text: Text) -> None:
    text.lose(
        "weights",
        "部分給分的比例無法保留，正解只取滿分（複選取正分）的答案。",
        "Partial weights are not kept; the key is the answers worth everything (of several choices, those worth anything).",
    )


def _no_right_answer() -> Fault:
    return Fault(
        "no_right_answer",
        ("沒有正確答案。", "There is no right answer."),
        (
            "請用 = 標出正解，或給複選的正解正的百分比。",
            "Mark the right answer with =, or give right choices a positive weight.",
        ),
    )


def _not_a_number(text: str) -> Fault:
    return Fault(
        "bad_number",
        (f"「{text[:40]}」不是數值答案。", f"“{text[:40]}” is no numeric answer."),
        ("請寫成 {#3:0.1} 或 {#1..5}。", "Write {#3:0.1} or {#1..5}."),
    )
