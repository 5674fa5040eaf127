"""Questions as Moodle XML: texts as HTML, formulas as TeX, images inside the file, our own facts as tags."""

import base64
from collections.abc import Callable, Sequence
from decimal import Decimal

from lxml import etree

from question_bank.formats.rules import carrying, html_text, xml_safety
from question_bank.formats.rules.exchange import Question, Writing
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.moodle_xml.facts import tags
from question_bank.formats.rules.moodle_xml.numerical import numerical
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds import base

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}
_TYPES = {
    ItemKind.SINGLE: "multichoice",
    ItemKind.MULTIPLE: "multichoice",
    ItemKind.TRUE_FALSE: "truefalse",
    ItemKind.SHORT_TEXT: "shortanswer",
    ItemKind.NUMERICAL: "numerical",
    ItemKind.MATCHING: "matching",
    ItemKind.ORDERING: "ordering",
}


def write(questions: Sequence[Question]) -> Writing:
    """A file of these questions; one that Moodle cannot hold is left out and named."""
    losses = Losses()
    root = etree.Element("quiz")
    category = ""
    for question in questions:
        if not _is_writable(question, losses):
            continue
        wanted = question.category or question.topic
        if wanted != category:
            category = wanted
            path = f"top/{wanted}" if wanted else "top"
            _text(etree.SubElement(etree.SubElement(root, "question", type="category"), "category"), path)
        root.append(_Written(question, losses).element())
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Writing(content, "application/xml", "xml", losses.found())


def _is_writable(question: Question, losses: Losses) -> bool:
    if question.kind is ItemKind.TRUE_FALSE and len({each[0] for each in question.key}) > 1:
        carrying.leave_out(question, losses, ("是非兩者皆為正解。", "Both true and false are right."))
        return False
    targets = [html_text.plain(part.text)[0] for part in base.parts(question.body, "targets")]
    if len(set(targets)) < len(targets) or not all(targets):
        carrying.leave_out(question, losses, ("配對的選項只有樣式不同。", "Two targets have the same words."))
        return False
    return True


