"""What an imported round holds, row by row, in the spelling of the file it came from."""

from collections.abc import Collection, Iterable

from exams.outcomes.models import Mark, ScoreRun
from exams.outcomes.rules.result_rows import ResultRow
from lms.accounts import selectors as accounts
from lms.core.tables import frames

ISSUER = "ipas"
"""Who gives the candidate codes of imported rounds: the same code in two rounds is the same person."""


def rows(run: ScoreRun) -> list[ResultRow]:
    """The rows of a run; ``line`` is 0."""
    found = Mark.objects.filter(run=run).values_list(
        "registration__person_id", "registration__sitting__subject__code", "attended", "raw_hundredths"
    )
    marks = list(found)
    codes = candidate_codes({person for person, *_ in marks})
    return [ResultRow(0, codes[person], subject, attended, raw) for person, subject, attended, raw in marks]


def differences(run: ScoreRun, given: Iterable[ResultRow]) -> tuple[frames.Difference, ...]:
    """The rows in which ``given`` and the run differ, by candidate and subject."""
    before = sorted(row.texts() for row in rows(run))
    after = sorted(row.texts() for row in given)
    return () if before == after else frames.differences(before, after, keys=2)


def candidate_codes(person_ids: Collection[int]) -> dict[int, str]:
    """The candidate code of each person; somebody known here only is named by ``#`` and the person's number."""
    codes = accounts.references_of(issuer=ISSUER, person_ids=person_ids)
    return {person: codes.get(person, f"#{person}") for person in person_ids}
