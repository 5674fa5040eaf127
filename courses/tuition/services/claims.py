"""Discount claims: requested by the learner after passing, decided by the original host school (DIS-1)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.tuition.enums import ClaimState
from courses.tuition.models import DiscountClaim, TestPass
from courses.tuition.rules.discounts import DiscountDecision
from courses.tuition.selectors import discounts
from lms.core import audit, vault
from lms.core.db import conditional_update
from lms.core.errors import Refusal
from lms.notices.services import outbox


class NothingDue(Refusal):
    """The decision gives no amount, so there is nothing to request."""

    code = "discount_nothing_due"


class TooLate(Refusal):
    """The announced period for requests is over."""

    code = "discount_too_late"


class AlreadyRequested(Refusal):
    """The discount of this pass has been requested or decided already."""

    code = "discount_already_requested"


class AlreadyDecided(Refusal):
    """Somebody decided this claim before."""

    code = "claim_already_decided"


class NoteMissing(Refusal):
    """A refusal needs its reason."""

    code = "claim_note_missing"


def request(*, test_pass: TestPass, actor: Any, now: dt.datetime) -> DiscountClaim:
    """Request the discount of a pass; what is decided now is stored and never recomputed.

    After a refusal it can be requested again. Raises :class:`NothingDue`, :class:`TooLate`, :class:`AlreadyRequested`.
    """
    today = timezone.localtime(now).date()
    case = discounts.case_of_pass(test_pass, on=today)
    if case.enrolment is None or case.decision.amount == 0:
        raise NothingDue(_("依目前的身分與規定沒有可申請的優惠金額。"))
    if case.last_day is not None and today > case.last_day:
        raise TooLate(_("申請期限已過。"))
    fields = {
        "enrolment": case.enrolment,
        "amount_twd": case.decision.amount,
        "decision": _stored(case.decision),
        "state": ClaimState.REQUESTED,
        "requested_at": now,
    }
    with transaction.atomic():
        claim, created = DiscountClaim.objects.get_or_create(test_pass=test_pass, defaults=fields)
        if not created and not conditional_update(claim, {"state": ClaimState.REFUSED}, **fields):
            raise AlreadyRequested(_("這次測驗的學費優惠已經申請過。"))
        _record(claim, "claim.requested", actor, now)
    return claim


def accept(*, claim: DiscountClaim, note: str = "", actor: Any, now: dt.datetime) -> DiscountClaim:
    """The school checked the proofs and grants the amount. Raises :class:`AlreadyDecided`."""
    return _decide(claim, ClaimState.ACCEPTED, note, actor, now)


def refuse(*, claim: DiscountClaim, note: str, actor: Any, now: dt.datetime) -> DiscountClaim:
    """The school refuses, with a reason the learner reads. Raises :class:`NoteMissing`, :class:`AlreadyDecided`."""
    if not note.strip():
        raise NoteMissing(_("請填寫不核准的理由，學員會看到這段文字。"))
    return _decide(claim, ClaimState.REFUSED, note, actor, now)


def _decide(claim: DiscountClaim, state: ClaimState, note: str, actor: Any, now: dt.datetime) -> DiscountClaim:
    with transaction.atomic():
        changes = {"state": state, "note": note.strip(), "decided_by": actor, "decided_at": now}
        if not conditional_update(claim, {"state": ClaimState.REQUESTED}, **changes):
            raise AlreadyDecided(_("這筆申請已經處理過了。"))
        _record(claim, f"claim.{state.value}", actor, now)
        _tell(claim, now)
    return claim


def _tell(claim: DiscountClaim, now: dt.datetime) -> None:
    school = claim.enrolment.regional_class.school
    outbox.put(
        person=claim.test_pass.person,
        event_id=f"claim:{claim.public_id}:{now.isoformat()}",
        template="claim_decision",
        context={
            "accepted": claim.state == ClaimState.ACCEPTED,
            "amount": f"{claim.amount_twd:,}",
            "note": claim.note,
            "school_zh": school.name_zh,
            "school_en": school.name_en,
            "path": reverse("tuition:discounts"),
        },
        now=now,
    )


def _stored(decision: DiscountDecision) -> dict[str, Any]:
    """The decision as JSON v1. Which identity was met may be health data, so identity and trace are sealed."""
    secret = {
        "identity": decision.identity.value if decision.identity else None,
        "trace": [reason.as_json() for reason in decision.trace],
    }
    sealed = vault.seal(secret, purpose=discounts.DECISION).decode()
    return {
        "v": 1,
        "amount": decision.amount,
        "policy": decision.policy.code if decision.policy else None,
        "sealed": sealed,
    }


def _record(claim: DiscountClaim, action: str, actor: Any, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"tuition.DiscountClaim:{claim.public_id}",
        now=now,
        amount=claim.amount_twd,
    )
