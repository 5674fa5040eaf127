"""Accommodations: asked for with proof, completed in time, decided; what was granted stands beside the registration.

The needs and reasons are health data (個資法 §6): they are sealed, read by the applicant and the deciders alone, and every
reading by staff is written down. Audit entries and mails say nothing of them.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings import dated as settings
from exams.sittings.enums import AccommodationState, Need, RoundState
from exams.sittings.models import (
    STANDING,
    Accommodation,
    AccommodationReading,
    AccommodationRequest,
    Registration,
    Round,
)
from exams.sittings.points import ACCOMMODATED, Accommodated
from exams.sittings.rules.accommodations import ROOM_NEEDS
from exams.sittings.selectors.accommodations import PURPOSE, Content, content_of
from exams.sittings.services import evidence, freeze
from exams.sittings.services.evidence import Document
from lms.accounts.models import Person
from lms.core import audit, dated, vault
from lms.core.calendar import days
from lms.core.db import locked
from lms.core.errors import Refusal
from lms.notices.services import outbox

State = AccommodationState
WAITING = (State.REQUESTED, State.INCOMPLETE)


class UnableToAccommodate(Refusal):
    """Not possible now; ``code`` is ``not_registered``, ``no_needs``, ``requested_already``, ``decided``, ``too_late``,
    ``own_request``, ``no_reason``, ``nothing_granted``, ``out_of_range``, ``foreign`` or ``sealed``."""

    code = "unable_to_accommodate"


@dataclass(frozen=True)
class Terms:
    """What one registration is granted. Minutes are at most 240; ``room_needs`` are codes for preparing the room."""

    extra_minutes: int = 0
    rest_minutes: int = 0
    large_type: bool = False
    room_needs: tuple[Need, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is granted."""
        return self == Terms()


def apply(
    *,
    person: Person,
    round: Round,
    needs: Collection[Need],
    reason: str,
    documents: Sequence[Document] = (),
    actor: Any,
    now: dt.datetime,
) -> AccommodationRequest:
    """Ask for accommodations in an open round in which the person is registered; documents may follow later.

    Raises :class:`UnableToAccommodate`, ``freeze.RoundClosed`` or ``evidence.EvidenceUnusable``.
    """
    if not needs:
        raise UnableToAccommodate(_("請勾選需要的服務。"), code="no_needs")
    content = Content(needs=tuple(sorted(needs)), reason=reason.strip())
    try:
        with transaction.atomic():
            held = freeze.held_open(round)
            if not Registration.objects.filter(sitting__round=held, person=person, state__in=STANDING).exists():
                raise UnableToAccommodate(_("請先完成這個梯次的報名。"), code="not_registered")
            made = AccommodationRequest.objects.create(
                person=person, round=held, sealed=_sealed(content), requested_at=now
            )
            for document in documents:
                evidence.add(made, document, now)
            _record(made, "requested", actor, now)
    except IntegrityError as error:
        raise UnableToAccommodate(_("這個梯次已有申請。"), code="requested_already") from error
    return made


def complete(
    *, request: AccommodationRequest, documents: Sequence[Document], actor: Any, now: dt.datetime
) -> AccommodationRequest:
    """The applicant hands in what was missing, until the end of ``complete_by``. Raises :class:`UnableToAccommodate`
    (``decided``, ``too_late``) or ``evidence.EvidenceUnusable``."""
    with transaction.atomic():
        held = _held(request, *WAITING)
        if held.complete_by is not None and timezone.localtime(now).date() > held.complete_by:
            raise UnableToAccommodate(_("補正期限已過，請與試務單位聯絡。"), code="too_late")
        for document in documents:
            evidence.add(held, document, now)
        _write(held, State.REQUESTED, actor, now, "completed")
    return held


def withdraw(*, request: AccommodationRequest, actor: Any, now: dt.datetime) -> AccommodationRequest:
    """The applicant takes an undecided request back. Raises :class:`UnableToAccommodate`."""
    with transaction.atomic():
        held = _held(request, *WAITING)
        _write(held, State.WITHDRAWN, actor, now, "withdrawn")
    return held


def ask(*, request: AccommodationRequest, missing: str, actor: Any, now: dt.datetime) -> AccommodationRequest:
    """Ask for what is missing within the dated number of working days (限期補正). Raises :class:`UnableToAccommodate`."""
    if not missing.strip():
        raise UnableToAccommodate(_("請寫明缺少什麼。"), code="no_reason")
    today = timezone.localtime(now).date()
    with transaction.atomic():
        held = _held(request, *WAITING)
        _require_other(held, actor)
        held.complete_by = days.working_day_after(today, dated.value(settings.COMPLETION_DAYS, on=today))
        held.sealed = _sealed(content_of(held).replaced(missing=missing.strip()))
        _write(held, State.INCOMPLETE, actor, now, "incomplete")
        _tell(held, now)
    return held


