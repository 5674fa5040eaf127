"""Who may see an attempt, a live room or the paper of a form.

An attempt is its candidate's alone: the person it belongs to, or the visitor whose signed cookie it carries. A live
room is for those on duty in it and for exam officers. Everybody else gets 404, as for something that does not exist.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from exams.delivery.models import (
    AnswerSheet,
    Attempt,
    Disruption,
    HelpCall,
    Incident,
    ItemSuspension,
    Order,
    RoomPack,
    RoomReport,
)
from exams.delivery.rules import door
from exams.papers import policies as papers
from exams.papers.models import Form
from exams.sittings import policies as sittings
from exams.sittings.enums import RegistrationState, RoundOrigin, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.organizations import policies as organizations
from question_bank.items import policies as items

COOKIE = "mock_visitor"
COOKIE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Viewer:
    """Who asks: a user (perhaps anonymous) and the hash of a visitor's key, empty without a valid cookie."""

    user: Any
    visitor_hash: str


def viewer_of(source: "HttpRequest | Mapping[str, Any]") -> Viewer:
    """The viewer behind a request or an ASGI scope (whose ``user`` and ``cookies`` the socket middleware filled)."""
    if isinstance(source, HttpRequest):
        return Viewer(source.user, visitor_hash_of(source.COOKIES))
    return Viewer(source.get("user"), visitor_hash_of(source.get("cookies", {})))


def visitor_hash(request: HttpRequest) -> str:
    """The hash of the visitor's key in the request's signed cookie; empty when there is none or it is not ours."""
    return visitor_hash_of(request.COOKIES)


