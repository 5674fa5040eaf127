"""The fault table: a row per case and control, on the screen and in ``var/faults``."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HEAD = ("fault", "sent", "acknowledged", "found", "replays", "late kept", "silence s", "recovery s", "result", "seed")


@dataclass
class Row:
    """A case as it was played; for a control only result and notes."""

    key: str
    title: str
    seed: str
    counts: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether nothing was violated."""
        return not self.failures

    def take(self, counts: dict[str, Any], violations: list[dict[str, str]]) -> None:
        """What the checker said."""
        self.counts = counts
        self.failures += [f"{each['invariant']} {each['attempt'][:8]} {each['what']}".strip() for each in violations]

    def cells(self) -> list[str]:
        """As in the table."""
        names = ("sent", "acknowledged", "found", "replays", "late", "silence_seconds", "recovery_seconds")
        told = ["–" if self.counts.get(name) is None else str(self.counts[name]) for name in names]
        return [f"{self.key} {self.title}", *told, "ok" if self.is_good else "VIOLATED", self.seed]

    def line(self) -> str:
        """As on the screen."""
        counts = ", ".join(f"{name} {value}" for name, value in self.counts.items())
        more = "; ".join([*self.notes, *self.failures[:5]])
        left = len(self.failures) - 5
        dots = f" … and {left} more" if left > 0 else ""
        return (
            f"    {'ok' if self.is_good else 'VIOLATED'} in {self.seconds:.0f} s: {counts or self.title}; {more}{dots}"
        )


def table(rows: list[Row]) -> str:
    """Markdown."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(tuple(row.cells()) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def store(rows: list[Row], folder: Path, *, seed: int, seconds: float) -> None:
    """``table.md`` and ``table.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.md").write_text(table(rows), encoding="utf-8")
    told = {"seed": seed, "seconds": round(seconds, 1), "rows": [asdict(row) for row in rows]}
    (folder / "table.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
