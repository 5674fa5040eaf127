"""What a verified token lets its holder do beside answering."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.rules.tokens import Claims
from exams.delivery.selectors import status
from exams.delivery.services import leases

_READ = ("public_id", "state", "lease", "token_hash", "ends_at")


@dataclass(frozen=True, slots=True)
class Right:
    """An attempt whose token was presented at this instant."""

    attempt: Attempt
    at: dt.datetime

    def is_writer(self, lease: int) -> bool:
        """Whether this lease is the current one of an attempt in progress."""
        return lease == self.attempt.lease and status.state(self.attempt, self.at) in transitions.IN_PROGRESS


def of(claims: Sequence[Claims], *, at: Sequence[dt.datetime]) -> list[Right | None]:
    """The right of each token; None where it gives none (any more). One query, no lock."""
    rows = Attempt.objects.filter(public_id__in={each.attempt for each in claims}).only(*_READ)
    attempts = {row.public_id: row for row in rows}
    return [_right(attempts.get(each.attempt), each, moment) for each, moment in zip(claims, at, strict=True)]


def _right(attempt: Attempt | None, claims: Claims, at: dt.datetime) -> Right | None:
    return Right(attempt, at) if attempt is not None and leases.authorises(claims, attempt, at=at) else None
