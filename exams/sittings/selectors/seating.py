"""The people and rooms of a round as the seating rule takes them, and a room's plan as its page shows it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exams.sittings.enums import Need
from exams.sittings.models import STANDING, ExamRoom, Registration, Round, Sitting
from exams.sittings.rules import seating, seats
from exams.sittings.rules.enums import SeatNeed
from lms.accounts.rules.masking import mask_name
from lms.core.templatetags.ui import localized
from lms.organizations.models import TestArea

NEED_WORDS = {
    SeatNeed.ANY: gettext_lazy("一般座位"),
    SeatNeed.STEP_FREE: gettext_lazy("無障礙試場"),
    SeatNeed.APART: gettext_lazy("保留試場"),
}


@dataclass(frozen=True)
class Seat:
    """A seat of the plan; several people where their papers are on at different times. Names are masked."""

    label: str
    people: tuple["Seated", ...]


@dataclass(frozen=True)
class Seated:
    """Somebody on a seat: their papers, and what the room must provide (codes, no reason)."""

    registration: Registration
    name: str
    papers: str
    needs: tuple[str, ...]


NEED_LABELS = {
    Need.EXTRA_TIME: gettext_lazy("延長作答時間"),
    Need.REST_BREAKS: gettext_lazy("中途休息"),
    Need.LARGE_TYPE: gettext_lazy("放大字體"),
    Need.COMPUTER: gettext_lazy("使用電腦作答"),
    Need.SCRIBE: gettext_lazy("代筆或報讀"),
    Need.MAGNIFIER: gettext_lazy("放大鏡或擴視機"),
    Need.BRAILLE: gettext_lazy("點字試卷"),
    Need.STEP_FREE: gettext_lazy("無障礙試場"),
    Need.ADAPTED_DESK: gettext_lazy("特殊桌椅"),
    Need.SEPARATE_ROOM: gettext_lazy("獨立或少人試場"),
    Need.OTHER: gettext_lazy("其他需求"),
}


def standing(round: Round) -> QuerySet[Registration]:
    """The registrations of a round that hold a place."""
    return Registration.objects.filter(sitting__round=round, state__in=STANDING).order_by("sitting_id", "id")


def slots(sittings: Iterable[Sitting]) -> dict[int, int]:
    """Which sittings are on at the same time, by id."""
    minutes = [
        (one.pk, one.opens_at.timestamp() / 60 if one.opens_at else None, float(one.minutes)) for one in sittings
    ]
    return seating.slots_of(minutes)


def candidates(round: Round, rows: Iterable[Registration]) -> list[seating.Candidate]:
    """One candidate per person of these registrations, with what is known of their wishes and needs."""
    when = slots(Sitting.objects.filter(round=round))
    related = ("enrolment__regional_class", "accommodation")
    full = Registration.objects.filter(pk__in=[row.pk for row in rows]).select_related(*related).order_by("id")
    areas = _Areas(round)
    by_person: dict[int, list[Registration]] = {}
    for row in full:
        by_person.setdefault(row.person_id, []).append(row)
    return [_candidate(person, own, when, areas) for person, own in by_person.items()]


def rooms(round: Round) -> list[seating.Room]:
    """The rooms whose seats are counted."""
    found = ExamRoom.objects.filter(round=round, capacity__isnull=False)
    return [
        seating.Room(room.pk, room.code, room.test_area_id, room.capacity or 0, room.is_reserved, room.is_step_free)
        for room in found
    ]


def lacking_text(lacking: Counter[tuple[int | None, SeatNeed]]) -> str:
    """How many seats are lacking, where and of which kind, in the reader's language."""
    known = {area.pk: localized(area, "name") for area in TestArea.objects.filter(pk__in=[a for a, _n in lacking if a])}
    total = sum(lacking.values())
    lines = [
        f"{known.get(wanted or 0, _('不限測驗區'))}・{NEED_WORDS[need]} {count}"
        for (wanted, need), count in sorted(lacking.items(), key=lambda item: (item[0][0] or 0, item[0][1]))
    ]
    words = ngettext("座位不足，還缺 %(n)s 席：%(where)s。", "座位不足，還缺 %(n)s 席：%(where)s。", total)
    return words % {"n": total, "where": _("、").join(lines)}


