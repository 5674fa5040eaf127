"""Requests for accommodations as their applicant and their deciders see them."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exams.sittings import dated as settings
from exams.sittings.enums import AccommodationState, EvidenceKind, Need
from exams.sittings.models import (
    STANDING,
    Accommodation,
    AccommodationEvidence,
    AccommodationRequest,
    Registration,
    Round,
)
from exams.sittings.rules import accommodations, entry
from exams.sittings.rules.accommodations import Proof
from exams.sittings.rules.enums import EvidenceGap
from lms.accounts.models import Person
from lms.core import clock, dated, vault
from lms.core.dated import Setting

PURPOSE = "sittings.accommodation"
STATES = {
    AccommodationState.REQUESTED: (_("待審核"), "info"),
    AccommodationState.INCOMPLETE: (_("待補正"), "warn"),
    AccommodationState.GRANTED: (_("已核定"), "good"),
    AccommodationState.REFUSED: (_("未核定"), "bad"),
    AccommodationState.WITHDRAWN: (_("已撤回"), "neutral"),
}
KINDS = {
    EvidenceKind.DISABILITY_CERTIFICATE: _("身心障礙證明"),
    EvidenceKind.DIAGNOSIS: _("專科醫師診斷證明"),
    EvidenceKind.OTHER: _("其他文件"),
}
GAPS = {
    EvidenceGap.NO_CERTIFICATE: _("尚未附身心障礙證明。"),
    EvidenceGap.NO_DIAGNOSIS: _("延長時間、使用電腦與代筆須附專科醫師診斷證明。"),
    EvidenceGap.DIAGNOSIS_UNDATED: _("請填診斷證明的開立日期。"),
    EvidenceGap.DIAGNOSIS_TOO_OLD: _("診斷證明的開立日期距報名開始已超過期限。"),
}


@dataclass(frozen=True)
class Content:
    """What is sealed (JSON v1): needs and reason of the applicant, what was found missing, the note of the decision."""

    needs: tuple[Need, ...]
    reason: str
    missing: str = ""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The sealed form."""
        return {"v": 1, **dataclasses.asdict(self), "needs": [str(need) for need in self.needs]}

    def replaced(self, **changes: str) -> "Content":
        """The same with other texts."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    """A request in the deciders' list: nothing of its content, no name."""

    request: AccommodationRequest
    state: tuple[Any, str]
    number: str


@dataclass(frozen=True)
class Paper:
    """A registration of the applicant with what was granted, and the minutes the table gives."""

    registration: Registration
    granted: Accommodation | None
    suggested_minutes: int


def content_of(request: AccommodationRequest) -> Content:
    """What was written. For the applicant's own eyes; staff read through ``services.accommodations.read``."""
    found = vault.unseal(bytes(request.sealed), purpose=PURPOSE)
    needs = tuple(Need(each) for each in found["needs"])
    return Content(needs, found["reason"], found.get("missing", ""), found.get("note", ""))


def standing(person: Person, round: Round) -> AccommodationRequest | None:
    """The person's request to the round that was not withdrawn."""
    found = AccommodationRequest.objects.filter(person=person, round=round).select_related("round", "person")
    return found.exclude(state=AccommodationState.WITHDRAWN).prefetch_related("evidence").first()


def gaps(request: AccommodationRequest, needs: tuple[Need, ...]) -> list[Any]:
    """What the documents lack, in words."""
    opens = request.round.registration_opens_at
    proofs = [Proof(EvidenceKind(one.kind), one.issued_date) for one in request.evidence.all()]
    on = timezone.localtime(request.requested_at).date()
    months = dated.value(settings.DIAGNOSIS_MONTHS, on=on)
    found = accommodations.gaps(needs, proofs, timezone.localtime(opens).date() if opens else None, months)
    return [GAPS[gap] for gap in found]


def documents(request: AccommodationRequest) -> list[tuple[AccommodationEvidence, Any]]:
    """The documents of a request with their kind in words."""
    return [(one, KINDS[EvidenceKind(one.kind)]) for one in request.evidence.order_by("id")]


def queue() -> list[Row]:
    """The requests that were not withdrawn, those that wait first."""
    order = {state: place for place, state in enumerate(STATES)}
    found = AccommodationRequest.objects.exclude(state=AccommodationState.WITHDRAWN).select_related("round__programme")
    rows = [Row(one, state_of(one), one.public_id.hex[:8].upper()) for one in found.order_by("requested_at")]
    return sorted(rows, key=lambda row: order[AccommodationState(row.request.state)])


def waiting() -> int:
    """How many requests wait for the deciders."""
    return AccommodationRequest.objects.filter(state=AccommodationState.REQUESTED).count()


def undecided(round: Round) -> int:
    """How many requests of a round are not decided."""
    states = [AccommodationState.REQUESTED, AccommodationState.INCOMPLETE]
    return AccommodationRequest.objects.filter(round=round, state__in=states).count()


def state_of(request: AccommodationRequest) -> tuple[Any, str]:
    """The state in words, and the badge's kind."""
    return STATES[AccommodationState(request.state)]


def papers(request: AccommodationRequest, needs: tuple[Need, ...]) -> list[Paper]:
    """The applicant's papers of the round; minutes are suggested when extra time was asked for."""
    rows = _own(request).select_related("sitting__subject", "accommodation").order_by("sitting__opens_at", "id")
    steps = accommodations.table(extra_time(request.round).value)
    wanted = Need.EXTRA_TIME in needs
    return [
        Paper(
            registration=row,
            granted=getattr(row, "accommodation", None),
            suggested_minutes=entry.extra_minutes(row.sitting.minutes, steps) if wanted else 0,
        )
        for row in rows
    ]


def extra_time(round: Round) -> Setting:
    """The table of extra time in force on the exam's day."""
    return dated.lookup(settings.EXTRA_TIME, on=round.exam_date or clock.today())


def _own(request: AccommodationRequest) -> QuerySet[Registration]:
    return Registration.objects.filter(sitting__round=request.round_id, person=request.person_id, state__in=STANDING)
