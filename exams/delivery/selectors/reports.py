"""What the report of a room says: everything that was noted about it on the day, in figures and in order."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from exams.delivery.enums import AttemptState, AttendanceState, OrderState
from exams.delivery.models import (
    Attempt,
    Attendance,
    HelpCall,
    Incident,
    Objection,
    Order,
    Pause,
    RoomReport,
    SheetTally,
    TimeAdjustment,
)
from exams.delivery.selectors import seats
from exams.sittings.models import Duty, ExamRoom, Sitting
from exams.sittings.selectors import duties


@dataclass(frozen=True)
class Paper:
    """One paper in figures. ``attendance`` by state; whoever was never noted and never started counts as ``unnoted``."""

    sitting: Sitting
    registered: int
    started: int
    attendance: dict[str, int]
    unnoted: int
    ends: dict[str, int]
    still_open: int
    first_start: datetime | None
    last_end: datetime | None
    tally: SheetTally | None

    @property
    def came(self) -> int:
        """Everybody who came, whether late or gone since."""
        return sum(n for state, n in self.attendance.items() if state != AttendanceState.ABSENT)


@dataclass(frozen=True)
class Report:
    """The report as it stands; a signed one is the PDF of the instant it was signed."""

    room: ExamRoom
    papers: list[Paper]
    people: list[Duty]
    incidents: list[Incident]
    objections: list[Objection]
    pauses: list[Pause]
    adjustments: list[TimeAdjustment]
    delays: list[Attempt]
    leases: list[Attempt]
    calls: list[HelpCall]
    orders: list[Order]
    signed: list[RoomReport]

    @property
    def still_open(self) -> int:
        """Papers that are still being written or paused: the report is too early."""
        return sum(paper.still_open for paper in self.papers)


def report(room: ExamRoom) -> Report:
    """The report of a room that was fetched through its policy."""
    attempts = Attempt.objects.filter(registration__room=room, registration__state="registered")
    ids = list(attempts.values_list("pk", flat=True))
    of_seats = {"attempt_id__in": ids}
    return Report(
        room=room,
        papers=[_paper(room, sitting) for sitting in duties.sittings(room)],
        people=duties.standing([room.pk]),
        incidents=seats.incidents(ids),
        objections=list(
            Objection.objects.filter(**of_seats).select_related("attempt__registration").order_by("noted_at", "id")
        ),
        pauses=list(
            Pause.objects.filter(**of_seats)
            .select_related("attempt__registration", "paused_by")
            .order_by("started_at", "id")
        ),
        adjustments=list(
            TimeAdjustment.objects.filter(**of_seats)
            .exclude(kind="pause")
            .select_related("attempt__registration", "granted_by")
            .order_by("granted_at", "id")
        ),
        delays=list(attempts.filter(delay_seconds__gt=0).select_related("registration").order_by("registration__seat")),
        leases=list(attempts.filter(lease__gt=1).select_related("registration").order_by("registration__seat")),
        calls=list(
            HelpCall.objects.filter(**of_seats)
            .select_related("attempt__registration", "answered_by")
            .order_by("called_at", "id")
        ),
        orders=list(
            Order.objects.filter(room=room)
            .exclude(state=OrderState.ASKED)
            .select_related("asked_by", "decided_by")
            .order_by("asked_at", "id")
        ),
        signed=list(room.reports.select_related("signed_by").order_by("number")),
    )


def _paper(room: ExamRoom, sitting: Sitting) -> Paper:
    attempts = Attempt.objects.filter(registration__room=room, registration__state="registered", sitting=sitting)
    states = Counter(attempts.values_list("state", flat=True))
    noted = Attendance.objects.filter(registration__attempt__in=attempts)
    times = attempts.aggregate(first=Min("started_at"), last=Max("ended_at"))
    attendance = Counter(noted.values_list("state", flat=True))
    return Paper(
        sitting=sitting,
        registered=sum(states.values()),
        started=attempts.filter(started_at__isnull=False).count(),
        attendance={str(state): attendance[state] for state in AttendanceState},
        unnoted=attempts.filter(registration__attendance__isnull=True, started_at__isnull=True).count(),
        ends=dict(Counter(attempts.exclude(end_reason="").values_list("end_reason", flat=True))),
        still_open=states[AttemptState.RUNNING] + states[AttemptState.PAUSED],
        first_start=times["first"],
        last_end=times["last"],
        tally=SheetTally.objects.filter(room=room, sitting=sitting).first(),
    )
