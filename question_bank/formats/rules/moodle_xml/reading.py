"""A Moodle XML file question by question: what is taken over, what is refused, what is lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from question_bank.formats.rules import categories, text_files, xml_safety
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding, Question, Reading
from question_bank.formats.rules.findings import Losses, finding, place
from question_bank.formats.rules.moodle_xml import elements, extras, facts, kinds, slices
from question_bank.formats.rules.moodle_xml.elements import Texts
from question_bank.formats.rules.verdicts import Fault, Unsupported, unforeseen
from question_bank.formats.rules.xml_safety import Element
from question_bank.items.rules import kinds as strategies


@dataclass
class _File:
    losses: Losses = field(default_factory=Losses)
    questions: list[Question] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    unsupported: list[Finding] = field(default_factory=list)
    category: str = ""

    def reading(self) -> Reading:
        return Reading(tuple(self.questions), tuple(self.errors), tuple(self.unsupported), self.losses.found())


def read(data: bytes) -> Reading:
    """Everything a file holds; a fault in one question never loses the others."""
    file = _File()
    root = xml_safety.parse(data)
    if isinstance(root, Finding):
        parts = list(slices.questions(data)) if root.code == "xml_malformed" else []
        if not any(isinstance(part, Finding) for _, part in parts):
            file.errors.append(root)  # what is wrong stands between the questions, or the end is missing
        found: Iterator[tuple[int, Element]] = _sound(parts, file)
    elif root.tag not in ("quiz", "question"):
        return Reading(errors=(_other(str(root.tag)),))
    else:
        listed = [root] if root.tag == "question" else root.findall("question")
        found = ((each.sourceline or 0, each) for each in listed)
    count = 0
    for line, element in found:
        count += 1
        if count > MAX_QUESTIONS:
            file.errors.append(text_files.too_many(MAX_QUESTIONS))
            break
        _take(element, line, file)
    if not count and not file.errors:
        file.errors.append(text_files.empty())
    return file.reading()


def _sound(parts: list["tuple[int, Element | Finding]"], file: _File) -> Iterator[tuple[int, Element]]:
    for line, part in parts:
        if isinstance(part, Finding):
            file.errors.append(part)
        else:
            yield line, part


def _other(tag: str) -> Finding:
    name = tag.rpartition("}")[2]
    return finding(
        "not_moodle",
        "file",
        (f"最外層標籤是 <{name}>，不是 Moodle XML 的 <quiz>。", f"The root element is <{name}>, not Moodle's <quiz>."),
        ("請在 Moodle 題庫以「Moodle XML 格式」匯出。", "Export from Moodle's question bank as “Moodle XML format”."),
    )


def _take(element: Element, line: int, file: _File) -> None:
    name = elements.own_text(element.find("name"))
    where = place(line, name)
    if element.get("type") == "category":
        file.category = categories.path(elements.own_text(element.find("category")))
        if elements.own_text(element.find("info")):
            file.losses.add(
                "category_info", where, ("題庫類別的說明沒有匯入。", "Descriptions of categories are lost.")
            )
        return
    texts = Texts()
    try:
        question = _question(element, texts, where=where, name=name, category=file.category)
    except Unsupported as verdict:
        file.unsupported.append(verdict.at(where))
    except Fault as fault:
        before = line - (element.sourceline or line)
        file.errors.append(fault.at(place(before + fault.line, name) if fault.line else where))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        file.errors.append(unforeseen().at(where))  # what nobody thought of must not lose the other questions
    else:
        file.questions.append(question)
        texts.notes.pass_on(file.losses, where)


def _question(element: Element, texts: Texts, *, where: str, name: str, category: str) -> Question:
    kinds.require(element)
    if element.find("questiontext") is None:
        raise Fault(
            "no_stem",
            ("缺少題幹 <questiontext>。", "The question has no <questiontext>."),
            ("請補上題幹。", "Add the question text."),
        )
    stem = texts.stem(element)
    content = kinds.content(element, texts)
    notes = content.pop("notes")
    for flaw in strategies.get(content["kind"]).flaws(content["body"], content["key"]):
        raise Fault(flaw.code, (f"{_field(flaw.field)}{flaw.text_zh}", f"{flaw.field}: {flaw.text_en}"))
    explanation = extras.explanation(element, texts, notes)
    extras.lose(element, texts)
    if not stem:
        raise Fault("no_stem", ("題幹是空的。", "The question text is empty."), ("請補上題幹。", "Write it."))
    own = facts.read(element, texts.notes)
    reference = elements.value(element, "idnumber")
    return Question(
        where=where,
        name=name,
        stem=stem,
        explanation=explanation,
        reference="" if reference == own.get("code") else reference,
        category=category,
        images=texts.pictures.kept,
        **content,
        **own,
    )


def _field(name: str) -> str:
    named = {"options": "選項", "rows": "配對左列", "targets": "配對右列", "key": "正解", "units": "單位"}
    return f"{named[name]}：" if name in named else ""