def plan(room: ExamRoom) -> list[list[Seat]]:
    """A room's seats row by row, the front row first; seats outside the counted ones come last."""
    rows = standing(room.round).filter(room=room).exclude(seat="")
    by_seat: dict[str, list[Registration]] = {}
    for row in rows.select_related("sitting__subject", "accommodation"):
        by_seat.setdefault(row.seat, []).append(row)
    named = seats.rows(room.capacity or 0)
    odd = sorted(set(by_seat) - {label for line in named for label in line})
    extra = [odd[start : start + seats.PER_ROW] for start in range(0, len(odd), seats.PER_ROW)]
    return [[Seat(label, _seated(by_seat.get(label, []))) for label in line] for line in [*named, *extra]]


def movable(room: ExamRoom) -> list[tuple[str, str]]:
    """The people of a room as choices: seat and masked name."""
    return [
        (str(seated.registration.public_id), f"{seat.label} {seated.name}")
        for line in plan(room)
        for seat in line
        for seated in seat.people
    ]


def of_round(round: Round) -> list[ExamRoom]:
    """The rooms of a round with the number of people seated (``seated``)."""
    seated = Count("registrations__person", filter=Q(registrations__state__in=STANDING), distinct=True)
    found = ExamRoom.objects.filter(round=round).select_related("test_area").annotate(seated=seated)
    return list(found.order_by("test_area__code", "code"))


def needs_of(registration: Registration) -> tuple[str, ...]:
    """The codes of what the room must provide for somebody; empty for nearly everybody."""
    granted = getattr(registration, "accommodation", None)
    return tuple(granted.room_needs) if granted else ()


def need_words(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes of needs in words, in the order of the list; unknown codes as they are."""
    order = [str(need) for need in Need]
    known = sorted(set(codes), key=lambda code: (order.index(code) if code in order else len(order), code))
    return tuple(str(NEED_LABELS[Need(code)]) if code in order else code for code in known)


class _Areas:
    """Where somebody wants to sit: the area named at registration, else one in the county of their class; an area
    without a room in this round is no wish."""

    def __init__(self, round: Round) -> None:
        found = TestArea.objects.filter(rooms__round=round).distinct().order_by("-code")
        self._by_code = {area.code: area.pk for area in found}
        self._by_county = {area.county_id: area.pk for area in found}

    def of(self, registration: Registration) -> int | None:
        named = self._by_code.get(str(registration.snapshot.get("test_area", "")))
        if named is not None or registration.enrolment is None:
            return named
        return self._by_county.get(registration.enrolment.regional_class.county_id)


def _candidate(person: int, own: Sequence[Registration], when: dict[int, int], areas: _Areas) -> seating.Candidate:
    needs = {need for row in own for need in needs_of(row)}
    return seating.Candidate(
        key=person,
        slots=frozenset(when[row.sitting_id] for row in own),
        area=next((area for row in own if (area := areas.of(row)) is not None), None),
        group=next((group for row in own if (group := _group(row))), ""),
        special=any(getattr(row, "accommodation", None) for row in own),
        step_free=Need.STEP_FREE in needs,
        apart=Need.SEPARATE_ROOM in needs,
    )


def _group(row: Registration) -> str:
    if row.enrolment is not None:
        return f"class {row.enrolment.regional_class_id}"
    return f"unit {row.group_id}" if row.group_id else ""


def _seated(rows: Sequence[Registration]) -> tuple[Seated, ...]:
    by_person: dict[int, list[Registration]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    return tuple(
        Seated(
            registration=own[0],
            name=mask_name(str(own[0].snapshot.get("name", ""))),
            papers=_("、").join(row.sitting.subject.code for row in own),
            needs=need_words({need for row in own for need in needs_of(row)}),
        )
        for own in by_person.values()
    )
