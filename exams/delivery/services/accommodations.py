"""The minutes of granted accommodations in the time ledger."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exams.delivery import realtime
from exams.delivery.enums import AdjustmentKind
from exams.delivery.models import Attempt
from exams.delivery.services import ledger


def enter(*, attempts: QuerySet[Attempt], actor: Any, now: dt.datetime) -> int:
    """Write the granted minutes of these attempts into their ledgers, once each, inside the caller's transaction.

    Returns how many were written. The entry gives no reason but that the service was granted.
    """
    wanted = attempts.filter(registration__accommodation__extra_minutes__gt=0)
    missing = wanted.exclude(adjustments__kind=AdjustmentKind.ACCOMMODATION).values_list("pk", flat=True)
    held = list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("registration__accommodation", "registration__room")
        .filter(pk__in=list(missing))
        .order_by("pk")
    )
    entered = set(
        Attempt.objects.filter(
            pk__in=[each.pk for each in held], adjustments__kind=AdjustmentKind.ACCOMMODATION
        ).values_list("pk", flat=True)
    )
    given = [each for each in held if each.pk not in entered]  # looked at again under the lock
    for attempt in given:
        assert attempt.registration is not None
        ledger.add(
            [attempt],
            seconds=attempt.registration.accommodation.extra_minutes * 60,
            kind=AdjustmentKind.ACCOMMODATION,
            reason=_("已核定應考服務措施"),
            actor=actor,
            now=now,
        )
    realtime.hint(given)
    return len(given)
