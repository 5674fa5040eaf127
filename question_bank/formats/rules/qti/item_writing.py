"""One question as an assessment item, in the names of QTI 2."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from question_bank.formats.rules import html_text
from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.qti.item import OWN_ANSWER, OWN_UNIT
from question_bank.formats.rules.qti.items import OWN_EXPLANATION
from question_bank.formats.rules.qti.markup import Address, Rich, add
from question_bank.formats.rules.xml_safety import Element, fit
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base, words

_ID = "RESPONSE"
_UNIT = "UNIT"
_SPECIAL = re.compile(r"[\\.*+?()\[\]{}|^$-]")
_STAR = re.compile(r"(?<!\\)\*")


def element(question: Question, identifier: str, losses: Losses, address: Address) -> Element:
    """The item."""
    root = etree.Element(
        "assessmentItem",
        identifier=identifier,
        title=fit(question.name or question.code or question.reference or identifier),
        adaptive="false",
        timeDependent="false",
    )
    _Written(root, question, losses, address).write()
    return root


class _Written:
    """One item on its way into its file."""

    def __init__(self, root: Element, question: Question, losses: Losses, address: Address) -> None:
        self.root, self.question, self.losses = root, question, losses
        self.rich = Rich(question, losses, address)
        self.body = etree.Element("itemBody")
        self.processing = etree.Element("responseProcessing")

    def write(self) -> None:
        """Declarations, body, processing and feedback, in the order that the schemas want."""
        self.rich.put(self.body, self.question.stem)
        _WRITERS[self.question.kind](self)
        outcome = add(self.root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
        add(add(outcome, "defaultValue"), "value", "0")
        if self.question.explanation.strip():
            add(self.root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")
        self.root.append(self.body)
        self.root.append(self.processing)
        if self.question.explanation.strip():
            rule = add(self.processing, "setOutcomeValue", identifier="FEEDBACK")
            add(rule, "baseValue", OWN_EXPLANATION, baseType="identifier")
            made = add(
                self.root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=OWN_EXPLANATION, showHide="show"
            )
            self.rich.put(add(made, "contentBody"), self.question.explanation)

    def declare(self, cardinality: str, base_type: str, correct: Sequence[str], name: str = _ID) -> Element:
        """A response variable with its correct response."""
        made = add(self.root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base_type)
        inside = add(made, "correctResponse")
        for value in correct:
            add(inside, "value", value)
        return made

    def template(self, name: str) -> None:
        """Mark by one of the templates that every system knows; spelt out where an explanation is to be shown."""
        if not self.question.explanation.strip():
            self.processing.set("template", name)
            return
        inside = add(add(self.processing, "responseCondition"), "responseIf")
        if name == "match_correct":
            test = add(inside, "match")
            add(test, "variable", identifier=_ID)
            add(test, "correct", identifier=_ID)
            _score(inside)
            return
        add(add(add(inside, "not"), "isNull"), "variable", identifier=_ID)
        add(add(inside, "setOutcomeValue", identifier="SCORE"), "mapResponse", identifier=_ID)

    def any_of(self, tests: Sequence[Element]) -> None:
        """The full score if any of the tests holds."""
        inside = add(add(self.processing, "responseCondition"), "responseIf")
        if len(tests) == 1:
            inside.append(tests[0])
        else:
            either = add(inside, "or")
            for test in tests:
                either.append(test)
        _score(inside)

    def whole(self, cardinality: str, base_type: str, alternatives: Sequence[Sequence[str]]) -> None:
        """A response that is right as a whole; several accepted ones are compared one by one."""
        self.declare(cardinality, base_type, alternatives[0])
        if len(alternatives) == 1:
            self.template("match_correct")
            return
        tests = []
        for each in alternatives:
            test = etree.Element("match")
            add(test, "variable", identifier=_ID)
            holder = test if cardinality == "single" else add(test, cardinality)
            for value in each:
                add(holder, "baseValue", value, baseType=base_type)
            tests.append(test)
        self.any_of(tests)

    def options(self, name: str, parts: Sequence[base.Part], **attributes: Any) -> Element:
        """An interaction with simple choices; it shuffles unless every choice keeps its place."""
        fixed = bool(parts) and all(part.pinned for part in parts)
        made = add(self.body, name, responseIdentifier=_ID, shuffle=str(not fixed).lower(), **attributes)
        for part in parts:
            keeps = "true" if part.pinned and not fixed else None
            self.rich.put(add(made, "simpleChoice", identifier=part.id, fixed=keeps), part.text, inline=True)
        return made

    def choice(self) -> None:
        """Single or multiple choice."""
        single = self.question.kind is ItemKind.SINGLE
        self.options("choiceInteraction", base.parts(self.question.body, "options"), maxChoices="1" if single else "0")
        self.whole("single" if single else "multiple", "identifier", [list(each) for each in self.question.key])

    def true_false(self) -> None:
        """Two choices in a fixed order."""
        parts = [base.Part("true", "是", True), base.Part("false", "非", True)]
        self.options("choiceInteraction", parts, maxChoices="1")
        self.whole("single", "identifier", [list(each) for each in self.question.key])

    def ordering(self) -> None:
        """All choices in order."""
        self.options("orderInteraction", base.parts(self.question.body, "options"))
        self.whole("ordered", "identifier", [list(each) for each in self.question.key])

    def matching(self) -> None:
        """Rows and targets; targets may serve several rows."""
        rows, targets = base.parts(self.question.body, "rows"), base.parts(self.question.body, "targets")
        made = add(
            self.body, "matchInteraction", responseIdentifier=_ID, shuffle="true", maxAssociations=str(len(rows))
        )
        for parts, most in ((rows, "1"), (targets, str(len(rows)))):
            inside = add(made, "simpleMatchSet")
            for part in parts:
                fixed = "true" if parts is rows else None
                entry = add(inside, "simpleAssociableChoice", identifier=part.id, matchMax=most, fixed=fixed)
                self.rich.put(entry, part.text, inline=True)
        self.whole(
            "multiple", "directedPair", [[pair.replace(":", " ") for pair in each] for each in self.question.key]
        )

    def short_text(self) -> None:
        """A line to write on, marked by a mapping, or by patterns where an answer has wildcards."""
        key = self.question.key
        if not all(each.get("exact", False) for each in key):
            self.losses.add(
                "loose_text",
                self.question.where,
                (
                    "其他系統只會忽略大小寫；全形半形與空白的差異仍會計較。",
                    "Other systems will only forgive case, not width and blanks.",
                ),
            )
        length = int(self.question.body.get("max_length", words.DEFAULT_LENGTH))
        line = add(self.body, "p", class_=OWN_ANSWER)
        add(line, "textEntryInteraction", responseIdentifier=_ID, expectedLength=str(length))
        plain = [_STAR.sub("", str(each["text"])).replace("\\*", "*") for each in key]
        made = self.declare("single", "string", plain[:1])
        if any(_STAR.search(str(each["text"])) for each in key) or not all(plain):
            self.any_of([_word_test(each) for each in key])
            return
        mapping = add(made, "mapping", defaultValue="0", upperBound="1")
        for text, each in zip(plain, key, strict=True):
            case = str(bool(each.get("exact", False))).lower()
            add(mapping, "mapEntry", mapKey=text, mappedValue="1", caseSensitive=case)
        self.template("map_response")

    def numerical(self) -> None:
        """A number; a menu beside it where the unit is asked for."""
        units = base.parts(self.question.body, "units")
        line = add(self.body, "p", class_=OWN_ANSWER)
        add(line, "textEntryInteraction", responseIdentifier=_ID, expectedLength="20")
        first = self.question.key[0]
        self.declare("single", "float", [_float(first["value"])])
        if len(units) == 1:
            self.rich.put(add(line, "span", class_=OWN_UNIT), units[0].text, inline=True)
        elif units:
            menu = add(line, "inlineChoiceInteraction", responseIdentifier=_UNIT, shuffle="false", class_=OWN_UNIT)
            for unit in units:
                add(menu, "inlineChoice", html_text.plain(unit.text)[0], identifier=unit.id)
            self.declare("single", "identifier", [str(first.get("unit", ""))], _UNIT)
        self.any_of([_number_test(each, asked=len(units) > 1) for each in self.question.key])


def _word_test(each: Mapping[str, Any]) -> Element:
    """``淨零*`` as the pattern ``淨零.*``; an answer that is not exact starts with an empty group, letters in both cases."""
    exact = bool(each.get("exact", False))
    pieces = [_literal(piece.replace("\\*", "*"), exact) for piece in _STAR.split(str(each["text"]))]
    test = etree.Element("patternMatch", pattern=fit(("" if exact else "()") + ".*".join(pieces)))
    add(test, "variable", identifier=_ID)
    return test


def _literal(text: str, exact: bool) -> str:
    return "".join(_SPECIAL.sub(r"\\\g<0>", sign) if exact or not sign.isascii() else _cases(sign) for sign in text)


def _cases(sign: str) -> str:
    return f"[{sign}{sign.swapcase()}]" if sign.isalpha() else _SPECIAL.sub(r"\\\g<0>", sign)


def _number_test(each: Mapping[str, Any], *, asked: bool) -> Element:
    tolerance = _float(each.get("tolerance") or "0")
    exact = Decimal(tolerance) == 0
    test = etree.Element("equal", toleranceMode="exact" if exact else "absolute")
    if not exact:
        test.set("tolerance", f"{tolerance} {tolerance}")
    add(test, "variable", identifier=_ID)
    add(test, "baseValue", _float(each["value"]), baseType="float")
    if not asked:
        return test
    both = etree.Element("and")
    both.append(test)
    unit = add(both, "match")
    add(unit, "variable", identifier=_UNIT)
    add(unit, "baseValue", str(each.get("unit", "")), baseType="identifier")
    return both


def _float(value: Any) -> str:
    found = Decimal(str(value))
    return format(found.normalize(), "f") if found else "0"


def _score(parent: Element) -> None:
    add(add(parent, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")


_WRITERS: dict[ItemKind, Callable[[_Written], None]] = {
    ItemKind.SINGLE: _Written.choice,
    ItemKind.MULTIPLE: _Written.choice,
    ItemKind.TRUE_FALSE: _Written.true_false,
    ItemKind.SHORT_TEXT: _Written.short_text,
    ItemKind.NUMERICAL: _Written.numerical,
    ItemKind.MATCHING: _Written.matching,
    ItemKind.ORDERING: _Written.ordering,
}
