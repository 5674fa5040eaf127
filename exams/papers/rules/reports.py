"""What is stored of an assembly, JSON v1: the forms with the facts as they were, figures, coverage and statements.

``{"version": 1, "layout": {"cells", "constraints"}, "forms": [[place, …], …], "means": […], "keys": [{"A": 12}, …],
"units": 4500, "tried": 691, "coverage": […], "statements": […]}``; a place is the fields of :class:`Place`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from exams.papers.rules.coverage import Coverage, Statement
from exams.papers.rules.units import Candidate

VERSION = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A position of a rehearsed form: the item as it stood when the forms were assembled."""

    version: int
    code: str
    topic: str
    kind: str
    difficulty: float
    assumed: bool
    uses: int
    section: str
    stimulus: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report read back; a report without forms says in ``statements`` why."""

    layout: Mapping[str, Any] = field(default_factory=dict)
    forms: tuple[tuple[Place, ...], ...] = ()
    means: tuple[float, ...] = ()
    keys: tuple[Mapping[str, int], ...] = ()
    units: int = 0
    tried: int = 0
    coverage: tuple[Coverage, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def spread(self) -> float:
        """How far the means are apart."""
        return max(self.means) - min(self.means) if self.means else 0.0

    @property
    def shared(self) -> frozenset[str]:
        """Codes that stand in more than one of the forms."""
        counts = Counter(place.code for form in self.forms for place in form)
        return frozenset(code for code, count in counts.items() if count > 1)

    def topics(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Every topic with its number of items in each form."""
        counts = [Counter(place.topic for place in form) for form in self.forms]
        return tuple((topic, tuple(each[topic] for each in counts)) for topic in sorted(set().union(*counts)))


def place(candidate: Candidate, section: str) -> Place:
    """The facts of a candidate that a report keeps."""
    return Place(
        version=candidate.version,
        code=candidate.code,
        topic=candidate.topic,
        kind=candidate.kind,
        difficulty=round(candidate.difficulty, 4),
        assumed=candidate.is_assumed,
        uses=candidate.uses,
        section=section,
        stimulus=candidate.stimulus,
    )


def dump(report: Report) -> dict[str, Any]:
    """The JSON of a report."""
    coverage = [asdict(each) | {"blocked": dict(each.blocked)} for each in report.coverage]
    return {
        "version": VERSION,
        "layout": dict(report.layout),
        "forms": [[asdict(each) for each in form] for form in report.forms],
        "means": list(report.means),
        "keys": [dict(each) for each in report.keys],
        "units": report.units,
        "tried": report.tried,
        "coverage": coverage,
        "statements": [asdict(each) for each in report.statements],
    }


def read(stored: Mapping[str, Any]) -> Report:
    """The report of stored JSON; an empty one where there is none yet. Raises ``ValueError`` for another version."""
    if not stored:
        return Report()
    if stored["version"] != VERSION:
        raise ValueError(f"report of version {stored['version']}")
    return Report(
        layout=stored["layout"],
        forms=tuple(tuple(Place(**each) for each in form) for form in stored["forms"]),
        means=tuple(stored["means"]),
        keys=tuple(stored["keys"]),
        units=stored["units"],
        tried=stored["tried"],
        coverage=tuple(Coverage(**each) for each in stored["coverage"]),
        statements=tuple(Statement(**each) for each in stored["statements"]),
    )


def key_balance(keys: Sequence[tuple[Mapping[str, Any], Sequence[Any]]]) -> dict[str, int]:
    """How often each place of the options is right, over (body, key) of single-choice items: ``{"A": 12, "B": 13}``."""
    counts: Counter[str] = Counter()
    most = 0
    for body, key in keys:
        ids = [option["id"] for option in body.get("options", [])]
        most = max(most, len(ids))
        if key and key[0] and key[0][0] in ids:
            counts[chr(ord("A") + ids.index(key[0][0]))] += 1
    return {letter: counts[letter] for letter in (chr(ord("A") + place) for place in range(most))}
