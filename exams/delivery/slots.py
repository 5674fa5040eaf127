"""What this app adds to pages of others."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.delivery import policies
from exams.delivery.enums import DisruptionState
from exams.delivery.models import Attempt
from exams.delivery.rules import transitions
from exams.delivery.selectors import agenda, disruptions, door, late, paper_rooms, readiness, sheets, status
from exams.sittings.enums import RoundOrigin, SittingMode
from exams.sittings.models import Registration, Round
from exams.sittings.selectors import duties
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


@slots.register("door_link")
def door_link(registration: Registration) -> str:
    """Where the code on an admission notice leads: the check-in of this registration."""
    return f"{settings.PUBLIC_URL}{reverse('delivery:door_code', args=[door.code_of(registration)])}"


@slots.register("desk_card")
def checking_in(user: Any) -> DeskCard | None:
    """The door, for those who look after rooms."""
    if not policies.may_run_rooms(user):
        return None
    return DeskCard(_("報到"), reverse("delivery:door"), _("掃描准考證、核對身分"), icon="qr")


@slots.register("desk_card")
def rooms(user: Any) -> DeskCard | None:
    """The rooms somebody looks after."""
    if not policies.may_run_rooms(user):
        return None
    return DeskCard(
        title=_("監試試場"), url=reverse("delivery:rooms"), detail=_("報到、延長時間、結束作答"), icon="clock"
    )


@slots.register("desk_card")
def paper_desk(user: Any) -> DeskCard | None:
    """The rooms on paper of those who look after one."""
    if not policies.may_run_rooms(user) or not paper_rooms.of_rooms(policies.visible_rooms(user)):
        return None
    detail = _("到考、收發點數、答案卡登錄")
    return DeskCard(title=_("紙本試場"), url=reverse("delivery:paper_rooms"), detail=detail, icon="print")


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


@slots.register("round_panel", order=40)
def paper_panel(round: Round, user: Any) -> RoundPanel | None:
    """Sittings on paper: how many sheets are settled, and the way to rooms and scanner."""
    sittings = sheets.paper_sittings(round)
    if not sittings:
        return None
    rooms = paper_rooms.of_round(round)
    counts = {
        "candidates": sum(each.candidates for each in rooms),
        "noted": sum(each.noted for each in rooms),
        "back": sum(each.back for each in rooms),
        "accepted": sum(each.accepted for each in rooms),
    }
    lines = (_("%(candidates)s 人；已記到考 %(noted)s、已收回 %(back)s 張、已確認 %(accepted)s 張。") % counts,)
    actions = [Action(_("紙本試場"), reverse("delivery:paper_rooms"), "primary")]
    for sitting in sittings:
        label = _("讀卡檔：%(subject)s") % {"subject": localized(sitting.subject, "name")}
        actions.append(Action(label, reverse("delivery:paper_scan", args=[sitting.public_id])))
    return RoundPanel(title=_("紙本測驗"), lines=lines if rooms else (_("封存後產生答案卡。"),), actions=tuple(actions))


@slots.register("round_panel", order=50)
def pack_panel(round: Round, user: Any) -> RoundPanel | None:
    """Room packs, once the papers are written."""
    if not readiness.is_sealed(round) or round.origin != RoundOrigin.PLATFORM:
        return None
    return RoundPanel(
        title=_("應變資料袋"),
        lines=(_("網路中斷時試場需要的題本、答案卡與名單，加密成一份 PDF。"),),
        actions=(Action(_("製作與開啟"), reverse("delivery:packs", args=[round.public_id])),),
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


@slots.register("round_panel", order=30)
def live_panel(round: Round, user: Any) -> RoundPanel | None:
    """The rooms as they run, and who invigilates them."""
    if round.origin != RoundOrigin.PLATFORM:
        return None
    halls = duties.halls(duties.of_round(round.pk))
    missing = sum(not hall.people for hall in halls)
    lines = [_("%(rooms)s 間試場。") % {"rooms": len(halls)}]
    if missing:
        lines.append(_("%(n)s 間尚未指派監試人員。") % {"n": missing})
    return RoundPanel(
        title=_("監試"),
        lines=tuple(lines),
        actions=(
            Action(_("監試指派"), reverse("delivery:duties", args=[round.public_id])),
            Action(_("即時狀況"), reverse("delivery:round_live", args=[round.public_id])),
        ),
    )


@slots.register("desk_card")
def my_duties(user: Any) -> DeskCard | None:
    """One's own duties: the calendar entry and the briefing."""
    standing = [duty for duty in duties.of_user(user) if duty.relieved_at is None]
    if not standing:
        return None
    return DeskCard(
        title=_("我的監試任務"),
        url=reverse("delivery:my_duties"),
        detail=_("行事曆、任務簡報"),
        icon="calendar",
    )
