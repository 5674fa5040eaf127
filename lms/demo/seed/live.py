"""A room in full swing: a seat in every state, an open call for help, an incident, a pause, extra time, an order."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from exams.delivery.enums import (
    AdjustmentKind,
    ArrivalWay,
    IdentityCheck,
    OrderKind,
    PauseReason,
    SignalKind,
    SignatureState,
    StaffReason,
)
from exams.delivery.models import Attempt, Signal
from exams.delivery.rules import tokens
from exams.delivery.services import (
    actions,
    announcements,
    answers,
    attempts,
    attendance,
    calls,
    incidents,
    objections,
    orders,
    pauses,
    sealing,
    time,
)
from exams.delivery.services.incidents import Signature
from exams.sittings.services import duties
from lms.accounts.models import User
from lms.demo.seed import answering, people, rounds
from question_bank.items.enums import ItemUse

SEATS = 16
BEGAN_BEFORE = dt.timedelta(minutes=25)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Scene:
    """The room's attempts by seat number (from 1), who watches it, and the instant of the seed."""

    attempts: list[Attempt]
    watcher: User
    now: dt.datetime

    def seat(self, number: int) -> Attempt:
        """The attempt at a seat."""
        return self.attempts[number - 1]


@transaction.atomic
def load(plan: rounds.Plan) -> None:
    """Write the round unless it is there, whole or not at all."""
    moments, watcher = plan.moments, plan.users["invigilator2"]
    round = rounds.new_round(
        plan,
        "ipas-nz-beginner",
        f"{moments.roc_year}-4",
        "示範場次（進行中的試場）",
        "Demo round (a room in full swing)",
        0,
        at=-60,
    )
    if round is None:
        return
    opens = moments.now - BEGAN_BEFORE
    sitting = rounds.new_sitting(
        round, "L11", ItemUse.PRACTICE, opens, moments.now + rounds.OPEN_FOR, now=moments.at(-10)
    )
    room = rounds.room_of(round, "taipei", "B1")
    officer = plan.users["officer1"]
    duties.assign(room=room, user=watcher, is_lead=True, actor=officer, now=moments.at(-9))
    for seat in range(1, SEATS + 1):
        person = people.candidate(970 + seat, now=moments.at(-40))
        rounds.register(sitting, person, None, room, seat, at=moments.at(-20))
    sealing.seal(round=round, actor=officer, now=moments.at(-2))
    seated = Attempt.objects.filter(sitting=sitting).select_related("registration", "form", "sitting")
    scene = Scene(list(seated.order_by("registration__seat")), watcher, moments.now)
    _begin(scene, opens)
    _happen(scene, opens)
    orders.act(
        kind=OrderKind.EXTEND,
        room=room,
        attempts=scene.attempts[:12],
        terms=actions.terms(minutes=5, reason=StaffReason.DISTURBANCE),
        actor=watcher,
        now=moments.now,
    )


def _begin(scene: Scene, opens: dt.datetime) -> None:
    """Seats 1 to 14 came, 1 to 13 began; 15 and 16 are missing."""
    for number in range(1, 15):
        registration = scene.seat(number).registration
        assert registration is not None
        attendance.arrive(
            registration=registration,
            identity=IdentityCheck.NO_DOCUMENT if number == 11 else IdentityCheck.MATCHED,
            way=ArrivalWay.LIST,
            actor=scene.watcher,
            now=opens - 10 * MINUTE + number * dt.timedelta(seconds=20),
        )
    for number in range(1, 14):
        _write(scene.seat(number), 6 + number * 2, opens + number * dt.timedelta(seconds=3), scene.now)


def _write(attempt: Attempt, count: int, starts_at: dt.datetime, now: dt.datetime) -> None:
    """Start and answer the first ``count`` items."""
    started = attempts.start(attempt=attempt, now=starts_at)
    claims = tokens.read(started.token, settings.ATTEMPT_TOKEN_KEY)
    if claims is None:
        raise RuntimeError("The token just made cannot be read.")
    responses = answering.some(started.attempt, count)
    chosen = tuple(
        answers.Answer(seq=number, item=version, options=response, flagged=False)
        for number, (version, response) in enumerate(responses.items(), start=1)
    )
    answers.receive([answers.Submission(claims, claims.lease, chosen)], [now], now)


def _happen(scene: Scene, opens: dt.datetime) -> None:
    now = scene.now
    technical = StaffReason.TECHNICAL
    time.extend(
        attempts=[scene.seat(4)],
        seconds=300,
        kind=AdjustmentKind.INCIDENT,
        reason="設備或網路故障",
        now=opens + 8 * MINUTE,
        actor=scene.watcher,
    )
    pauses.pause(attempt=scene.seat(6), reason=PauseReason.TECHNICAL, now=now - 4 * MINUTE, actor=scene.watcher)
    attempts.end(attempt=scene.seat(9), reason=StaffReason.ILLNESS, now=now - 6 * MINUTE, actor=scene.watcher)
    attempts.end(attempt=scene.seat(10), reason=technical, now=now - 9 * MINUTE, actor=scene.watcher)
    attempts.reopen(attempt=scene.seat(10), reason=technical, now=now - 7 * MINUTE, actor=scene.watcher)
    for number in (12, 13):
        attempts.hand_in(attempt=scene.seat(number), now=now - number * dt.timedelta(seconds=9))
    attempts.start(attempt=scene.seat(3), now=now - 3 * MINUTE)  # another window
    Signal.objects.bulk_create(
        Signal(attempt=scene.seat(8), kind=SignalKind.FOCUS_LOST, seconds=seconds, received_at=now - 2 * MINUTE)
        for seconds in (4, 11)
    )
    incidents.record(
        attempt=scene.seat(8),
        reason="noise_after_warning",
        facts="10 分鐘內兩次翻動包裝紙，口頭勸告後仍發出聲響。",
        occurred_at=now - 5 * MINUTE,
        signature=Signature(SignatureState.REFUSED, note="表示要專心作答"),
        now=now - 3 * MINUTE,
        actor=scene.watcher,
    )
    objections.note(
        attempt=scene.seat(2),
        item=scene.seat(2).order[4]["item"],
        text="選項 B 與 C 的意思相同。",
        noted_by=scene.watcher,
        now=now - 2 * MINUTE,
    )
    announcements.to_attempt(
        attempt=scene.seat(4), text="已為您更換滑鼠，延長 5 分鐘。", now=opens + 8 * MINUTE, actor=scene.watcher
    )
    calls.call(attempt=scene.seat(5), now=now - MINUTE)
