"""The two-level list of what can be noted about a candidate: category → reason, by scheme, with a version and a date.

Codes of conduct are those of the scheme's conduct table (DOMAIN §8), so that whoever decides later finds the rule; here
nothing is decided. Green-collar rules bind (GCT-3 to GCT-5); iPAS has published none, so its list is an analogue of
the national exams' rules (R0020005) and provisional.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """An entry of a list. ``source`` is the rule it comes from, empty for trouble that no rule names."""

    category: str
    code: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReasonList:
    """The list of a scheme from ``start`` on. ``provisional``: the scheme has not published it."""

    version: str
    scheme: str
    start: date
    provisional: bool
    reasons: tuple[Reason, ...]

    def find(self, code: str) -> Reason | None:
        """The entry with this code."""
        return next((each for each in self.reasons if each.code == code), None)

    def categories(self) -> dict[str, list[Reason]]:
        """The entries by category, in the order of the list."""
        found: dict[str, list[Reason]] = {}
        for each in self.reasons:
            found.setdefault(each.category, []).append(each)
        return found


def _rows(category: str, codes: str, source: str = "") -> tuple[Reason, ...]:
    return tuple(Reason(category, code, source) for code in codes.split())


_TROUBLE = (
    *_rows("identity", "document_missing document_doubtful name_differs"),
    *_rows("health", "illness injury medication"),
    *_rows("technical", "power_cut network_down machine_fault software_fault paper_fault"),
    *_rows("surroundings", "alarm noise_outside heat_or_light"),
    *_rows("other", "other"),
)
"""Trouble that happens in any exam; nobody's conduct."""

LISTS: tuple[ReasonList, ...] = (
    ReasonList(
        "green-1",
        "green",
        date(2024, 1, 1),
        False,
        (
            *_rows("prohibited", "device device_in_bag_rings calculator", "GCT-4"),
            *_rows("serious", "photographing scanning passing_text passing_signals", "GCT-5"),
            *_rows("entry", "late_entry_refused leaving_early_insisted", "GCT-3"),
            *_TROUBLE,
        ),
    ),
    ReasonList(
        "national-exam-analogue-1",
        "ipas-nz",
        date(2024, 1, 1),
        True,
        (
            *_rows("serious", "impersonation forged_id passing_information hiding_paper sabotage", "R0020005"),
            *_rows("cheating", "peeking talking forbidden_calculator taking_paper_out", "R0020005"),
            *_rows("discipline", "before_start after_end device notes", "R0020005"),
            *_rows("order", "moving_furniture noise_after_warning", "R0020005"),
            *_rows("entry", "late_entry_refused leaving_early_insisted", "R0020005"),
            *_TROUBLE,
        ),
    ),
)


def in_force(programme: str, on: date, lists: Iterable[ReasonList] = LISTS) -> ReasonList:
    """The list of a programme (by its code) on a day: the latest that has started. Raises ``LookupError`` for none."""
    scheme = "green" if programme == "green" else "ipas-nz"
    started = [each for each in lists if each.scheme == scheme and each.start <= on]
    if not started:
        raise LookupError(f"no reasons for {programme} on {on}")
    return max(started, key=lambda each: each.start)
