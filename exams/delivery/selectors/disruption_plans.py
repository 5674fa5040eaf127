"""What a proposed measure would change, told to whoever has to confirm it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from exams.delivery.models import Disruption
from exams.papers.models import Form
from exams.sittings.models import ExamRoom, Round, Sitting


@dataclass(frozen=True)
class Window:
    """A sitting's new hours; ``form`` is the code of another form, empty for the same ones."""

    sitting: Sitting
    opens_at: dt.datetime
    entry_closes_at: dt.datetime
    form: str


@dataclass(frozen=True)
class Plan:
    """A measure with its new hours by sitting, or its rooms as (from, to)."""

    disruption: Disruption
    windows: list[Window]
    rooms: list[tuple[ExamRoom, ExamRoom]]


def of_round(round: Round, found: Iterable[Disruption]) -> list[Plan]:
    """The measures of a round with what each changes, in the order given."""
    sittings = round.sittings.select_related("subject").in_bulk()
    rooms = round.rooms.in_bulk()
    listed = list(found)
    wanted = {row["form"] for each in listed for row in each.plan.get("windows", {}).values() if row["form"]}
    codes = dict(Form.objects.filter(pk__in=wanted).values_list("pk", "code"))
    return [Plan(each, _windows(each, sittings, codes), _rooms(each, rooms)) for each in listed]


def _windows(disruption: Disruption, sittings: dict[int, Sitting], codes: dict[int, str]) -> list[Window]:
    return [
        Window(
            sitting=sittings[int(sitting)],
            opens_at=dt.datetime.fromisoformat(row["opens_at"]),
            entry_closes_at=dt.datetime.fromisoformat(row["entry_closes_at"]),
            form=codes.get(row["form"] or 0, ""),
        )
        for sitting, row in disruption.plan.get("windows", {}).items()
        if int(sitting) in sittings
    ]


def _rooms(disruption: Disruption, rooms: dict[int, ExamRoom]) -> list[tuple[ExamRoom, ExamRoom]]:
    pairs = [(int(old), int(new)) for old, new in disruption.plan.get("rooms", {}).items()]
    return [(rooms[old], rooms[new]) for old, new in pairs if old in rooms and new in rooms]
