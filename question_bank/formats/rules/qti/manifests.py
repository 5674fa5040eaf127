"""The manifest of a package and its tests: which items there are, in which order, and what is said of them."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import unquote

from question_bank.formats.rules.qti.declarations import words
from question_bank.formats.rules.xml_safety import Element

OWN: Final = "greenstep:"
_FACTS: Final = {
    "code": "code",
    "topic": "topic",
    "use": "use",
    "name": "name",
    "identity": "reference",
    "category": "category",
    "stimulus": "stimulus",
    "part": "part",
    "difficulty": "difficulty",
    "as-of": "valid_as_of",
    "source": "source_title",
    "url": "source_url",
    "reference": "references",
}


@dataclass(frozen=True)
class Resource:
    """One resource of a manifest; ``path`` from the root of the package, ``facts`` what our own exports say."""

    identifier: str
    kind: str
    path: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def resources(root: Element, folder: str) -> Iterator[Resource]:
    """The resources of a manifest (without namespaces) that lies in a folder."""
    for each in root.iter("resource"):
        href = each.get("href") or next((file.get("href") or "" for file in each.findall("file")), "")
        base = posixpath.join(folder, _base(root), _base(each.getparent()), _base(each))
        path = posixpath.normpath(posixpath.join(base, unquote(href))) if href else ""
        yield Resource(each.get("identifier") or "", (each.get("type") or "").lower(), path, _facts(each))


def _base(element: Element | None) -> str:
    return "" if element is None else (element.get("base") or "")


def _facts(resource: Element) -> Mapping[str, Any]:
    """Our own facts, one taxon path each."""
    found: dict[str, Any] = {}
    for path in resource.iter("taxonPath"):
        source, entry = path.find("source"), path.find("taxon/entry")
        name = words(source) if source is not None else ""
        if not name.startswith(OWN) or entry is None or name.removeprefix(OWN) not in _FACTS:
            continue
        field_name = _FACTS[name.removeprefix(OWN)]
        value = _value(field_name, "".join(entry.itertext()).strip())
        if field_name == "references" and value:
            found["references"] = (*found.get("references", ()), value)
        elif value is not None:
            found[field_name] = value
    return found


def _value(name: str, said: str) -> Any:
    try:
        match name:
            case "valid_as_of":
                return date.fromisoformat(said)
            case "difficulty":
                return Decimal(said)
            case "part":
                return int(said)
            case _:
                return said
    except (ValueError, InvalidOperation):
        return None


def own_facts() -> Mapping[str, str]:
    """Names in the manifest by the fields of a question."""
    return {field_name: name for name, field_name in _FACTS.items()}


@dataclass(frozen=True)
class Placed:
    """An item as a ``test`` places it: its path, the titles above it, and the blocks of text of its sections."""

    test: str
    path: str
    category: str
    rubrics: tuple[tuple[str, Element], ...] = ()


def placed(test: Element, path: str) -> Iterator[Placed]:
    """The items of a test (in the names of QTI 2), in its order."""
    title = " ".join((test.get("title") or "").split())
    for part in test.findall("testPart") or [test]:
        for section in part.findall("assessmentSection"):
            yield from _section(section, path, (title,), ())


def _section(
    section: Element, path: str, titles: tuple[str, ...], rubrics: tuple[tuple[str, Element], ...]
) -> Iterator[Placed]:
    title = " ".join((section.get("title") or "").split())
    titles = (*titles, title) if title and title not in titles else titles
    own = [(section.get("identifier") or "", each) for each in section.findall("rubricBlock")]
    rubrics = (*rubrics, *own)
    for each in section:
        if each.tag == "assessmentSection":
            yield from _section(each, path, titles, rubrics)
        elif each.tag == "assessmentItemRef":
            href = unquote(each.get("href") or "")
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            yield Placed(path, found, "/".join(each.replace("/", "//") for each in titles if each), rubrics)