def grant(
    *, request: AccommodationRequest, terms: Mapping[int, Terms], note: str = "", actor: Any, now: dt.datetime
) -> AccommodationRequest:
    """Grant the request, per registration (id) of the applicant in the round; others get nothing (part-grant).

    Before sealing a granted request may be granted again with other terms; after it only registrations without any may
    get theirs, and their minutes enter the time ledger at once. Raises :class:`UnableToAccommodate`.
    """
    with transaction.atomic():
        round = locked(Round.objects.all(), pk=request.round_id)
        held = _held(request, *WAITING, State.GRANTED)
        _require_other(held, actor)
        own = Registration.objects.filter(sitting__round=round, person=held.person, state__in=STANDING)
        known = {row.pk: row for row in own.select_related("accommodation")}
        _require_terms(terms, known, is_open=round.state == RoundState.OPEN)
        if round.state == RoundState.OPEN:
            Accommodation.objects.filter(registration__in=known).delete()
        given = {pk: each for pk, each in terms.items() if not each.is_nothing}
        Accommodation.objects.bulk_create(_row(pk, held, each, now) for pk, each in given.items())
        held.sealed = _sealed(content_of(held).replaced(note=note.strip()))
        _decide(held, State.GRANTED, actor, now, "granted")
        ACCOMMODATED.apply(Accommodated(tuple(sorted(given)), actor, now))
    return held


def refuse(*, request: AccommodationRequest, note: str, actor: Any, now: dt.datetime) -> AccommodationRequest:
    """Refuse a request with a reason, or revoke a granted one before sealing. Raises :class:`UnableToAccommodate`."""
    if not note.strip():
        raise UnableToAccommodate(_("請寫明理由。"), code="no_reason")
    with transaction.atomic():
        round = locked(Round.objects.all(), pk=request.round_id)
        held = _held(request, *WAITING, State.GRANTED)
        _require_other(held, actor)
        if held.state == State.GRANTED and round.state != RoundState.OPEN:
            raise UnableToAccommodate(_("梯次已封存，核定的服務不能再撤銷或變更。"), code="sealed")
        Accommodation.objects.filter(request=held).delete()
        held.sealed = _sealed(content_of(held).replaced(note=note.strip()))
        _decide(held, State.REFUSED, actor, now, "refused")
    return held


def read(*, request: AccommodationRequest, what: str, reader: Any, now: dt.datetime) -> Content:
    """What the applicant wrote, for somebody of the staff; that they read it is kept."""
    AccommodationReading.objects.create(request=request, reader=reader, what=what[:40], read_at=now)
    return content_of(request)


def _held(request: AccommodationRequest, *states: State) -> AccommodationRequest:
    held = locked(AccommodationRequest.objects.select_related("person", "round"), pk=request.pk)
    if held.state not in states:
        raise UnableToAccommodate(_("這件申請已經處理過，請重新整理。"), code="decided")
    return held


def _require_other(held: AccommodationRequest, actor: Any) -> None:
    if actor is not None and held.person.user_id == actor.pk:
        raise UnableToAccommodate(_("不能處理自己的申請。"), code="own_request")


def _require_terms(terms: Mapping[int, Terms], known: Mapping[int, Registration], *, is_open: bool) -> None:
    if not terms.keys() <= known.keys():
        raise UnableToAccommodate(_("有不屬於這位申請人的報名。"), code="foreign")
    if all(each.is_nothing for each in terms.values()):
        raise UnableToAccommodate(_("沒有核定任何服務；不核定請選擇「不核定」。"), code="nothing_granted")
    for each in terms.values():
        if not (0 <= each.extra_minutes <= 240 and 0 <= each.rest_minutes <= 240):
            raise UnableToAccommodate(_("分鐘數須在 0 到 240 之間。"), code="out_of_range")
        if not set(each.room_needs) <= ROOM_NEEDS:
            raise UnableToAccommodate(_("試場需求的代碼不正確。"), code="out_of_range")
    if not is_open and any(hasattr(known[pk], "accommodation") for pk, each in terms.items() if not each.is_nothing):
        raise UnableToAccommodate(_("梯次已封存，核定的服務不能再撤銷或變更。"), code="sealed")


def _row(registration_id: int, held: AccommodationRequest, terms: Terms, now: dt.datetime) -> Accommodation:
    return Accommodation(
        registration_id=registration_id,
        request=held,
        extra_minutes=terms.extra_minutes,
        rest_minutes=terms.rest_minutes,
        large_type=terms.large_type,
        room_needs=sorted(str(need) for need in terms.room_needs),
        granted_at=now,
    )


def _decide(held: AccommodationRequest, state: State, actor: Any, now: dt.datetime, what: str) -> None:
    held.decided_by, held.decided_at = actor, now
    _write(held, state, actor, now, what)
    _tell(held, now)


def _write(held: AccommodationRequest, state: State, actor: Any, now: dt.datetime, what: str) -> None:
    held.state = state
    held.save()
    _record(held, what, actor, now)


def _record(held: AccommodationRequest, what: str, actor: Any, now: dt.datetime) -> None:
    subject = f"sittings.AccommodationRequest:{held.public_id}"
    audit.record(actor=actor, action=f"accommodation.{what}", subject=subject, now=now)


def _sealed(content: Content) -> bytes:
    return vault.seal(content.as_json(), purpose=PURPOSE)


def _tell(held: AccommodationRequest, now: dt.datetime) -> None:
    """That there is something to read; a mail may be read by others, so it says neither what was asked nor decided."""
    outbox.put(
        person=held.person,
        event_id=f"application:{held.public_id}:{now.isoformat()}",
        template="application_news",
        context={
            "round_zh": held.round.name_zh,
            "round_en": held.round.name_en,
            "path": reverse("sittings:accommodation", args=[held.round.public_id]),
        },
        now=now,
    )
