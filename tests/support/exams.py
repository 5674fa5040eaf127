"""Items, forms, rounds and sealed sittings, ready in a few lines. Every text is invented.

``build_sealed_sitting`` gives a one-subject sitting on the computer with its candidates' attempts prepared:

    world = build_sealed_sitting(candidates=2, items=3)
    running = start(world.attempts[0], now=world.opens_at)
"""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from courses.catalogue.models import Programme
from exams.delivery.models import Attempt
from exams.delivery.services import attempts, sealing
from exams.papers.models import Form
from exams.papers.services import blueprints, forms
from exams.sittings.enums import SittingKind, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from exams.sittings.services import eligibilities, registrations, rooms, rounds, sittings
from lms.accounts.models import Person
from lms.organizations.models import County, TestArea
from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion
from question_bank.syllabus.models import Subject, Topic
from tests.support import cast

NOW = cast.NOW
OPENS_AT = NOW + dt.timedelta(hours=1)
KEYCANARY = "KEYCANARY-5f0a"
_numbers = itertools.count(1)


def build_items(topic: Topic, n: int, use: ItemUse = ItemUse.SECURE) -> list[ItemVersion]:
    """``n`` published items of a topic, key ``b``; explanation and source carry the canary that must never leak."""
    made = []
    for _ in range(n):
        number = next(_numbers)
        item = Item.objects.create(code=f"T-{number:05}", topic=topic, use=use, state=ItemState.APPROVED)
        version = ItemVersion.objects.create(
            item=item,
            number=1,
            kind=ItemKind.SINGLE,
            stem=f"第 {number} 題：下列何者**不**正確？",
            body={"options": [{"id": key, "text": f"選項 {number}{key}"} for key in "abcd"]},
            key=[["b"]],
            explanation=f"{KEYCANARY} 說明 {number}",
            source_title=f"{KEYCANARY} 出處",
            source_url="https://law.example/keycanary",
            valid_as_of=dt.date(2026, 11, 1),
            difficulty="0.73",
            content_hash=f"{number:064}",
        )
        Item.objects.filter(pk=item.pk).update(published=version, latest=version)
        made.append(version)
    return made


def build_form(subject: Subject, *, items: int = 4, use: ItemUse = ItemUse.SECURE, topic: Topic | None = None) -> Form:
    """A form of ``items`` fresh items of one topic (by default the subject's first)."""
    topic = topic or subject.topics.order_by("position", "id").first()
    assert topic is not None
    build_items(topic, items, use)
    number = next(_numbers)
    blueprint = blueprints.ensure(
        subject=subject, name=f"藍圖 {number}", pool=use, cells=[{"topic": topic.code, "count": items}]
    )
    return forms.draw(blueprint=blueprint, code=f"F-{number}", seed=number, now=NOW)


def build_round(programme: str = "ipas-nz-beginner", code: str = "115-3", exam_date: dt.date | None = None) -> Round:
    """An open round held on the platform."""
    return rounds.create(
        programme=Programme.objects.get(code=programme),
        code=code,
        name_zh=f"測試梯次 {code}",
        name_en=f"Test round {code}",
        exam_date=exam_date or OPENS_AT.date(),
        bulletin_date=dt.date(2026, 7, 1),
        origin="platform",
        actor=None,
        now=NOW,
    )


def build_sitting(
    round: Round,
    subject: str,
    *,
    items: int = 4,
    minutes: int = 75,
    leave_after_minutes: int = 0,
    self_admission: bool = False,
    opens_at: dt.datetime = OPENS_AT,
    entry_minutes: int = 10,
    form: Form | None = None,
    mode: SittingMode = SittingMode.COMPUTER,
) -> Sitting:
    """A sitting of an open round, on the computer unless told otherwise, with one form."""
    found = Subject.objects.get(level=round.programme.level, code=subject)
    return sittings.create(
        round=round,
        subject=found,
        mode=mode,
        opens_at=opens_at,
        entry_closes_at=opens_at + dt.timedelta(minutes=entry_minutes),
        minutes=minutes,
        leave_after_minutes=leave_after_minutes,
        self_admission=self_admission,
        forms=[form or build_form(found, items=items)],
        actor=None,
        now=NOW,
    )


def build_room(round: Round, code: str = "R1") -> ExamRoom:
    """A room of the round in an invented test area."""
    area, _ = TestArea.objects.get_or_create(
        code="test-area", defaults={"name_zh": "測試區", "name_en": "Test area", "county": County.objects.get(pk="TPE")}
    )
    return rooms.ensure(round=round, test_area=area, code=code, name_zh=f"第 {code} 試場", name_en=f"Room {code}")


def register(person: Person, sitting: Sitting, *, room: ExamRoom | None = None, seat: str = "") -> Registration:
    """A regular registration; the right to sit is recorded first where the programme asks for one."""
    eligibilities.grant(
        person=person,
        programme=sitting.programme,
        subject=sitting.subject,
        kind=SittingKind.REGULAR,
        reason="class_completed",
        source_key=f"test:{person.pk}:{sitting.subject_id}",
    )
    return registrations.register(
        person=person, sitting=sitting, kind=SittingKind.REGULAR, room=room, seat=seat, actor=None, now=NOW
    )


@dataclass(frozen=True)
class World:
    """A sealed sitting with its room and candidates; lists are in the order of the seats."""

    round: Round
    sitting: Sitting
    room: ExamRoom
    people: list[Person]
    registrations: list[Registration]
    attempts: list[Attempt]

    @property
    def opens_at(self) -> dt.datetime:
        """The earliest start."""
        assert self.sitting.opens_at is not None
        return self.sitting.opens_at


def build_sealed_sitting(
    *,
    programme: str = "ipas-nz-beginner",
    subject: str = "L11",
    code: str = "115-3",
    people: list[Person] | None = None,
    candidates: int = 1,
    **sitting_options: Any,
) -> World:
    """A sealed round with one sitting; ``people`` (or ``candidates`` new ones) sit in one room, attempts prepared."""
    if people is None:
        people = [cast.person(f"candidate{next(_numbers)}") for _ in range(candidates)]
    round = build_round(programme, code)
    sitting = build_sitting(round, subject, **sitting_options)
    room = build_room(round)
    registered = [register(who, sitting, room=room, seat=f"{seat:02}") for seat, who in enumerate(people, start=1)]
    sealing.seal(round=round, actor=None, now=NOW)
    sitting.refresh_from_db()
    prepared = [Attempt.objects.get(registration=each) for each in registered]
    return World(round, sitting, room, people, registered, prepared)


def build_mock(
    programme: str = "ipas-nz-beginner", subject: str = "L11", *, items: int = 4, minutes: int = 75
) -> Sitting:
    """An always-open mock with one form of practice items."""
    found = Programme.objects.get(code=programme)
    chosen = Subject.objects.get(level=found.level, code=subject)
    form = build_form(chosen, items=items, use=ItemUse.PRACTICE)
    return sittings.ensure_mock(programme=found, subject=chosen, minutes=minutes, forms=[form], now=NOW)


def start(attempt: Attempt, *, now: dt.datetime = OPENS_AT) -> attempts.Started:
    """Admit (where needed) and start an attempt."""
    attempts.admit(attempt=attempt, actor=None, now=now)
    return attempts.start(attempt=attempt, now=now)
