"""A package of questions: a manifest, one file for each item, shared stimuli and images."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from lxml import etree

from question_bank.formats.rules.exchange import Image, Question, SharedStem, Writing
from question_bank.formats.rules.findings import Losses
from question_bank.formats.rules.qti import item_writing, manifests, markup
from question_bank.formats.rules.qti.markup import Rich, add
from question_bank.formats.rules.xml_safety import Element, fit

_LOM: Final = "http://ltsc.ieee.org/xsd/LOM"
_PACKAGING: Final = {
    "2.1": ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0", "v2p1"),
    "3.0": ("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0", "v3p0"),
}
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/svg+xml": "svg"}
_MOMENT: Final = (2000, 1, 1, 0, 0, 0)  # equal questions make equal bytes
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")


def write(questions: Sequence[Question], version: str) -> Writing:
    """A package in QTI 3.0 or 2.1."""
    losses = Losses()
    package = _Package(version, losses)
    for place, question in enumerate(questions, start=1):
        package.add(question, place)
    return Writing(package.zipped(), "application/zip", "zip", losses.found())


class _Package:
    """The files of a package while it is written."""

    def __init__(self, version: str, losses: Losses) -> None:
        self.version, self.losses = version, losses
        self.files: dict[str, bytes] = {}
        self.images: dict[str, Image] = {}
        self.stimuli: dict[str, str] = {}
        self.taken: set[str] = set()
        namespace, schema, number, _ = _PACKAGING[version]
        self.namespace = namespace
        self.root = etree.Element(f"{{{namespace}}}manifest", nsmap={None: namespace, "imsmd": _LOM})
        self.root.set("identifier", "greenstep-export")
        metadata = self._sub(self.root, "metadata")
        self._sub(metadata, "schema").text = schema
        self._sub(metadata, "schemaversion").text = number
        self._sub(self.root, "organizations")
        self.resources = self._sub(self.root, "resources")

    def add(self, question: Question, place: int) -> None:
        """One item with what it needs."""
        identifier = self._identifier(question, place)
        shown: dict[str, None] = {}

        def address(sha256: str) -> str:
            shown[self._image(question.images[sha256])] = None
            return f"../{self._image(question.images[sha256])}"

        root = item_writing.element(question, identifier, self.losses, address)
        if question.shared:
            shown[self._refer(root, question, question.shared)] = None
        path = f"items/{identifier}.xml"
        self.files[path] = markup.document(root, self.version)
        resource = self._resource(identifier, f"imsqti_item_xml{_PACKAGING[self.version][3]}", path, shown)
        self._facts(resource, question, identifier, str(root.get("title")))

    def _identifier(self, question: Question, place: int) -> str:
        wished = _UNFIT.sub("-", question.code or question.reference).strip("-.")[:60] or f"item-{place:04}"
        wished = wished if wished[0].isalpha() or wished[0] == "_" else f"i-{wished}"
        found = wished if wished.lower() not in self.taken else f"{wished}-{place:04}"
        self.taken.add(found.lower())
        return found

    def _image(self, image: Image) -> str:
        path = f"media/{image.sha256[:20]}.{_SUFFIXES[image.media_type]}"
        self.images[path] = image
        self.files[path] = image.content
        return path

    def _refer(self, root: Element, question: Question, shared: SharedStem) -> str:
        """Name the shared stem in an item; QTI 2.1 shows it as a page, QTI 3 knows stimuli."""
        key = f"{shared.reference}\n{shared.text}"
        if key not in self.stimuli:
            self.stimuli[key] = self._stimulus(question, shared, f"stimulus-{len(self.stimuli) + 1}")
        path = self.stimuli[key]
        body = root.find("itemBody")
        if self.version == "2.1":
            box = etree.Element("div")
            add(box, "object", "", data=f"../{path}", type="text/html")
            body.insert(0, box)
        else:
            identifier = path.partition("/")[2].removesuffix(".xml")
            reference = etree.Element("assessmentStimulusRef", identifier=identifier, href=f"../{path}")
            body.addprevious(reference)
        return path

    def _stimulus(self, question: Question, shared: SharedStem, identifier: str) -> str:
        shown: dict[str, None] = {}

        def address(sha256: str) -> str:
            if sha256 not in question.images:
                return ""
            shown[self._image(question.images[sha256])] = None
            return f"../{self._image(question.images[sha256])}"

        kind = "webcontent" if self.version == "2.1" else "imsqti_stimulus_xmlv3p0"
        path = f"stimuli/{identifier}.{'html' if self.version == '2.1' else 'xml'}"
        if self.version == "2.1":
            page = etree.Element("html")
            add(add(page, "head"), "title", identifier)
            Rich(question, self.losses, address).put(add(page, "body"), shared.text)
            self.files[path] = b"<!DOCTYPE html>\n" + etree.tostring(page, encoding="UTF-8")
        else:
            root = etree.Element("assessmentStimulus", identifier=identifier, title=identifier)
            Rich(question, self.losses, address).put(add(root, "stimulusBody"), shared.text)
            self.files[path] = markup.document(root, self.version)
        self._resource(identifier, kind, path, shown)
        return path

    def _resource(self, identifier: str, kind: str, path: str, needs: dict[str, None]) -> Element:
        made = self._sub(self.resources, "resource")
        for name, value in (("identifier", f"RES-{identifier}"), ("type", kind), ("href", path)):
            made.set(name, value)
        for each in (path, *needs):
            self._sub(made, "file").set("href", each)
        return made

    def _facts(self, resource: Element, question: Question, identifier: str, title: str) -> None:
        """What QTI has no place for, as taxon paths of LOM; our own imports read them back."""
        pairs = list(_facts(question, identifier, title))
        if not pairs:
            return
        metadata = etree.Element(f"{{{self.namespace}}}metadata")
        resource.insert(0, metadata)
        classification = etree.SubElement(_lom(metadata, "lom"), f"{{{_LOM}}}classification")
        for name, text in pairs:
            path = _lom(classification, "taxonPath")
            _lom(_lom(path, "source"), "string").text = f"{manifests.OWN}{name}"
            _lom(_lom(_lom(path, "taxon"), "entry"), "string").text = fit(text)

    def _sub(self, parent: Element, name: str) -> Element:
        return etree.SubElement(parent, f"{{{self.namespace}}}{name}")

    def zipped(self) -> bytes:
        """The package; the manifest comes first."""
        manifest = etree.tostring(self.root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in {"imsmanifest.xml": manifest, **self.files}.items():
                info = zipfile.ZipInfo(path, _MOMENT)
                info.compress_type = zipfile.ZIP_STORED if path.startswith("media/") else zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
        return made.getvalue()


def _lom(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, f"{{{_LOM}}}{name}")


def _facts(question: Question, identifier: str, title: str) -> Iterator[tuple[str, str]]:
    names = manifests.own_facts()
    show: dict[str, Callable[[Any], str]] = {
        "valid_as_of": lambda value: value.isoformat(),
        "difficulty": lambda value: format(value.normalize(), "f"),
    }
    for field in (
        "code",
        "topic",
        "use",
        "category",
        "part",
        "difficulty",
        "valid_as_of",
        "source_title",
        "source_url",
    ):
        value = getattr(question, field)
        if value not in ("", None):
            yield names[field], show.get(field, str)(value)
    for each in question.references:
        yield names["references"], each
    if question.name != title:
        yield names["name"], question.name
    if question.reference != identifier:
        yield names["reference"], question.reference
    if question.shared:
        yield names["stimulus"], question.shared.reference
