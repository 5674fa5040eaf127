"""What a round still lacks before it can be sealed, and what was frozen when it was."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from exams.delivery.selectors import forms
from exams.papers.selectors import verdicts
from exams.papers.selectors.verdicts import FormVerdict
from exams.sittings.enums import AccommodationState, RegistrationState, RoundState, SittingMode
from exams.sittings.models import AccommodationRequest, Duty, ExamRoom, Registration, Round, Sitting


@dataclass(frozen=True)
class Check:
    """One thing looked at. A blocking one that fails keeps the round from being sealed; the others warn."""

    title: str
    ok: bool
    blocking: bool
    detail: str = ""


@dataclass(frozen=True)
class Paper:
    """A sitting with the verdict on its forms and its numbers."""

    sitting: Sitting
    forms: list[FormVerdict]
    standing: int
    pending: int
    unseated: int
    attempts: int


def papers(round: Round) -> list[Paper]:
    """The sittings of a round in the order of the day."""
    counted = (
        Registration.objects.filter(sitting__round=round)
        .values_list("sitting")
        .annotate(
            standing=Count("id", filter=Q(state=RegistrationState.REGISTERED)),
            pending=Count("id", filter=Q(state=RegistrationState.PENDING)),
            unseated=Count("id", filter=Q(state=RegistrationState.REGISTERED) & (Q(room__isnull=True) | Q(seat=""))),
        )
    )
    numbers = {row[0]: (row[1], row[2], row[3]) for row in counted}
    found = round.sittings.exclude(mode=SittingMode.MOCK).select_related("subject").annotate(written=Count("attempts"))
    return [
        Paper(each, verdicts.of_forms(forms.of(each)), *numbers.get(each.pk, (0, 0, 0)), each.written)
        for each in found.order_by("opens_at", "subject__position", "id")
    ]


def checks(round: Round, found: list[Paper]) -> list[Check]:
    """Everything looked at before sealing, the blocking things first."""
    return [*_blocking(round, found), *_warnings(round, found)]


def is_sealed(round: Round) -> bool:
    """Whether papers and attempts are written."""
    return round.state != RoundState.OPEN


def _blocking(round: Round, found: list[Paper]) -> list[Check]:
    without = [each.sitting.subject.code for each in found if not each.forms]
    untimed = [
        each.sitting.subject.code for each in found if not (each.sitting.opens_at and each.sitting.entry_closes_at)
    ]
    uneven = [each.sitting.subject.code for each in found if len({form.items for form in each.forms}) > 1]
    unmet = [form.form.code for each in found for form in each.forms if not form.is_fulfilled]
    return [
        Check(_("有場次"), bool(found), True),
        Check(_("每個場次都有試卷"), not without, True, _codes(without)),
        Check(_("同一場次的試卷題數一致"), not uneven, True, _codes(uneven)),
        Check(_("試卷逐格符合藍圖"), not unmet, True, _codes(unmet)),
        Check(_("測驗與截止入場時間已排定"), not untimed, True, _codes(untimed)),
    ]


def _warnings(round: Round, found: list[Paper]) -> list[Check]:
    standing, pending = sum(each.standing for each in found), sum(each.pending for each in found)
    unseated = sum(each.unseated for each in found)
    undecided = AccommodationRequest.objects.filter(
        round=round, state__in=(AccommodationState.REQUESTED, AccommodationState.INCOMPLETE)
    ).count()
    watched = Duty.objects.filter(relieved_at__isnull=True).values("room")
    unwatched = ExamRoom.objects.filter(round=round, registrations__isnull=False).exclude(pk__in=watched).distinct()
    rooms = sorted(unwatched.values_list("code", flat=True))
    return [
        Check(_("有人報名"), bool(standing), False),
        Check(_("報名費都已確認"), not pending, False, _people(pending) if pending else ""),
        Check(_("試場與座位都已編排"), not unseated, False, _people(unseated) if unseated else ""),
        Check(_("應考服務申請都已決定"), not undecided, False, _people(undecided) if undecided else ""),
        Check(_("每間試場都有監試人員"), not rooms, False, _codes(rooms)),
    ]


def _codes(codes: list[str]) -> str:
    return _("、").join(codes)


def _people(number: int) -> str:
    return _("%(n)s 人次") % {"n": number}
