"""What this app adds to pages of others."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery import policies
from exams.delivery.enums import DisruptionState
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.selectors import agenda, disruptions, late, readiness, status
from exams.sittings.enums import RoundOrigin, SittingMode
from exams.sittings.models import Registration, Round
from lms.accounts.models import Person
from lms.core import clock, slots
from lms.core.slots import Action, DeskCard, MenuEntry, NextAction, RoundPanel, Step
from lms.core.templatetags.ui import localized, moment


@slots.register("registration_action")
def lobby_link(registration: Registration) -> list[Action]:
    """The way to the exam once the papers are sealed; afterwards to what was saved and the receipt."""
    attempt = Attempt.objects.filter(registration=registration).first()
    if attempt is None or registration.sitting.mode == SittingMode.PAPER:
        return []
    url = reverse("delivery:lobby", args=[attempt.public_id])
    if status.state(attempt, clock.now()) not in transitions.OVER:
        return [Action(label=_("進入考場"), url=url, kind="primary")]
    return [Action(label=_("作答收據"), url=url)] if attempt.started_at else []


@slots.register("after_attempt", order=900)
def my_registrations(attempt: Attempt) -> str | None:
    """After an exam one goes back to one's registrations."""
    return reverse("sittings:mine") if attempt.registration_id else None


@slots.register("timeline", order=55)
def exam_steps(person: Person) -> list[Step]:
    """The person's exams in time order: handed in, missed, or still ahead."""
    steps = []
    for exam in agenda.of_person(person, now=clock.now(), today=clock.today()):
        sitting = exam.registration.sitting
        steps.append(
            Step(
                title=_("應試：%(subject)s") % {"subject": localized(sitting.subject, "name")},
                state="problem" if exam.is_missed else "done" if exam.is_over else "current",
                on=timezone.localdate(sitting.opens_at) if sitting.opens_at else None,
                detail=_("缺考") if exam.is_missed else _kind_and_seat(exam.kind, exam.registration.seat),
                url=reverse("sittings:mine"),
            )
        )
    return steps


@slots.register("next_action", order=55)
def next_exam(person: Person) -> NextAction | None:
    """The next exam ahead; one that is running comes before everything else."""
    now = clock.now()
    ahead = [exam for exam in agenda.of_person(person, now=now, today=clock.today()) if exam.is_ahead]
    if not ahead:
        return None
    first = min(ahead, key=lambda exam: (not exam.is_running, exam.registration.sitting.opens_at or now))
    opens = first.registration.sitting.opens_at
    subject = localized(first.registration.sitting.subject, "name")
    if first.is_running and first.attempt is not None:
        url = reverse("delivery:lobby", args=[first.attempt.public_id])
        return NextAction(_("回到作答：%(subject)s") % {"subject": subject}, url, priority=1)
    if first.attempt is not None and opens is not None and opens <= now:
        url = reverse("delivery:lobby", args=[first.attempt.public_id])
        closes = first.registration.sitting.entry_closes_at
        detail = _("現在可以入場，%(until)s 截止。") % {"until": moment(closes)} if closes else ""
        return NextAction(_("進入考場：%(subject)s") % {"subject": subject}, url, detail, priority=2)
    return NextAction(
        title=_("準備應試：%(subject)s") % {"subject": subject},
        url=reverse("sittings:mine"),
        detail=_("確認試場、座位與應攜帶物品。"),
        due=timezone.localdate(opens) if opens else None,
        priority=20,
    )


@slots.register("desk_card")
def rooms(user: Any) -> DeskCard | None:
    """The rooms somebody looks after."""
    if not policies.may_run_rooms(user):
        return None
    return DeskCard(
        title=_("監試試場"), url=reverse("delivery:rooms"), detail=_("報到、延長時間、結束作答"), icon="clock"
    )


@slots.register("menu", order=70)
def menu(user: Any) -> list[MenuEntry]:
    """The live rooms in the menu of those on duty."""
    if not policies.may_run_rooms(user):
        return []
    return [MenuEntry(label=_("監試"), url=reverse("delivery:rooms"), icon="clock")]


def _kind_and_seat(kind: str, seat: str) -> str:
    return _("%(kind)s・%(seat)s") % {"kind": kind, "seat": seat} if seat else kind


@slots.register("round_panel", order=10)
def sealing_panel(round: Round, user: Any) -> RoundPanel | None:
    """Sealing, late answers, suspended items."""
    if round.origin != RoundOrigin.PLATFORM:
        return None
    waiting = late.waiting(round)
    lines = [_("已封存，考卷與作答序都已寫定。") if readiness.is_sealed(round) else _("尚未封存。")]
    if waiting:
        lines.append(_("%(n)s 份考卷的逾時作答待決定。") % {"n": waiting})
    return RoundPanel(
        title=_("封存與作答"),
        lines=tuple(lines),
        actions=(
            Action(_("檢查與封存"), reverse("delivery:seal", args=[round.public_id]), "primary"),
            Action(_("逾時作答"), reverse("delivery:late", args=[round.public_id])),
            Action(_("暫停試題"), reverse("delivery:suspensions", args=[round.public_id])),
        ),
    )


@slots.register("round_panel", order=20)
def rehearsal_panel(round: Round, user: Any) -> RoundPanel | None:
    """Rehearsals."""
    if round.rehearsal_of_id is not None or round.origin != RoundOrigin.PLATFORM:
        return None
    made = round.rehearsals.count()
    return RoundPanel(
        title=_("演練"),
        lines=(_("已辦 %(n)s 次演練。") % {"n": made} if made else _("還沒有演練過。"),),
        actions=(Action(_("演練"), reverse("delivery:rehearsals", args=[round.public_id])),),
    )


@slots.register("round_panel", order=60)
def disaster_panel(round: Round, user: Any) -> RoundPanel | None:
    """Typhoon mode."""
    if round.origin != RoundOrigin.PLATFORM:
        return None
    found = disruptions.of_round(round)
    waiting = sum(each.state == DisruptionState.PROPOSED for each in found)
    lines = (_("%(n)s 項措施等待確認。") % {"n": waiting},) if waiting else ()
    return RoundPanel(
        title=_("天然災害"),
        lines=lines,
        actions=(Action(_("改期、中止或移地"), reverse("delivery:disruptions", args=[round.public_id])),),
    )
