"""Layouts to begin a blueprint with: the shapes of the papers that are known (GCT-1, IPS-4, IPS-5).

Topic weights are not announced (IPS-2), so every topic gets the same share and the first topics take the remainder.
"""

from collections.abc import Sequence

from exams.papers.enums import Section
from exams.papers.rules.layouts import ANY, CHOICE_GROUP, Cell

GREEN = "green"
BEGINNER = "ipas-beginner"
INTERMEDIATE = "ipas-intermediate"
PRESETS = (GREEN, BEGINNER, INTERMEDIATE)
#: The level each preset belongs to.
LEVELS = {("green", "standard"): GREEN, ("ipas-nz", "beginner"): BEGINNER, ("ipas-nz", "intermediate"): INTERMEDIATE}


def cells(preset: str, topics: Sequence[str]) -> tuple[Cell, ...]:
    """The cells of a preset over these topic codes in the order of the syllabus. Raises ``KeyError``."""
    if preset in (GREEN, BEGINNER):
        return _spread(Section.SINGLE.value, "single", 50, _leaves(topics))
    if preset == INTERMEDIATE:
        branches = _branches(topics)
        groups = Cell(Section.GROUPS.value, ANY, CHOICE_GROUP, 4, group_size=3)
        return (
            *_spread(Section.SINGLE.value, "single", 28, branches),
            *_spread(Section.MULTIPLE.value, "multiple", 10, branches),
            groups,
        )
    raise KeyError(preset)


def _leaves(topics: Sequence[str]) -> list[str]:
    """The topics without topics below them: ``L11`` is the heading of ``L11101``."""
    return [code for code in topics if not any(other != code and other.startswith(code) for other in topics)]


def _branches(topics: Sequence[str]) -> list[str]:
    """``L211*`` for all topics below ``L211``; with so few items a cell for every leaf would leave most of them out."""
    return list(dict.fromkeys(f"{code[:4]}*" for code in topics if len(code) > 4))


def _spread(section: str, kind: str, total: int, topics: Sequence[str]) -> tuple[Cell, ...]:
    if not topics:
        return (Cell(section, ANY, kind, total),)
    each, rest = divmod(total, len(topics))
    shares = [each + (place < rest) for place in range(len(topics))]
    return tuple(Cell(section, topic, kind, share) for topic, share in zip(topics, shares, strict=True) if share)
