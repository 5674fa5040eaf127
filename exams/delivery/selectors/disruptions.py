"""Whom a disaster touches, and what was done for them."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from exams.delivery.enums import AttemptState, DisruptionMeasure
from exams.delivery.models import Disruption
from exams.delivery.rules import transitions
from exams.delivery.selectors import status
from exams.papers.models import Form
from exams.sittings.enums import RegistrationState, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.organizations.models import County


@dataclass(frozen=True)
class Reach:
    """How many registrations of some counties a measure would touch, and who is left as they are."""

    touched: list[Registration]
    untouched: dict[str, int]

    @property
    def persons(self) -> int:
        """Different people among those touched."""
        return len({each.person_id for each in self.touched})


def counties(round: Round) -> QuerySet[County]:
    """The counties where the round is held, with their number of rooms (``rooms``)."""
    found = County.objects.filter(test_areas__rooms__round=round).annotate(rooms=Count("test_areas__rooms"))
    return found.order_by("position")


def in_counties(round: Round, codes: Collection[str]) -> QuerySet[Registration]:
    """The standing registrations whose room is in one of the counties, by sitting, room and seat."""
    found = Registration.objects.filter(
        sitting__round=round, state=RegistrationState.REGISTERED, room__test_area__county__in=codes
    )
    related = ("sitting__subject", "room__test_area__county", "attempt", "person")
    return found.select_related(*related).order_by("sitting_id", "room__code", "seat", "id")


def reach(round: Round, codes: Collection[str], measure: DisruptionMeasure, *, now: dt.datetime) -> Reach:
    """Whom a measure touches: postponing and moving those who have not started, stopping those who are writing."""
    touched, untouched = [], Counter[str]()
    for registration in in_counties(round, codes):
        state = _state(registration, now)
        if fits(measure, state, registration.sitting):
            touched.append(registration)
        else:
            untouched[str(state)] += 1
    return Reach(touched, dict(untouched))


def fits(measure: DisruptionMeasure, state: AttemptState, sitting: Sitting) -> bool:
    """Whether somebody in this state is touched by a measure. A paper clock cannot be stopped from here."""
    if measure == DisruptionMeasure.STOP:
        return state == AttemptState.RUNNING and sitting.mode == SittingMode.COMPUTER
    if measure == DisruptionMeasure.PAPER and sitting.mode != SittingMode.COMPUTER:
        return False
    return state in transitions.BEFORE_START


def of_round(round: Round) -> list[Disruption]:
    """The disruptions of a round with their numbers of cases (``touched``), the newest first."""
    found = Disruption.objects.filter(round=round).annotate(touched=Count("cases"))
    related = found.select_related("proposed_by", "decided_by").prefetch_related("counties")
    return list(related.order_by("-proposed_at", "-id"))


def rooms_of(round: Round, codes: Collection[str] = ()) -> list[ExamRoom]:
    """The round's rooms, all or those in some counties."""
    rooms = round.rooms.select_related("test_area__county")
    return list((rooms.filter(test_area__county__in=codes) if codes else rooms).order_by("code"))


def open_sittings(round: Round) -> list[Sitting]:
    """The round's own sittings, without make-ups, in the order of the day."""
    return list(round.sittings.filter(make_up_of=None).select_related("subject").order_by("opens_at", "id"))


def spare_forms(sitting: Sitting) -> list[Form]:
    """Other forms of the sitting's blueprints, by code: for those who sit on another day."""
    used = sitting.forms.values("pk")
    return list(
        Form.objects.filter(blueprint__in=sitting.forms.values("blueprint")).exclude(pk__in=used).order_by("code")
    )


def names(found: Iterable[County], english: bool) -> str:
    """Counties in one line."""
    return (", " if english else "、").join(each.name_en if english else each.name_zh for each in found)


def _state(registration: Registration, now: dt.datetime) -> AttemptState:
    attempt = getattr(registration, "attempt", None)
    return AttemptState.PREPARED if attempt is None else status.state(attempt, now)
