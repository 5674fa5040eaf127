"""Questions about whole tables that pandas answers: what differs between two of them, which keys come twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """A key whose values differ; ``before`` None = the row is new, ``after`` None = the row is gone."""

    key: tuple[str, ...]
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


def differences(
    before: Iterable[Sequence[str]], after: Iterable[Sequence[str]], *, keys: int
) -> tuple[Difference, ...]:
    """What changed between two tables of text whose first ``keys`` columns identify a row, ordered by key.

    Raises ``ValueError`` when a key comes twice in one table.
    """
    import pandas as pd

    old, new = (list(map(tuple, rows)) for rows in (before, after))
    if not old and not new:
        return ()
    width = len((old or new)[0])
    names = [f"c{index}" for index in range(width)]
    by, rest = names[:keys], names[keys:]
    frames = [pd.DataFrame(rows, columns=names, dtype=str) for rows in (old, new)]
    merged = frames[0].merge(frames[1], on=by, how="outer", suffixes=("_old", "_new"), indicator="side", validate="1:1")
    same = (merged["side"] == "both").to_numpy()
    for name in rest:
        same = same & (merged[f"{name}_old"] == merged[f"{name}_new"]).to_numpy()
    return tuple(_difference(row, by, rest) for row in merged[~same].sort_values(by).to_dict("records"))


def _difference(row: dict[str, str], by: list[str], rest: list[str]) -> Difference:
    before = None if row["side"] == "right_only" else tuple(str(row[f"{name}_old"]) for name in rest)
    after = None if row["side"] == "left_only" else tuple(str(row[f"{name}_new"]) for name in rest)
    return Difference(tuple(str(row[name]) for name in by), before, after)
