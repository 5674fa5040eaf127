"""What persons bring into a round from the earlier rounds of its programme: subjects kept, certificates held (PAS-5, PAS-6).

Read from the released runs alone, never from awards, so a round imported late finds what stood before it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from exams.outcomes.enums import RunState, Verdict
from exams.outcomes.models import LevelResult, RetainedSubject
from exams.outcomes.rules.passing import Retained
from exams.sittings.models import Round

CERTIFYING = (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND)


@dataclass(frozen=True, slots=True)
class Standings:
    """Before a round: who is certified, and which passed subjects each person keeps."""

    certified: frozenset[int]
    retained: dict[int, tuple[Retained, ...]]

    def digest(self, person_ids: Iterable[int]) -> str:
        """A hash of what stands for these persons; equal standings have equal hashes."""
        rows = [
            [person, person in self.certified, [_row(each) for each in self.retained.get(person, ())]]
            for person in sorted(person_ids)
            if person in self.certified or person in self.retained
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def before(round: Round) -> Standings:
    """The standings before ``round``, from the released runs of the programme's earlier rounds."""
    earlier = Q(run__round__year__lt=round.year) | Q(run__round__year=round.year, run__round__ordinal__lt=round.ordinal)
    of_programme = earlier & Q(run__round__programme=round.programme_id, run__state=RunState.RELEASED)
    certified = LevelResult.objects.filter(of_programme, verdict__in=CERTIFYING).values_list("person_id", flat=True)
    kept = RetainedSubject.objects.filter(of_programme).order_by("person_id", "subject__code", "run__round_id")
    retained: dict[int, list[Retained]] = defaultdict(list)
    for person, subject, score, until in kept.values_list("person_id", "subject__code", "score", "valid_until"):
        retained[person].append(Retained(subject, score, until))
    return Standings(frozenset(certified), {person: tuple(rows) for person, rows in retained.items()})


def _row(retained: Retained) -> list[str | int | None]:
    return [retained.subject, retained.score, retained.valid_until.isoformat() if retained.valid_until else None]
