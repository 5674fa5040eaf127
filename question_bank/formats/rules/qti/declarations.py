"""What an item declares of its responses: types, correct values and mapped values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from question_bank.formats.rules.xml_safety import Element
from question_bank.items.rules.kinds import numerical


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapped value."""

    key: str
    value: Decimal
    case: bool


@dataclass(frozen=True)
class Declaration:
    """A response variable; ``bounds`` are the least and the most that its mapping can give."""

    identifier: str
    cardinality: str = "single"
    base: str = "identifier"
    correct: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    default: Decimal = Decimal(0)
    bounds: tuple[Decimal | None, Decimal | None] = (None, None)
    has_areas: bool = False


def read(root: Element) -> Mapping[str, Declaration]:
    """The response declarations of an item by identifier."""
    found = (_declaration(each) for each in root.findall("responseDeclaration"))
    return {each.identifier: each for each in found}


def words(element: Element) -> str:
    """The text of an element with single blanks."""
    return " ".join("".join(element.itertext()).split())


def value(text: str | None, default: str = "0") -> Decimal:
    """A number; what is none counts as the default."""
    found = numerical.number((text or default).strip())
    return Decimal(default) if found is None else found


def _declaration(element: Element) -> Declaration:
    mapping = element.find("mapping")
    entries: tuple[Entry, ...] = ()
    bounds: tuple[Decimal | None, Decimal | None] = (None, None)
    if mapping is not None:
        entries = tuple(_entry(each) for each in mapping.findall("mapEntry"))
        bounds = (_bound(mapping.get("lowerBound")), _bound(mapping.get("upperBound")))
    return Declaration(
        identifier=(element.get("identifier") or "RESPONSE").strip(),
        cardinality=(element.get("cardinality") or "single").strip(),
        base=(element.get("baseType") or "identifier").strip(),
        correct=tuple(text for text in map(words, element.findall("correctResponse/value")) if text),
        entries=entries,
        default=value(mapping.get("defaultValue")) if mapping is not None else Decimal(0),
        bounds=bounds,
        has_areas=element.find("areaMapping") is not None,
    )


def _entry(element: Element) -> Entry:
    case = (element.get("caseSensitive") or "true").strip().lower() in ("true", "1")
    return Entry(" ".join((element.get("mapKey") or "").split()), value(element.get("mappedValue")), case)


def _bound(text: str | None) -> Decimal | None:
    return None if text is None else numerical.number(text)
