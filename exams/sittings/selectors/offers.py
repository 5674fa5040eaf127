"""Rounds that take registrations, and what a person can choose in one."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from exams.sittings.enums import RoundOrigin, RoundState, SittingKind, SittingMode, WindowState
from exams.sittings.models import Eligibility, Round, Sitting
from exams.sittings.rules import eligibility
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import places
from lms.accounts.models import Person
from lms.organizations.models import County


@dataclass(frozen=True)
class Option:
    """A paper: places left (None: no limit), and why this person cannot choose it (empty: can)."""

    sitting: Sitting
    left: int | None
    obstacle: str

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self.left == 0


@dataclass(frozen=True)
class Offer:
    """A round with its papers; ``lacks_fee`` when a fee is not announced, so that it cannot open."""

    round: Round
    window: WindowState
    options: list[Option]

    @property
    def lacks_fee(self) -> bool:
        """Whether the fee of a paper has not been announced."""
        return any(option.sitting.fee_twd is None for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether somebody can register now."""
        return self.window is WindowState.OPEN and any(not option.obstacle for option in self.options)

    @property
    def average_codes(self) -> list[str]:
        """The subjects that have to be taken together for the mean rule (PAS-2); empty where it says nothing."""
        codes = [option.sitting.subject.code for option in self.options]
        return codes if rules.average_applies(codes, codes) else []


def window(round: Round, *, now: dt.datetime) -> WindowState:
    """Whether the round takes registrations now; a sealed one takes none, whatever its window says."""
    state = rules.window(round.registration_opens_at, round.registration_closes_at, now)
    return WindowState.CLOSED if state is WindowState.OPEN and round.state != RoundState.OPEN else state


def visible(*, today: dt.date) -> "QuerySet[Round]":
    """Rounds held here whose exam is ahead; rehearsals are nobody's."""
    ahead = Q(exam_date__gte=today) | Q(exam_date__isnull=True)
    found = Round.objects.filter(ahead, origin=RoundOrigin.PLATFORM, rehearsal_of=None, state=RoundState.OPEN)
    return found.select_related("programme__level__certification")


def listed(*, now: dt.datetime, today: dt.date) -> list[Offer]:
    """The rounds of the public list: open ones first, then by exam date."""
    offers = [offer(round, person=None, now=now) for round in visible(today=today)]
    known = [each for each in offers if each.options]
    order = [WindowState.OPEN, WindowState.UPCOMING, WindowState.NOT_ANNOUNCED, WindowState.CLOSED]
    return sorted(
        known, key=lambda each: (order.index(each.window), each.round.exam_date or dt.date.max, each.round.pk)
    )


def offer(round: Round, *, person: Person | None, now: dt.datetime) -> Offer:
    """What a round offers a person; without one, what it offers anybody."""
    sittings = Sitting.objects.filter(round=round, make_up_of=None).exclude(mode=SittingMode.MOCK)
    taken = places.taken_in(round, now=now)
    rows = list(sittings.select_related("subject", "programme").order_by("subject__position", "mode", "id"))
    mine = _registered(round, person, now)
    rights = _rights(round, person)
    options = []
    for row in rows:
        left = rules.places_left(row.capacity, taken.get(row.pk, 0))
        options.append(Option(row, left, _obstacle(row, left, mine, rights)))
    return Offer(round, window(round, now=now), options)


def counties() -> list[County]:
    """The counties one can live in, in the official order."""
    return list(County.objects.order_by("position"))


def _registered(round: Round, person: Person | None, now: dt.datetime) -> set[int]:
    if person is None:
        return set()
    found = places.of_person(person, now=now).filter(sitting__round=round)
    return set(found.values_list("sitting__subject_id", flat=True))


def _rights(round: Round, person: Person | None) -> set[int] | None:
    """Subjects the person may sit as 正期; None where nobody needs a right or nobody is asking."""
    if person is None or not eligibility.needs_right(round.programme.code):
        return None
    rows = Eligibility.objects.filter(person=person, programme=round.programme, kind=SittingKind.REGULAR)
    return {
        row.subject_id
        for row in rows
        if eligibility.usable(
            [eligibility.Right(row.pk, SittingKind.REGULAR, row.valid_until)], SittingKind.REGULAR, round.exam_date
        )
    }


def _obstacle(row: Sitting, left: int | None, mine: set[int], rights: set[int] | None) -> str:
    if row.subject_id in mine:
        return _("已報名")
    if row.fee_twd is None:
        return _("報名費尚未公告")
    if rights is not None and row.subject_id not in rights:
        return _("沒有應試資格：須完成 48 小時課程")
    return _("額滿") if left == 0 else ""