def new_visitor(response: HttpResponse) -> str:
    """Give the browser a fresh visitor's key (30 days) and return its hash: no name, no address."""
    key = secrets.token_urlsafe(32)
    response.set_cookie(
        COOKIE,
        _signer().sign(key),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return _hash(key)


def visible_attempts(viewer: Viewer) -> QuerySet[Attempt]:
    """The attempts a viewer may open as their candidate: on the screen, never the row behind a paper on the desk."""
    owned = Q(pk__in=[])
    if getattr(viewer.user, "is_authenticated", False):
        owned |= Q(person__user=viewer.user) | Q(registration__person__user=viewer.user)
    if viewer.visitor_hash:
        owned |= Q(visitor_hash=viewer.visitor_hash)
    return Attempt.objects.filter(owned).exclude(sitting__mode=SittingMode.PAPER)


def access_attempt(source: "Viewer | HttpRequest | Mapping[str, Any]", public_id: uuid.UUID) -> Attempt:
    """The viewer's own attempt with its sitting, form and registration; 404 for anybody else's."""
    viewer = source if isinstance(source, Viewer) else viewer_of(source)
    related = ("sitting__subject", "sitting__programme", "sitting__round", "form", "person", "registration__person")
    attempt = visible_attempts(viewer).select_related(*related).filter(public_id=public_id).first()
    if attempt is None:
        raise Http404
    return attempt


def access_form(user: Any, public_id: uuid.UUID) -> Form:
    """A form with its subject, for officers who may read every item of it: 404 for others, 403 while one is closed."""
    form = Form.objects.filter(public_id=public_id).select_related("blueprint__subject").first()
    if form is None or not papers.can_build(user):
        raise Http404
    unread = form.form_items.exclude(version__item__in=items.visible_items(user))
    if unread.exists():
        raise PermissionDenied
    return form


def may_run_rooms(user: Any) -> bool:
    """Has at least one room to look after."""
    return sittings.visible_rooms(user).exists()


def visible_rooms(user: Any) -> QuerySet[ExamRoom]:
    """The rooms a user looks after."""
    return sittings.visible_rooms(user)


def access_room(user: Any, public_id: uuid.UUID) -> ExamRoom:
    """A live room of the user's; 404 for others."""
    return sittings.access_room(user, public_id)


def room_attempts(room: ExamRoom) -> QuerySet[Attempt]:
    """The attempts of a room that was fetched through :func:`access_room`."""
    return Attempt.objects.filter(registration__room=room, registration__state="registered")


def others_attempts(user: Any, room: ExamRoom) -> QuerySet[Attempt]:
    """The attempts of a room on which the user may act for the office they hold there: never the own one."""
    return room_attempts(room).exclude(_own(user, "registration__"))


def access_seat(user: Any, room_id: uuid.UUID, attempt_id: uuid.UUID) -> tuple[ExamRoom, Attempt]:
    """A candidate of a room one looks after; 404 for other rooms, for candidates who sit elsewhere and for oneself."""
    room = access_room(user, room_id)
    related = ("sitting__subject", "sitting__programme", "registration__person", "form")
    found = others_attempts(user, room).select_related(*related).filter(public_id=attempt_id).first()
    if found is None:
        raise Http404
    return room, found


def access_call(user: Any, room_id: uuid.UUID, call_id: uuid.UUID) -> HelpCall:
    """Somebody's call for help from a room one looks after; 404 for others."""
    calls = HelpCall.objects.filter(attempt__in=others_attempts(user, access_room(user, room_id)))
    found = calls.select_related("attempt__registration__person__user").filter(public_id=call_id).first()
    if found is None:
        raise Http404
    return found


def visible_orders(user: Any) -> QuerySet[Order]:
    """Orders of the rooms one looks after; those on a whole round are the officers' alone."""
    rooms = Q(room__in=visible_rooms(user))
    return Order.objects.filter(rooms | Q(room__isnull=True) if may_run_rounds(user) else rooms)


def access_order(user: Any, public_id: uuid.UUID) -> Order:
    """An order one may see, and unless one asked for it oneself decide; 404 for others."""
    related = ("room", "round", "asked_by")
    found = visible_orders(user).select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_signature(user: Any, public_id: uuid.UUID) -> Incident:
    """An incident with a signature, for officers; 404 for others."""
    signed = Incident.objects.exclude(signature_path="")
    found = signed.filter(public_id=public_id).first() if may_run_rounds(user) else None
    if found is None:
        raise Http404
    return found


def leads(user: Any, room: ExamRoom) -> bool:
    """Signs the room's report: its lead, or an exam officer."""
    return may_run_rounds(user) or room.duties.filter(user=user, is_lead=True, relieved_at__isnull=True).exists()


def access_report(user: Any, public_id: uuid.UUID) -> RoomReport:
    """A signed report of a room one looks after; 404 for others."""
    found = RoomReport.objects.filter(public_id=public_id, room__in=visible_rooms(user)).select_related("room").first()
    if found is None:
        raise Http404
    return found


def may_run_rounds(user: Any) -> bool:
    """Seals rounds and decides what concerns a whole one: exam officers."""
    return organizations.is_exam_officer(user)


def access_round(user: Any, public_id: uuid.UUID) -> Round:
    """A round held here, rehearsals included, for officers; 404 for others."""
    related = "programme__level__certification"
    found = Round.objects.filter(public_id=public_id, origin=RoundOrigin.PLATFORM).select_related(related).first()
    if found is None or not may_run_rounds(user):
        raise Http404
    return found


def access_round_attempt(user: Any, public_id: uuid.UUID) -> Attempt:
    """Somebody's attempt of a round, for officers; 404 for others, for mocks and for the own one."""
    related = ("sitting__round", "registration")
    rows = Attempt.objects.filter(public_id=public_id, registration__isnull=False)
    found = rows.exclude(_own(user, "registration__")).select_related(*related).first()
    if found is None or not may_run_rounds(user):
        raise Http404
    return found


def access_paper(user: Any, room_id: uuid.UUID, sitting_id: uuid.UUID) -> tuple[ExamRoom, Sitting]:
    """A room of the user's and a sealed sitting on paper of its round; 404 for others."""
    room = access_room(user, room_id)
    found = _paper_sittings().filter(public_id=sitting_id, round_id=room.round_id).first()
    if found is None:
        raise Http404
    return room, found


def access_paper_sitting(user: Any, public_id: uuid.UUID) -> Sitting:
    """A sealed sitting on paper, for officers; 404 for others."""
    found = _paper_sittings().filter(public_id=public_id).first() if may_run_rounds(user) else None
    if found is None:
        raise Http404
    return found


def access_sheet(user: Any, public_id: uuid.UUID) -> AnswerSheet:
    """A candidate's answer sheet in a room of the user's; 404 for others, for spares and for the own one."""
    related = ("attempt__form", "attempt__registration__room", "sitting__subject", "sitting__round")
    sheets = AnswerSheet.objects.filter(attempt__registration__room__in=visible_rooms(user))
    found = (
        sheets.exclude(_own(user, "attempt__registration__"))
        .select_related(*related)
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def paper_registrations(room: ExamRoom, sitting: Sitting) -> QuerySet[Registration]:
    """The standing registrations of a room and sitting that were fetched through :func:`access_paper`."""
    return Registration.objects.filter(room=room, sitting=sitting, state=RegistrationState.REGISTERED)


def access_place(user: Any, room: ExamRoom, sitting: Sitting, public_id: uuid.UUID) -> Registration:
    """A registration of a room and sitting that were fetched through :func:`access_paper`; 404 for any other and for
    the own one."""
    others = paper_registrations(room, sitting).exclude(_own(user))
    found = others.select_related("sitting").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _paper_sittings() -> QuerySet[Sitting]:
    sealed = Sitting.objects.filter(mode=SittingMode.PAPER, sealed_at__isnull=False)
    return sealed.select_related("subject", "round__programme", "programme")


def access_pack(user: Any, public_id: uuid.UUID) -> RoomPack:
    """A room's pack, for officers and those on duty in the room; 404 for others."""
    related = ("room", "sitting__subject", "sitting__round", "made_by")
    found = RoomPack.objects.filter(public_id=public_id, room__in=visible_rooms(user)).select_related(*related).first()
    if found is None:
        raise Http404
    return found


def round_of(attempt: Attempt) -> Round:
    """The round of an attempt fetched through :func:`access_round_attempt`, so there is one."""
    found = attempt.sitting.round
    if found is None:
        raise Http404
    return found


def access_suspension(user: Any, public_id: uuid.UUID) -> ItemSuspension:
    """A suspended item, for officers; 404 for others."""
    found = ItemSuspension.objects.filter(public_id=public_id).select_related("round").first()
    if found is None or not may_run_rounds(user):
        raise Http404
    return found


def access_disruption(user: Any, public_id: uuid.UUID) -> Disruption:
    """A disaster's measure, for officers; 404 for others."""
    found = Disruption.objects.filter(public_id=public_id).select_related("round").first()
    if found is None or not may_run_rounds(user):
        raise Http404
    return found


def visitor_hash_of(cookies: Mapping[str, str]) -> str:
    """Likewise of cookies by name."""
    if COOKIE not in cookies:
        return ""
    try:
        return _hash(_signer().unsign(cookies.get(COOKIE, ""), max_age=COOKIE_SECONDS))
    except signing.BadSignature:
        return ""


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="delivery.visitor")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def is_own_room(user: Any, room: ExamRoom | None) -> bool:
    """Whether the user looks after this room; nobody looks after none, but for officers, who look after all."""
    if room is None:
        return organizations.is_exam_officer(user)
    return sittings.visible_rooms(user).filter(pk=room.pk).exists()


def access_door(user: Any, code: str) -> Registration:
    """The registration of a code on an admission notice, for those on duty in its round (they may tell the candidate
    which room is theirs); 404 for others, for a cancelled one, for the own one and for a code nobody signed."""
    public_id = door.registration_of(code, settings.ATTEMPT_TOKEN_KEY.encode())
    if public_id is None:
        raise Http404
    found = Registration.objects.filter(public_id=public_id, state=RegistrationState.REGISTERED).exclude(_own(user))
    one = found.select_related("sitting__round", "sitting__subject", "room").first()
    if one is None or not sittings.visible_rooms(user).filter(round=one.sitting.round_id).exists():
        raise Http404
    return one


def _own(user: Any, path: str = "") -> Q:
    """What belongs to the user as a candidate: nobody admits, extends, reads or decides about themself. A rehearsal
    gives nothing away, and the staff sit in it."""
    owner = {f"{path}person__user": getattr(user, "pk", None) or 0}
    return Q(**owner) & Q(**{f"{path}sitting__round__rehearsal_of__isnull": True})
