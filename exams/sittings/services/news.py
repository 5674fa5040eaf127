"""What candidates are told about their registration, by mail and in their account."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from exams.sittings.models import Registration
from exams.sittings.rules import codes
from exams.sittings.selectors import fees, holds
from lms.core.calendar.rules import format_roc_slash
from lms.notices.services import outbox

RECEIVED, CONFIRMED, LAPSED, CANCELLED = "received", "confirmed", "lapsed", "cancelled"


def tell(*, what: str, registrations: Sequence[Registration], now: dt.datetime) -> None:
    """One letter about the registrations of one person in one round."""
    first = registrations[0]
    round = first.sitting.round
    assert round is not None
    last, pay_by = holds.last_kept_day(first), holds.pay_day(round, first.registered_at)
    outbox.put(
        person=first.person,
        event_id=f"registration:{what}:{first.public_id}:{now.isoformat()}",
        template="registration",
        context={
            "what": what,
            "round_zh": f"{round.programme.name_zh} {round.name_zh}",
            "round_en": f"{round.programme.name_en}, {round.name_en}",
            "subjects_zh": "、".join(each.sitting.subject.name_zh for each in registrations),
            "subjects_en": ", ".join(each.sitting.subject.name_en for each in registrations),
            "amount": f"{fees.due(registrations):,}",
            "code": codes.spaced(first.payment_code),
            "unit": first.group.name if first.group else "",
            "pay_by": f"{pay_by:%-d %B %Y}",
            "pay_by_roc": format_roc_slash(pay_by),
            "kept_until": f"{last:%-d %B %Y}" if last else "",
            "kept_until_roc": format_roc_slash(last) if last else "",
            "path": reverse("sittings:mine"),
        },
        now=now,
    )
