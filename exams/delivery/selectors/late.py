"""Late answers that wait for a person's decision."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from exams.delivery.models import AnswerEvent, Attempt, LateAnswer, LateDecision
from exams.delivery.selectors import responses
from exams.sittings.models import Round
from lms.accounts.rules.masking import mask_name


@dataclass(frozen=True)
class Change:
    """One late answer: the position on this candidate's screen, why it is late, whether it would change what counts."""

    position: int
    why: str
    received_at: dt.datetime
    seconds_late: int | None
    changes: bool


@dataclass(frozen=True)
class Case:
    """An attempt with undecided late answers; ``up_to`` names the last of them."""

    attempt: Attempt
    name: str
    seat: str
    up_to: int
    changes: list[Change] = field(default_factory=list)

    @property
    def changing(self) -> int:
        """How many items accepting would change."""
        return len({each.position for each in self.changes if each.changes})


def undecided(attempt: Attempt) -> QuerySet[LateAnswer]:
    """The late answers of an attempt that no decision has covered and that are not stored as answers anyway."""
    return _undecided(LateAnswer.objects.filter(attempt=attempt))


def waiting(round: Round) -> int:
    """How many attempts of a round have undecided late answers that would change what counts."""
    return sum(bool(case.changing) for case in cases(round))


def cases(round: Round) -> list[Case]:
    """The attempts of a round with undecided late answers, by seat; nothing of their contents."""
    rows = (
        _undecided(LateAnswer.objects.filter(attempt__registration__sitting__round=round))
        .select_related("attempt__registration", "attempt__sitting__subject")
        .order_by("attempt__sitting_id", "attempt__registration__seat", "attempt_id", "id")
    )
    found: dict[int, list[LateAnswer]] = defaultdict(list)
    for row in rows:
        found[row.attempt_id].append(row)
    return [_case(rows) for rows in found.values()]


def _undecided(rows: QuerySet[LateAnswer]) -> QuerySet[LateAnswer]:
    decided = LateDecision.objects.filter(attempt=OuterRef("attempt"), last_id__gte=OuterRef("pk"))
    stored = AnswerEvent.objects.filter(
        attempt=OuterRef("attempt"), lease=OuterRef("lease"), client_seq=OuterRef("client_seq")
    )
    return rows.exclude(Exists(decided)).exclude(Exists(stored))


def _case(rows: Iterable[LateAnswer]) -> Case:
    late = list(rows)
    attempt = late[0].attempt
    registration = attempt.registration
    places = {shown["item"]: position for position, shown in enumerate(attempt.order, start=1)}
    winners = _winners(attempt, late)
    return Case(
        attempt=attempt,
        name=mask_name(str(registration.snapshot.get("name", ""))) if registration else "",
        seat=registration.seat if registration else "",
        up_to=late[-1].pk,
        changes=[_change(each, attempt, places, winners) for each in late],
    )


def _change(row: LateAnswer, attempt: Attempt, places: dict[int, int], winners: set[int]) -> Change:
    passed = row.received_at - attempt.ends_at if attempt.ends_at else None
    late = int(passed.total_seconds()) if passed is not None and passed > dt.timedelta(0) else None
    return Change(places.get(row.item_id, 0), row.why, row.received_at, late, row.pk in winners)


def _winners(attempt: Attempt, late: list[LateAnswer]) -> set[int]:
    """The late answers that would become an item's answer, and another one than stands now."""
    standing = responses.current(attempt)
    numbers: dict[int, tuple[int, int]] = {}
    for item, lease, seq in AnswerEvent.objects.filter(attempt=attempt).values_list("item_id", "lease", "client_seq"):
        numbers[item] = max(numbers.get(item, (0, 0)), (lease, seq))
    last: dict[int, LateAnswer] = {}
    for row in sorted(late, key=lambda each: (each.lease, each.client_seq)):
        last[row.item_id] = row
    return {
        row.pk
        for item, row in last.items()
        if (row.lease, row.client_seq) > numbers.get(item, (0, 0))
        and list(row.options) != list(standing[item].options if item in standing else [])
    }
