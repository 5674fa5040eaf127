"""The room packs of a round: which rooms have one, who made it, who was shown its passphrase."""

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch

from exams.delivery.models import PackOpening, RoomPack
from exams.sittings.enums import RegistrationState
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.core.enums import JobState
from lms.core.models import Job


@dataclass(frozen=True)
class Row:
    """A room of a sitting, its newest pack, who opened that, and whether one is being made."""

    room: ExamRoom
    sitting: Sitting
    candidates: int
    pack: RoomPack | None
    openings: list[PackOpening] = field(default_factory=list)
    under_way: bool = False
    failed: bool = False


def of_round(round: Round) -> list[Row]:
    """Every room of a sealed sitting that has candidates, in the order of the day and of the rooms."""
    numbers = (
        Registration.objects.filter(sitting__round=round, state=RegistrationState.REGISTERED, room__isnull=False)
        .values_list("sitting", "room")
        .annotate(n=Count("id"))
    )
    sittings = round.sittings.filter(sealed_at__isnull=False).select_related("subject", "programme", "round").in_bulk()
    rooms = ExamRoom.objects.filter(round=round).select_related("test_area").in_bulk()
    newest, states = _newest(round), _states(round)
    rows = [
        _row(rooms[room], sittings[sitting], n, newest.get((sitting, room)), states)
        for sitting, room, n in numbers
        if sitting in sittings
    ]
    return sorted(rows, key=lambda row: (str(row.sitting.opens_at), row.sitting.pk, row.room.code))


def job_key(room: ExamRoom, sitting: Sitting, number: int) -> str:
    """The key of the job that makes the room's next pack; ``number`` counts those made."""
    return f"room-pack:{sitting.public_id}:{room.public_id}:{number}"


def made(room: ExamRoom, sitting: Sitting) -> int:
    """How many packs the room has had for a sitting."""
    return RoomPack.objects.filter(room=room, sitting=sitting).count()


def _row(room: ExamRoom, sitting: Sitting, n: int, found: list[RoomPack] | None, states: dict[str, str]) -> Row:
    packs = found or []
    state = states.get(job_key(room, sitting, len(packs)), "")
    pack = packs[-1] if packs else None
    shown = list(pack.openings.all()) if pack else []
    return Row(room, sitting, n, pack, shown, state in (JobState.QUEUED, JobState.RUNNING), state == JobState.FAILED)


def _newest(round: Round) -> dict[tuple[int, int], list[RoomPack]]:
    openings = Prefetch("openings", PackOpening.objects.select_related("shown_to").order_by("shown_at", "id"))
    found: dict[tuple[int, int], list[RoomPack]] = {}
    packs = RoomPack.objects.filter(sitting__round=round).select_related("made_by", "sitting")
    for pack in packs.prefetch_related(openings).order_by("made_at", "id"):
        found.setdefault((pack.sitting_id, pack.room_id), []).append(pack)
    return found


def _states(round: Round) -> dict[str, str]:
    keys = [f"room-pack:{public_id}:" for public_id in round.sittings.values_list("public_id", flat=True)]
    rows = Job.objects.filter(kind="room_pack").values_list("key", "state")
    return {key: state for key, state in rows if any(key.startswith(each) for each in keys)}
