"""A QTI file: a package with its manifest, tests and items, or a single item."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from question_bank.formats.rules import packages, text_files, xml_safety
from question_bank.formats.rules.exchange import MAX_QUESTIONS, Finding, Question, Reading, SharedStem
from question_bank.formats.rules.findings import Losses, finding
from question_bank.formats.rules.packages import Package
from question_bank.formats.rules.qti import items, manifests, names
from question_bank.formats.rules.qti.items import Surroundings
from question_bank.formats.rules.qti.texts import MAX_XML, Library, Texts
from question_bank.formats.rules.verdicts import Fault, Unsupported, unforeseen
from question_bank.formats.rules.xml_safety import Element

_MANIFEST = "imsmanifest.xml"
_XML = (".xml", ".qti")
_NOT_ITEMS = {
    "assessmentTest": ("測驗（assessmentTest）", "a test (assessmentTest)"),
    "assessmentSection": ("測驗段落（assessmentSection）", "a section of a test (assessmentSection)"),
    "assessmentStimulus": ("共用題幹（assessmentStimulus）", "a shared stimulus (assessmentStimulus)"),
    "manifest": ("套件清單（imsmanifest）", "the manifest of a package"),
}


@dataclass
class _File:
    losses: Losses = field(default_factory=Losses)
    questions: list[Question] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    unsupported: list[Finding] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def reading(self) -> Reading:
        if not (self.count or self.errors or self.unsupported):
            self.errors.append(text_files.empty())
        return Reading(tuple(self.questions), tuple(self.errors), tuple(self.unsupported), self.losses.found())

    def take(self, root: Element, texts: Texts, path: str, around: Surroundings, facts: Mapping[str, Any]) -> None:
        """Read one item; a fault in it never loses the others."""
        self.count += 1
        if self.count > MAX_QUESTIONS:
            self.errors += [text_files.too_many(MAX_QUESTIONS)] if self.count == MAX_QUESTIONS + 1 else []
            return
        title = " ".join((root.get("title") or root.get("identifier") or "").split())[:60]
        where = f"{path} “{title}”" if title else path
        try:
            found = items.question(root, texts, where, around)
        except Unsupported as verdict:
            self.unsupported.append(verdict.at(where))
        except Fault as fault:
            self.errors.append(fault.at(where))
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self.errors.append(unforeseen().at(where))  # what nobody thought of must not lose the other questions
        else:
            self.questions.append(self._numbered(_with(found, facts)))
            texts.notes.pass_on(self.losses, where)

    def _numbered(self, question: Question) -> Question:
        """With its place among the questions of the same shared stem."""
        if question.shared is None:
            return question
        reference = question.shared.reference
        self.parts[reference] = self.parts.get(reference, 0) + 1
        return replace(question, part=question.part or self.parts[reference])


def read(data: bytes, file_name: str) -> Reading:
    """Everything a file holds."""
    file = _File()
    if packages.is_zip(data):
        package = packages.opened(data)
        if isinstance(package, Finding):
            return Reading(errors=(package,))
        _Packaged(package, file).read()
        return file.reading()
    root = xml_safety.parse(data)
    if isinstance(root, Finding):
        return Reading(errors=(root,))
    name = posixpath.basename(file_name.replace("\\", "/")) or "file"
    if names.is_old(root):
        return Reading(unsupported=(_old(name),))
    plain = names.normal(root)
    found = [plain] if plain.tag == "assessmentItem" else list(plain.iter("assessmentItem"))
    for each in found:
        file.take(each, Texts(name, Library()), name, Surroundings(), {})
    if not found:
        return Reading(errors=(_no_item(name, str(plain.tag)),))
    return file.reading()


def _with(question: Question, facts: Mapping[str, Any]) -> Question:
    """The question with what our own exports say of it."""
    named = {name: value for name, value in facts.items() if name != "stimulus"}
    if question.shared and "stimulus" in facts:
        named["shared"] = replace(question.shared, reference=facts["stimulus"])
    return replace(question, **named)


class _Packaged:
    """A package while it is read."""

    def __init__(self, package: Package, file: _File) -> None:
        self.package, self.file = package, file
        self.library = Library(self._opened)
        self.tags: dict[str, str] = {}
        self.folded = {name.casefold(): name for name in package.names}
        self.media: dict[str, bytes] = {}
        self.damaged: set[str] = set()

    def read(self) -> None:
        """All items: first as tests place them, then by the manifest, then whatever else is there."""
        for name in self.package.nested:
            self.file.losses.add(
                "nested", name, ("套件內的壓縮檔沒有開啟。", "A package inside the package stays closed.")
            )
        listed = list(self._listed())
        facts = {each.path: each.facts for each in listed}
        self._missing(listed)
        around = dict(self._placed())
        for path in dict.fromkeys([*around, *(each.path for each in listed if _may_be_item(each.kind)), *self._xml()]):
            tag = self._tag(path)
            if tag == "quiz":
                self.file.errors.append(_moodle(path))
            root = self._parsed(path) if tag == "assessmentItem" else None
            if root is not None:
                self._take(root, path, around.get(path), facts.get(path, {}))

    def _take(self, root: Element, path: str, placed: manifests.Placed | None, facts: Mapping[str, Any]) -> None:
        category = "" if facts or placed is None else placed.category
        around = Surroundings(category, partial(_section_stem, placed) if placed else None)
        self.file.take(root, Texts(path, self.library), path, around, facts)

    def _listed(self) -> Iterator[manifests.Resource]:
        for path in self.package.names:
            if posixpath.basename(path).lower() == _MANIFEST:
                root = self._parsed(path)
                if root is not None:
                    yield from manifests.resources(root, posixpath.dirname(path))

    def _missing(self, listed: list[manifests.Resource]) -> None:
        for each in listed:
            if each.path and "://" not in each.path and _is_item(each.kind) and self._opened(each.path) is None:
                self.file.errors.append(
                    finding(
                        "file_missing",
                        each.path,
                        ("清單列出的題目檔不在套件裡。", "The manifest names an item that is not in the package."),
                        ("請重新匯出套件。", "Export the package again."),
                    )
                )

    def _placed(self) -> Iterator[tuple[str, manifests.Placed]]:
        seen = set()
        for path in self._xml():
            root = self._parsed(path) if self._tag(path) == "assessmentTest" else None
            if root is not None:
                for each in manifests.placed(root, path):
                    if each.path not in seen:
                        seen.add(each.path)
                        yield each.path, each

    def _xml(self) -> list[str]:
        return [name for name in self.package.names if name.lower().endswith(_XML) and _MANIFEST not in name.lower()]

    def _tag(self, path: str) -> str:
        """The name of the root; a file that cannot be read has none and is reported once. Trees are not kept."""
        if path not in self.tags:
            root = self._parsed(path)
            foreign = root is not None and root.tag == "quiz" and len(root) and root.find("question") is None
            self.tags[path] = "" if root is None or foreign else str(root.tag)
        return self.tags[path]

    def _parsed(self, path: str) -> Element | None:
        content = self._opened(path)
        if content is None:
            return None
        root = xml_safety.parse(content, path, most=MAX_XML)
        if isinstance(root, Finding):
            self.file.errors.append(root)
            return None
        if names.is_old(root):
            self.file.unsupported.append(_old(path))
            return None
        return names.normal(root)

    def _opened(self, path: str) -> bytes | None:
        """The content of a file of the package; letters of another case are forgiven."""
        name = path if path in self.package.entries else self.folded.get(path.casefold())
        if name is None:
            return None
        if name in self.media:
            return self.media[name]
        content = self.package.read(name)
        if isinstance(content, Finding):
            self.file.errors += [content] if name not in self.damaged else []
            self.damaged.add(name)
            return None
        if not name.lower().endswith(_XML):
            self.media[name] = content
        return content


def _section_stem(placed: manifests.Placed, texts: Texts) -> SharedStem | None:
    """Blocks of a section that say they are shared stimuli; others are lost."""
    found = []
    for identity, block in placed.rubrics:
        if "sharedstimulus" in (block.get("use") or "").lower().replace("_", "").replace("-", ""):
            found.append((identity, texts.passage(f"{placed.test}#{identity}", partial(_block, block))))
        elif "".join(block.itertext()).strip():
            texts.lose("section_text", "測驗段落的說明沒有匯入。", "Instructions of sections are lost.")
    if not found:
        return None
    return SharedStem("+".join(each for each, _ in found), "\n\n".join(text for _, text in found))


def _block(block: Element, texts: Texts) -> str:
    return texts.markdown(block)


def _may_be_item(kind: str) -> bool:
    return "item" in kind or "assessment" in kind


def _is_item(kind: str) -> bool:
    return "imsqti_item" in kind or "imsqti_apipitem" in kind


def _old(where: str) -> Finding:
    return finding(
        "qti_1",
        where,
        (
            "這是 QTI 1.x（questestinterop），只支援 2.1、2.2 與 3.0。",
            "This is QTI 1 (questestinterop); 2.1, 2.2 and 3.0 are supported.",
        ),
        ("請由原系統以 QTI 2.1 以上或 Moodle XML 匯出。", "Export it as QTI 2.1 or later, or as Moodle XML."),
    )


def _moodle(where: str) -> Finding:
    return finding(
        "moodle_inside",
        where,
        ("套件內是 Moodle XML。", "The package holds Moodle XML."),
        ("請解壓縮後直接匯入這個 XML 檔。", "Unpack it and import this XML file itself."),
    )


def _no_item(where: str, tag: str) -> Finding:
    zh, en = _NOT_ITEMS.get(tag, (f"<{tag[:40]}>", f"<{tag[:40]}>"))
    return finding(
        "no_item",
        where,
        (f"檔案是{zh}，裡面沒有題目。", f"The file is {en} and holds no item."),
        ("請匯入含題目檔的套件（zip）。", "Import the package (zip) with its items."),
    )
