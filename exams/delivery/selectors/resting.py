"""How long a candidate may still rest: what was granted less what the ledger has given back for rests."""

from collections.abc import Iterable

from django.db.models import Sum

from exams.delivery.enums import PauseReason
from exams.delivery.models import Attempt, Pause
from exams.sittings.models import Accommodation


def granted(attempt: Attempt) -> int:
    """Seconds of rest granted to the attempt's registration; 0 without any."""
    return granted_to([attempt.registration_id]).get(attempt.registration_id or 0, 0)


def left(attempt: Attempt) -> int:
    """Seconds of rest not used yet; a rest that is still going on does not count."""
    return max(0, granted(attempt) - used([attempt.pk]).get(attempt.pk, 0))


def granted_to(registration_ids: Iterable[int | None]) -> dict[int, int]:
    """Seconds of rest by registration, for those that have any: one query."""
    rows = Accommodation.objects.filter(registration_id__in=[each for each in registration_ids if each])
    return {registration: minutes * 60 for registration, minutes in rows.values_list("registration_id", "rest_minutes")}


def used(attempt_ids: Iterable[int]) -> dict[int, int]:
    """Seconds of rest already taken by attempt: one query."""
    rows = Pause.objects.filter(attempt_id__in=list(attempt_ids), reason=PauseReason.REST).values("attempt_id")
    return {row["attempt_id"]: row["seconds"] for row in rows.annotate(seconds=Sum("seconds_given")).order_by()}
