"""The round that takes registrations, as officers prepare it: rooms, one request for accommodations granted and one
waiting, everybody seated. Needs and documents are invented."""

import io
from collections.abc import Mapping

from PIL import Image

from exams.sittings.enums import AccommodationState, EvidenceKind, Need
from exams.sittings.models import AccommodationRequest, ExamRoom, Registration, Round
from exams.sittings.rules.enums import Arrangement
from exams.sittings.services import accommodations, evidence, rooms, seating
from exams.sittings.services.accommodations import Terms
from lms.accounts.models import Person, User
from lms.demo.seed import people
from lms.demo.seed.moments import Moments
from lms.organizations.models import TestArea

ROOMS = (("101", 24, False, False), ("102", 24, False, False), ("103", 8, True, True))
"""Code, seats, reserved, step-free."""


def load(moments: Moments, *, users: Mapping[str, User]) -> None:
    """Write what is not there yet."""
    round = Round.objects.get(programme__code="ipas-nz-beginner", name_en="Demo round (registration open)")
    if ExamRoom.objects.filter(round=round).exists():
        return
    officer, area = users["officer1"], TestArea.objects.get(code="taipei")
    for code, capacity, reserved, step_free in ROOMS:
        details = rooms.Details(
            test_area=area,
            code=code,
            name_zh=f"第 {code} 試場",
            name_en=f"Room {code}",
            place="示範大樓 1 樓（虛構地點）",
            capacity=capacity,
            is_reserved=reserved,
            is_step_free=step_free,
        )
        rooms.create(round=round, details=details, actor=officer, now=moments.at(-3))
    granted = _ask(moments, round, people.candidate(700, now=moments.at(-5)), (Need.EXTRA_TIME, Need.STEP_FREE))
    _grant(moments, granted, officer)
    _ask(moments, round, people.candidate(699, now=moments.at(-5)), (Need.LARGE_TYPE, Need.REST_BREAKS))
    seating.assign(round=round, arrangement=Arrangement.SPREAD, actor=officer, now=moments.at(-1))


def _ask(moments: Moments, round: Round, person: Person, needs: tuple[Need, ...]) -> AccommodationRequest:
    known = AccommodationRequest.objects.filter(round=round, person=person).first()
    if known is not None:
        return known
    kinds = (EvidenceKind.DISABILITY_CERTIFICATE, EvidenceKind.DIAGNOSIS)
    return accommodations.apply(
        person=person,
        round=round,
        needs=needs,
        reason="示範用的虛構說明。",
        documents=[evidence.examine(_page(), kind=kind, issued=moments.day(-60)) for kind in kinds],
        actor=person.user,
        now=moments.at(-2),
    )


def _grant(moments: Moments, request: AccommodationRequest, officer: User) -> None:
    if request.state != AccommodationState.REQUESTED:
        return
    own = Registration.objects.filter(sitting__round=request.round, person=request.person)
    terms = {row.pk: Terms(extra_minutes=20, room_needs=(Need.STEP_FREE,)) for row in own}
    accommodations.grant(request=request, terms=terms, note="依對照表延長。", actor=officer, now=moments.at(-1))


def _page() -> bytes:
    """A blank page in the place of a document."""
    made = io.BytesIO()
    Image.new("RGB", (420, 594), "white").save(made, "PNG")
    return made.getvalue()