class _Written:
    """One question on its way into the file."""

    def __init__(self, question: Question, losses: Losses) -> None:
        self.question, self.losses = question, losses
        self.root = etree.Element("question", type=_TYPES[question.kind])

    def element(self) -> Element:
        """The whole question."""
        question = self.question
        name = question.name or question.code or question.reference or " ".join(question.stem.split())[:60]
        _text(etree.SubElement(self.root, "name"), name)
        self.formatted("questiontext", carrying.flat_stem(question, self.losses))
        self.formatted("generalfeedback", question.explanation)
        self.values(defaultgrade="1.0000000", penalty="0", hidden="0", idnumber=question.reference or question.code)
        _WRITERS[question.kind](self)
        tags(self.root, question, self.losses)
        return self.root

    def values(self, **values: str) -> None:
        """Plain elements, in order."""
        for name, value in values.items():
            etree.SubElement(self.root, name).text = xml_safety.fit(value)

    def formatted(self, name: str, text: str, under: Element | None = None, **attributes: str) -> Element:
        """A text as HTML with the images it shows."""
        made = etree.SubElement(self.root if under is None else under, name, format="html", **attributes)
        shown: dict[str, str] = {}

        def address(sha256: str) -> str:
            image = self.question.images.get(sha256)
            if image is None:
                self.losses.add("image", self.question.where, ("圖片不在題庫中。", "An image is not in the bank."))
                return ""
            shown[sha256] = f"{sha256[:16]}.{_SUFFIXES[image.media_type]}"
            return f"@@PLUGINFILE@@/{shown[sha256]}"

        inline = name in ("answer", "subquestion")
        _text(made, html_text.from_markdown(text, image_src=address, mathematics="tex", inline=inline) if text else "")
        for sha256, file in shown.items():
            packed = etree.SubElement(made, "file", name=file, path="/", encoding="base64")
            packed.text = base64.b64encode(self.question.images[sha256].content).decode()
        return made

    def answer(self, text: str, grade: str) -> Element:
        """An answer whose text is formatted."""
        made = self.formatted("answer", text, fraction=grade)
        _text(etree.SubElement(made, "feedback", format="html"), "")
        return made

    def plain_answer(self, text: str, grade: str) -> Element:
        """An answer whose text is plain."""
        made = etree.SubElement(self.root, "answer", fraction=grade, format="moodle_auto_format")
        _text(made, text)
        return made

    def single(self) -> None:
        """One right option, or several of which each is accepted."""
        right = {each[0] for each in self.question.key}
        self._choice(dict.fromkeys(right, "100"), "0", single=True)

    def multiple(self) -> None:
        """All right options share the grade; wrong ones cost as much as all right ones earn."""
        carrying.lose_alternatives(self.question, self.losses)
        right = self.question.key[0]
        share = format((Decimal(100) / len(right)).quantize(Decimal("0.00001")).normalize(), "f")
        self._choice(dict.fromkeys(right, share), "-100", single=False)

    def _choice(self, grades: dict[str, str], wrong: str, *, single: bool) -> None:
        options = base.parts(self.question.body, "options")
        fixed = all(part.pinned for part in options)
        if not fixed and any(part.pinned for part in options):
            self.losses.add(
                "pinned",
                self.question.where,
                (
                    "Moodle 只能全部選項不洗牌；個別固定位置無法保留。",
                    "Moodle cannot pin single options; they will move.",
                ),
            )
        self.values(single=str(single).lower(), shuffleanswers=str(not fixed).lower(), answernumbering="abc")
        for part in options:
            self.answer(part.text, grades.get(part.id, wrong))

    def true_false(self) -> None:
        """Both answers, one with the full grade."""
        right = self.question.key[0][0]
        for said in ("true", "false"):
            self.plain_answer(said, "100" if said == right else "0")

    def short_text(self) -> None:
        """Every accepted text; Moodle knows one setting of case for all of them."""
        exact = [bool(each.get("exact", False)) for each in self.question.key]
        if any(exact) and not all(exact):
            self.losses.add("exact", self.question.where, ("只有部分答案須完全相符。", "Only some answers are exact."))
        self.values(usecase=str(int(all(exact))))
        for each in self.question.key:
            self.plain_answer(str(each["text"]), "100")

    def numerical(self) -> None:
        """Numbers with tolerances and units."""
        numerical(self.root, self.question, self.losses, self.plain_answer)

    def matching(self) -> None:
        """Rows with their targets; targets that no row has come with an empty row."""
        carrying.lose_alternatives(self.question, self.losses)
        targets = {part.id: part.text for part in base.parts(self.question.body, "targets")}
        given = dict(pair.split(":") for pair in self.question.key[0])
        self.values(shuffleanswers="true")
        rows = [(part.text, given[part.id]) for part in base.parts(self.question.body, "rows")]
        for text, target in [*rows, *(("", target) for target in targets if target not in given.values())]:
            made = self.formatted("subquestion", text)
            words, lost = html_text.plain(targets[target])
            for loss in lost:
                self.losses.add(loss.code, self.question.where, (loss.zh, loss.en))
            _text(etree.SubElement(made, "answer"), words)

    def ordering(self) -> None:
        """The options in their right order."""
        carrying.lose_alternatives(self.question, self.losses)
        texts = {part.id: part.text for part in base.parts(self.question.body, "options")}
        self.values(layouttype="VERTICAL", selecttype="ALL", selectcount="0", gradingtype="ABSOLUTE_POSITION")
        self.values(showgrading="SHOW", numberingstyle="none")
        for place, each in enumerate(self.question.key[0], start=1):
            self.answer(texts[each], f"{place}.0000000")


def _text(parent: Element, text: str) -> None:
    made, text = etree.SubElement(parent, "text"), xml_safety.fit(text)
    made.text = etree.CDATA(text) if any(sign in text for sign in "<>&") and "]]>" not in text else text


_WRITERS: dict[ItemKind, Callable[[_Written], None]] = {
    ItemKind.SINGLE: _Written.single,
    ItemKind.MULTIPLE: _Written.multiple,
    ItemKind.TRUE_FALSE: _Written.true_false,
    ItemKind.SHORT_TEXT: _Written.short_text,
    ItemKind.NUMERICAL: _Written.numerical,
    ItemKind.MATCHING: _Written.matching,
    ItemKind.ORDERING: _Written.ordering,
}
