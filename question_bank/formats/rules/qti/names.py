"""One vocabulary for all versions: elements of QTI 2 by their names, those of QTI 3 by the same names in camel case."""

import re
from typing import Final

from lxml import etree

from question_bank.formats.rules.xml_safety import Element

V21: Final = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V30: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MATHML: Final = "http://www.w3.org/1998/Math/MathML"
XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_OLD = ("questestinterop",)
_OLD_PARTS = ("item", "section", "assessment", "objectbank")
_QTI3 = "qti-"
_DASH = re.compile(r"-([a-z0-9])")
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_KEPT_PREFIXES = ("data-", "aria-")


def local(element: Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname


def camel(name: str) -> str:
    """``simple-choice`` is ``simpleChoice``."""
    return _DASH.sub(lambda match: match[1].upper(), name)


def kebab(name: str) -> str:
    """``simpleChoice`` is ``simple-choice``."""
    return _HUMP.sub(lambda match: f"-{match[1].lower()}", name)


def is_old(root: Element) -> bool:
    """Whether this is QTI 1, which has nothing in common with later versions but the name."""
    return local(root).lower() in _OLD or (local(root) in _OLD_PARTS and "ident" in root.attrib)


def normal(element: Element) -> Element:
    """A copy without namespaces, in the names of QTI 2; XInclude is kept as ``include``."""
    name = local(element)
    qti3 = name.startswith(_QTI3)
    made = etree.Element(camel(name.removeprefix(_QTI3)) if qti3 else name)
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname
        made.set(camel(attribute) if qti3 and not attribute.startswith(_KEPT_PREFIXES) else attribute, value)
    made.text, made.tail = element.text, element.tail
    for child in element:
        if isinstance(child.tag, str):
            made.append(normal(child))
        else:
            _add_text(made, child.tail)
    return made


def _add_text(parent: Element, text: str | None) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")
