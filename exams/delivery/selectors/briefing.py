"""The one page an invigilator carries: times, rules, the room, how many come, whom to call, what to do in a power cut."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exams.delivery.models import Attempt
from exams.sittings.dated import OFFICE_PHONE
from exams.sittings.enums import SittingMode
from exams.sittings.models import Accommodation, Duty, ExamRoom, Sitting
from exams.sittings.selectors import duties, notice
from lms.core import dated, pdf


@dataclass(frozen=True)
class Paper:
    """One paper of the day in this room."""

    sitting: Sitting
    candidates: int
    on_paper: bool
    ends_at: dt.datetime | None
    leave_from: dt.datetime | None


@dataclass(frozen=True)
class Briefing:
    """What the page says. ``needs`` counts candidates with an accommodation, without naming any (ACC-1)."""

    room: ExamRoom
    span: duties.Span | None
    papers: list[Paper]
    people: list[Duty]
    needs: int
    phone: str
    forbidden: list[str]
    steps: list[str]
    outage: list[str]


def of(room: ExamRoom) -> Briefing:
    """The briefing of a room as things stand."""
    span = duties.span(room)
    on = timezone.localdate(span.opens_at) if span else timezone.localdate()
    granted = Accommodation.objects.filter(registration__room=room, registration__state="registered")
    return Briefing(
        room=room,
        span=span,
        papers=_papers(room),
        people=duties.standing([room.pk]),
        needs=granted.values("registration__person").distinct().count(),
        phone=dated.value(OFFICE_PHONE, on=on) or "",
        forbidden=notice.kept_out(room.round.programme.code),
        steps=_steps(),
        outage=_outage(),
    )


def document(room: ExamRoom) -> bytes:
    """The page as PDF."""
    return pdf.render(
        template="pdf/briefing.html",
        context={"brief": of(room)},
        title=_("監試任務簡報"),
        language=get_language() or "zh-hant",
    )


def _papers(room: ExamRoom) -> list[Paper]:
    counts = dict(
        Attempt.objects.filter(registration__room=room, registration__state="registered")
        .values_list("sitting_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    seated = dict(
        room.registrations.filter(Q(state="registered")).values_list("sitting_id").annotate(n=Count("id")).order_by()
    )
    return [
        Paper(
            sitting=each,
            candidates=counts.get(each.pk) or seated.get(each.pk, 0),
            on_paper=each.mode == SittingMode.PAPER,
            ends_at=each.opens_at + dt.timedelta(minutes=each.minutes) if each.opens_at else None,
            leave_from=each.opens_at + dt.timedelta(minutes=each.leave_after_minutes)
            if each.opens_at and each.leave_after_minutes
            else None,
        )
        for each in duties.sittings(room)
    ]


def _steps() -> list[str]:
    return [
        _("到場後登入，開啟「監試」中的本試場；確認座位、時鐘與網路。"),
        _("入場：核對證件與准考證，點座位看姓名與遮罩號碼，記錄核對結果後報到。"),
        _("進行中：需要處理的座位在最上方；求助先按「前往處理」。延長、暫停、結束都寫明原因。"),
        _("超過門檻的處置須第二人確認；請另一位監試人員或試務中心在畫面上確認。"),
        _("違規或突發狀況：只記事實與時間，請應考人簽名；拒簽就註明。不在現場裁決。"),
        _("題目疑義：記下題號與內容，不解釋題目。"),
        _("結束後：確認每人都已結束，由主監試核對並簽署試場報告。"),
    ]


def _outage() -> list[str]:
    return [
        _("請應考人停手、留在座位、不交談；記下停電時刻，致電試務中心。"),
        _("已儲存的答案不會遺失；畫面上未送出的留在該電腦，復電後會自動補送。"),
        _("復電或改用行動網路後，開啟試場畫面，對受影響的人按「延長」補回時間（或先按「暫停」）。"),
        _("十五分鐘內無法恢復時，依試務中心指示改用紙本試卷包或擇期補考。"),
        _("螢幕顯示「離線」仍可作答；網路始終不通時，請應考人下載加密作答檔交給監試人員上傳。"),
    ]
