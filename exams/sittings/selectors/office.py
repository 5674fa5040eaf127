"""What the office pages of rounds show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.sittings import dated as settings
from exams.sittings.enums import RegistrationState, RoundOrigin, RoundState, SittingMode
from exams.sittings.models import STANDING, ExamRoom, Registration, Round, Sitting
from exams.sittings.selectors import accommodations
from lms.core import dated
from lms.core.dated import Setting
from lms.core.templatetags.ui import localized
from lms.organizations.models import County, TestArea
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject

STATES = {
    RoundState.OPEN: (gettext_lazy("可設定"), "info"),
    RoundState.SEALED: (gettext_lazy("已封存"), "warn"),
    RoundState.RELEASED: (gettext_lazy("已公布成績"), "good"),
}
MODES = {SittingMode.COMPUTER: gettext_lazy("電腦測驗"), SittingMode.PAPER: gettext_lazy("紙本測驗")}


@dataclass(frozen=True)
class RoundRow:
    """A round of the list with its numbers."""

    round: Round
    state: tuple[Any, str]
    sittings: int
    people: int


@dataclass(frozen=True)
class Paper:
    """A sitting of a round with its numbers."""

    sitting: Sitting
    mode: str
    forms: list[str]
    registered: int
    pending: int
    late_minutes: int | None


@dataclass(frozen=True)
class Gap:
    """One thing to see to before sealing: what lacks of it, and where that is done."""

    title: str
    ok: bool
    lacking: str
    url: str


def rounds() -> list[RoundRow]:
    """Rounds held on the platform, the next exam first, those without a date on top."""
    held = Round.objects.filter(origin=RoundOrigin.PLATFORM, rehearsal_of=None).select_related("programme")
    standing = Q(sittings__registrations__state__in=STANDING)
    counted = held.annotate(
        papers=Count("sittings", distinct=True),
        people=Count("sittings__registrations__person", filter=standing, distinct=True),
    )
    ordered = counted.order_by(F("exam_date").desc(nulls_first=True), "programme__position", "code")
    return [RoundRow(row, state_of(row), row.papers, row.people) for row in ordered]


def state_of(round: Round) -> tuple[Any, str]:
    """The round's state in words, and the badge's kind."""
    return STATES[RoundState(round.state)]


def papers(round: Round) -> list[Paper]:
    """The sittings of a round in the order of the day."""
    found = (
        round.sittings.select_related("subject")
        .prefetch_related("forms")
        .annotate(
            registered=Count("registrations", filter=Q(registrations__state=RegistrationState.REGISTERED)),
            pending=Count("registrations", filter=Q(registrations__state=RegistrationState.PENDING)),
        )
    )
    return [
        Paper(
            sitting=one,
            mode=str(MODES[SittingMode(one.mode)]),
            forms=sorted(form.code for form in one.forms.all()),
            registered=one.registered,
            pending=one.pending,
            late_minutes=_late(one),
        )
        for one in found.order_by("opens_at", "subject__position", "id")
    ]


def gaps(round: Round, found: list[Paper], halls: list[ExamRoom]) -> list[Gap]:
    """What the configuration still lacks before sealing; sealing itself looks at the forms once more."""
    here = reverse("sittings:office_round", args=[round.public_id])
    edit = reverse("sittings:office_round_edit", args=[round.public_id])
    window = (round.registration_opens_at, round.registration_closes_at, round.pay_by)
    bare = [one.sitting.subject.code for one in found if not one.forms]
    formless = _("未選：%(codes)s") % {"codes": _listed(bare)} if bare else _("未選")
    uncounted = [room.code for room in halls if room.capacity is None]
    unseated = _unseated(round)
    waiting = accommodations.undecided(round)
    return [
        Gap(_("測驗日期"), round.exam_date is not None, _("未填"), edit),
        Gap(_("報名期間與繳費期限"), None not in window, _("未填"), edit),
        Gap(_("場次"), bool(found), _("尚未建立"), f"{here}#sittings"),
        Gap(_("試卷"), bool(found) and not bare, formless, f"{here}#sittings"),
        Gap(_("試場"), bool(halls), _("尚未建立"), f"{here}#rooms"),
        Gap(_("座位數"), not uncounted, _("未填：%(codes)s") % {"codes": _listed(uncounted)}, f"{here}#rooms"),
        Gap(_("座位"), not unseated, _("%(n)s 人還沒有座位") % {"n": unseated}, f"{here}#seating"),
        Gap(
            _("應考服務申請"),
            not waiting,
            _("%(n)s 件待處理") % {"n": waiting},
            reverse("sittings:office_accommodations"),
        ),
    ]


def _unseated(round: Round) -> int:
    standing = Registration.objects.filter(sitting__round=round, state__in=STANDING)
    return standing.filter(Q(room=None) | Q(seat="")).values("person").distinct().count()


def _listed(codes: list[str]) -> str:
    return _("、").join(codes) or "—"


def subjects(round: Round) -> list[Subject]:
    """The subjects of the round's level."""
    return list(round.programme.level.subjects.order_by("position", "code"))


def forms_for(subject: Subject) -> QuerySet[Form]:
    """The forms a sitting of the subject may use, the newest first; samples are for practice only."""
    pools = [ItemUse.SECURE, ItemUse.PRACTICE]
    found = Form.objects.filter(blueprint__subject=subject, blueprint__pool__in=pools)
    return found.select_related("blueprint").order_by("-drawn_at", "-id")


def programmes() -> QuerySet[Programme]:
    """The programmes in their order."""
    return Programme.objects.order_by("position")


def suggested(round: Round, *, today: dt.date) -> dict[str, Setting]:
    """Minutes, late entry and earliest leave as the dated settings have them on the exam's day."""
    on, programme = round.exam_date or today, round.programme.code
    keys = {
        "minutes": settings.MINUTES,
        "late_minutes": settings.LATE_MINUTES,
        "leave_after_minutes": settings.LEAVE_MINUTES,
    }
    return {name: dated.lookup(by_programme[programme], on=on) for name, by_programme in keys.items()}


def provisional_notes(suggested: dict[str, Setting]) -> list[str]:
    """Where suggested values come from that nobody announced."""
    return sorted({setting.basis for setting in suggested.values() if setting.provisional})


def subject_name(subject: Subject) -> str:
    """The subject's name in the page's language."""
    return localized(subject, "name")


def areas() -> list[TestArea]:
    """Test areas in the order of the counties, with the number of rooms ever used (``used``)."""
    return list(
        TestArea.objects.select_related("county").annotate(used=Count("rooms")).order_by("county__position", "code")
    )


def area_choices() -> QuerySet[TestArea]:
    """The test areas a room may be in."""
    return TestArea.objects.order_by("county__position", "code")


def counties() -> QuerySet[County]:
    """The counties in the official order."""
    return County.objects.order_by("position")


def room_choices(round: Round) -> QuerySet[ExamRoom]:
    """The rooms of a round whose seats are counted."""
    return ExamRoom.objects.filter(round=round, capacity__isnull=False).order_by("code")


def first_moment(round: Round) -> dt.datetime | None:
    """Ten o'clock on the exam's day: where a new sitting starts."""
    if round.exam_date is None:
        return None
    return timezone.make_aware(dt.datetime.combine(round.exam_date, dt.time(10)))


def _late(sitting: Sitting) -> int | None:
    if sitting.opens_at is None or sitting.entry_closes_at is None:
        return None
    return int((sitting.entry_closes_at - sitting.opens_at).total_seconds() // 60)
