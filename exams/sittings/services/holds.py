"""Places that were kept for a fee which did not come: given back, visibly."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from exams.sittings.enums import RegistrationState
from exams.sittings.models import Registration, Round
from exams.sittings.selectors import places
from exams.sittings.services import fees, news
from lms.core import audit
from lms.core.db import conditional_update, locked


def sweep(*, now: dt.datetime) -> int:
    """Give back every place whose hold has run out, one round at a time; returns how many there were.

    Nobody waits for it: places are counted by the instant, so an expired one is free before this has run.
    """
    rounds = list(places.lapsed(None, now=now).values_list("sitting__round", flat=True).distinct())
    count = 0
    for round_id in rounds:
        with transaction.atomic():
            count += lapse(round=locked(Round.objects.all(), pk=round_id), actor=None, now=now)
    return count


def lapse(*, round: Round, actor: Any, now: dt.datetime) -> int:
    """The same for one round, whose lock the caller holds. Candidates are told; the fee is no longer owed."""
    related = ("sitting__subject", "sitting__round__programme", "person__user", "group")
    rows = list(places.lapsed(round, now=now).select_related(*related).order_by("pk"))
    fees.hold(rows)
    by_person: dict[int, list[Registration]] = defaultdict(list)
    for row in rows:
        expected = {"state": RegistrationState.PENDING.value, "held_until__lte": now}
        if conditional_update(row, expected, state=RegistrationState.CANCELLED):
            by_person[row.person_id].append(row)
    for mine in by_person.values():
        _give_back(mine, actor, now)
    return sum(len(mine) for mine in by_person.values())


def _give_back(mine: Sequence[Registration], actor: Any, now: dt.datetime) -> None:
    news.tell(what=news.LAPSED, registrations=mine, now=now)
    for row in mine:
        fees.give_up(registration=row, percent=100, actor=actor, now=now)
        audit.record(
            actor=actor,
            action="registration.lapsed",
            subject=f"sittings.Registration:{row.public_id}",
            now=now,
        )
