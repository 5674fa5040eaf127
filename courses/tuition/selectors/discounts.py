"""What a learner may get back, and the claims that wait for a school."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.tuition import dated as settings
from courses.tuition.enums import ClaimState
from courses.tuition.models import DiscountClaim, IdentityDeclaration, TestPass
from courses.tuition.rules import discounts
from courses.tuition.rules.enums import AttemptKind, Identity
from lms.accounts.models import Person
from lms.core import dated, vault
from lms.core.reasons import Reason, from_json

DECLARATION = "tuition.identity"
DECISION = "tuition.decision"


@dataclass(frozen=True)
class Case:
    """A class of a learner with the discount it would earn today. ``test_pass`` None: not passed yet.

    ``last_day`` of requesting is None while no deadline is announced; ``claim`` is what was requested.
    """

    enrolment: Enrolment | None
    test_pass: TestPass | None
    decision: discounts.DiscountDecision
    last_day: dt.date | None
    claim: DiscountClaim | None

    @property
    def can_request(self) -> bool:
        """Passed, something is due, and nothing is under way."""
        open_again = self.claim is None or self.claim.state == ClaimState.REFUSED
        return self.test_pass is not None and self.decision.amount > 0 and open_again


def declared(person: Person | None) -> frozenset[Identity]:
    """The identities a person declared; for the person's own page and for deciding, nobody else."""
    row = IdentityDeclaration.objects.filter(person=person).first()
    if row is None:
        return frozenset()
    return frozenset(Identity(code) for code in vault.unseal(bytes(row.sealed), purpose=DECLARATION))


def cases(person: Person | None, *, on: dt.date) -> list[Case]:
    """Every class of the person that charges a fee, newest first, with what would be due on that day."""
    if person is None:
        return []
    identities = declared(person)
    enrolments = (
        Enrolment.objects.filter(person=person, regional_class__fee_twd__gt=0)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .select_related("regional_class__school", "regional_class__programme")
        .order_by("-enrolled_at", "-id")
    )
    passed = TestPass.objects.filter(person=person).select_related("claim").order_by("test_date", "id")
    passes = {row.enrolment_id: row for row in passed}
    return [_case(each, passes.get(each.pk), person, identities, on) for each in enrolments]


def case_of_pass(test_pass: TestPass, *, on: dt.date) -> Case:
    """The discount of one pass as it would be decided on that day."""
    return _case(test_pass.enrolment, test_pass, test_pass.person, declared(test_pass.person), on)


def trace_of(claim: DiscountClaim) -> list[Reason]:
    """Why a claim came out as it did, as stored when it was requested."""
    return [from_json(reason) for reason in _secret(claim)["trace"]]


def identity_of(claim: DiscountClaim) -> Identity:
    """The identity a claim rests on: what the school has to see a proof of."""
    return Identity(_secret(claim)["identity"])


def _secret(claim: DiscountClaim) -> dict[str, Any]:
    opened: dict[str, Any] = vault.unseal(claim.decision["sealed"].encode(), purpose=DECISION)
    return opened


def _case(
    enrolment: Enrolment | None,
    test_pass: TestPass | None,
    person: Person,
    identities: Collection[Identity],
    on: dt.date,
) -> Case:
    claim = discounts.Claim(
        requested_on=on,
        fee=enrolment.regional_class.fee_twd if enrolment else 0,
        birth_date=person.birth_date,
        as_of=_as_of(enrolment, test_pass, on),
        identities=identities,
        passed=test_pass is not None,
        attempt=AttemptKind.RETAKE if test_pass and test_pass.is_retake else AttemptKind.FIRST,
    )
    made = getattr(test_pass, "claim", None) if test_pass else None
    return Case(enrolment, test_pass, discounts.decide(claim), _last_day(test_pass), made)


def _as_of(enrolment: Enrolment | None, test_pass: TestPass | None, on: dt.date) -> dt.date | None:
    """The day on which age counts, by the dated setting; None leaves the age unknown."""
    days = {
        "enrolment": timezone.localtime(enrolment.enrolled_at).date() if enrolment else None,
        "test": test_pass.test_date if test_pass else None,
        "request": on,
    }
    return days.get(dated.value(settings.AGE_AS_OF, on=on))


def _last_day(test_pass: TestPass | None) -> dt.date | None:
    if test_pass is None:
        return None
    days = dated.value(settings.CLAIM_DAYS, on=test_pass.test_date)
    return None if days is None else test_pass.test_date + dt.timedelta(days=days)


def queue(claims: QuerySet[DiscountClaim]) -> list[DiscountClaim]:
    """Claims as a school works through them: waiting ones first, the oldest on top; then what was decided, newest."""
    related = ("enrolment__regional_class__programme", "test_pass__person")
    rows = claims.select_related(*related).order_by("requested_at", "id")
    waiting = [claim for claim in rows if claim.state == ClaimState.REQUESTED]
    return waiting + [claim for claim in reversed(rows) if claim.state != ClaimState.REQUESTED]
