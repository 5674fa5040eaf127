"""Building items in the names of QTI 2, with our texts as XHTML; and giving them the names of a version."""

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from question_bank.formats.rules import html_text
from question_bank.formats.rules.exchange import Question
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.qti import names
from question_bank.formats.rules.xml_safety import Element, fit

Address = Callable[[str], str]
_TEX: Final = "application/x-tex"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS: Final = {
    "2.1": (names.V21, "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"),
    "3.0": (names.V30, "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"),
}
_TEMPLATES: Final = {
    "2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
}
_QTI: Final = {
    *("assessmentItem", "assessmentStimulus", "stimulusBody", "assessmentStimulusRef", "itemBody", "modalFeedback"),
    *("responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "outcomeDeclaration", "defaultValue"),
    *("choiceInteraction", "simpleChoice", "orderInteraction", "matchInteraction", "simpleMatchSet", "inlineChoice"),
    *("simpleAssociableChoice", "textEntryInteraction", "inlineChoiceInteraction", "responseProcessing", "contentBody"),
    *("responseCondition", "responseIf", "setOutcomeValue", "baseValue", "variable", "correct", "match", "multiple"),
    *("ordered", "equal", "and", "or", "patternMatch", "not", "isNull", "mapResponse", "prompt"),
}


def add(parent: Element, name: str, text: str = "", **attributes: Any) -> Element:
    """A child element; attributes that are None are left out."""
    given = {key.rstrip("_"): fit(str(value)) for key, value in attributes.items() if value is not None}
    made = etree.SubElement(parent, name, given)
    if text:
        made.text = fit(text)
    return made


class Rich:
    """Writes the texts of one question; notes which images they show."""

    def __init__(self, question: Question, losses: Losses, address: Address) -> None:
        self.question, self.losses, self.address = question, losses, address

    def put(self, parent: Element, text: str, *, inline: bool = False) -> None:
        """A text into an element."""
        if not text.strip():
            return
        html = html_text.from_markdown(text, image_src=self._image, mathematics="mathml", inline=inline)
        box = etree.fromstring(f"<box>{fit(html)}</box>", _parser())
        for each in box.iter():
            self._tidy(each)
        parent.text = (parent.text or "") + (box.text or "") if box.text else parent.text
        for child in list(box):
            parent.append(child)

    def _image(self, sha256: str) -> str:
        if sha256 not in self.question.images:
            self.losses.add("image", self.question.where, ("圖片不在題庫中。", "An image is not in the bank."))
            return ""
        return self.address(sha256)

    def _tidy(self, element: Element) -> None:
        """Leave out what the schemas do not know, and let formulas carry their source."""
        if element.tag == f"{{{names.MATHML}}}math":
            _annotate(element)
        elif element.tag in ("s", "del"):
            element.tag = "span"
            self.losses.add("strike", self.question.where, ("刪除線沒有匯出。", "Deletion marks are not exported."))
        for name in ("style", "start", "align"):
            if name in element.attrib and not str(element.tag).startswith("{"):
                del element.attrib[name]
                if name == "start":
                    self.losses.add(
                        "list_start", self.question.where, ("清單一律從 1 起編號。", "Numbered lists start at 1.")
                    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _annotate(math: Element) -> None:
    source = math.attrib.pop("alttext", "")
    row = etree.Element(f"{{{names.MATHML}}}mrow")
    row.text = math.text
    for child in list(math):
        row.append(child)
    math.text = None
    semantics = etree.SubElement(math, f"{{{names.MATHML}}}semantics")
    semantics.append(row)
    etree.SubElement(semantics, f"{{{names.MATHML}}}annotation", encoding=_TEX).text = source


def document(root: Element, version: str) -> bytes:
    """The file of an element in the names of QTI 2, in those of a version."""
    namespace, schema = _SCHEMAS[version]
    named = _named(root, namespace, version)
    named.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {schema}")
    return etree.tostring(named, encoding="UTF-8", xml_declaration=True)


def _named(element: Element, namespace: str, version: str) -> Element:
    local = str(element.tag)
    if local.startswith("{"):
        made = etree.Element(local, nsmap={None: names.MATHML} if local.endswith("}math") else {})
    else:
        name = f"qti-{names.kebab(local)}" if version == "3.0" and local in _QTI else local
        made = etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace, "xsi": _XSI})
    kebab = version == "3.0" and local in _QTI
    for key, value in element.attrib.items():
        shown = _TEMPLATES[version].format(value) if local == "responseProcessing" and key == "template" else value
        made.set(names.kebab(key) if kebab else key, shown)
    made.text, made.tail = element.text, element.tail
    for child in element:
        for each in child if child.tag == "contentBody" and version == "2.1" else (child,):
            made.append(_named(each, namespace, version))
    return made
