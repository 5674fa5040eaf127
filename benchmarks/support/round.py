"""An invented round on its exam day: a sealed sitting, thousands of admitted candidates, each signed in and in the lobby."""

import datetime as dt
import hashlib
import random
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from courses.catalogue.models import Programme
from exams.delivery.enums import AdjustmentKind, AttemptState
from exams.delivery.models import AnswerEvent, Attempt, TimeAdjustment
from exams.delivery.rules import arrangement, tickets
from exams.delivery.selectors import entry
from exams.delivery.selectors import forms as drawn
from exams.delivery.services import starts
from exams.papers.models import Form
from exams.papers.services import blueprints, forms
from exams.sittings.enums import AttendedDefinition, RoundOrigin, RoundState, SittingMode
from exams.sittings.models import ExamRoom, Registration, Round, Sitting
from lms.accounts.models import Person, User
from lms.organizations.models import County, TestArea
from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion
from question_bank.syllabus.models import Subject

WORDS = "溫室氣體盤查碳足跡查證範疇排放源係數減量額度再生能源憑證氣候治理揭露永續報告書組織邊界基準年活動數據"
STEM, OPTION, SEATS, MINUTES = 90, 28, 40, 75
EASED_EVERY = 20
"""One candidate in so many has extra time in the ledger."""
BATCH = 1_000


@dataclass(frozen=True)
class Candidate:
    """What a browser in the lobby holds."""

    attempt: str
    cookie: str
    ticket: str


def build(*, candidates: int, items: int, now: dt.datetime) -> list[Candidate]:
    """A sitting that has just opened, with so many admitted candidates at one form."""
    programme = Programme.objects.get(code="ipas-nz-beginner")
    subject = Subject.objects.get(level=programme.level, code="L11")
    form = _form(subject, items, now)
    sitting = _sitting(programme, subject, form, now)
    rooms = _rooms(sitting, -(-candidates // SEATS))
    people = _people(candidates, now)
    attempts = _attempts(sitting, form, rooms, people, now)
    sessions = _sessions(people, now)
    return [_candidate(attempt, session, now) for attempt, session in zip(attempts, sessions, strict=True)]


def _form(subject: Subject, items: int, now: dt.datetime) -> Form:
    chance = random.Random(115)  # noqa: S311
    topic = subject.topics.order_by("position", "id").first()
    if topic is None:
        raise LookupError("The syllabus has no topics.")
    for _ in range(items):
        _item(topic, chance)
    blueprint = blueprints.ensure(
        subject=subject, name="herd", pool=ItemUse.SECURE, cells=[{"topic": topic.code, "count": items}]
    )
    return forms.draw(blueprint=blueprint, code=f"HERD-{uuid.uuid4().hex[:6]}", seed=1, now=now)


def _item(topic: Any, chance: random.Random) -> None:
    code = f"HERD-{uuid.uuid4().hex[:8]}"
    item = Item.objects.create(code=code, topic=topic, use=ItemUse.SECURE, state=ItemState.APPROVED)
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        kind=ItemKind.SINGLE,
        stem=_text(chance, STEM),
        body={"options": [{"id": key, "text": _text(chance, OPTION)} for key in "abcd"]},
        key=[["b"]],
        explanation=_text(chance, 3 * STEM),
        content_hash=hashlib.sha256(code.encode()).hexdigest(),
    )
    Item.objects.filter(pk=item.pk).update(published=version, latest=version)


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(WORDS) for _ in range(length))


def _sitting(programme: Programme, subject: Subject, form: Form, now: dt.datetime) -> Sitting:
    round = Round.objects.create(
        programme=programme,
        code=f"99-{secrets.randbelow(9000) + 1000}",
        year=99,
        ordinal=secrets.randbelow(30_000),
        name_zh="示範梯次",
        name_en="Invented round",
        exam_date=now.date(),
        attended_definition=next(iter(AttendedDefinition)),
        origin=RoundOrigin.PLATFORM,
        state=RoundState.SEALED,
    )
    sitting = Sitting.objects.create(
        round=round,
        programme=programme,
        subject=subject,
        mode=SittingMode.COMPUTER,
        opens_at=now - dt.timedelta(minutes=1),
        entry_closes_at=now + dt.timedelta(minutes=30),
        minutes=MINUTES,
        sealed_at=now,
    )
    sitting.forms.add(form)
    return sitting


def _rooms(sitting: Sitting, number: int) -> list[ExamRoom]:
    area, _ = TestArea.objects.get_or_create(
        code="herd-area", defaults={"name_zh": "示範區", "name_en": "Area", "county": County.objects.order_by("pk")[0]}
    )
    rooms = [
        ExamRoom(round=sitting.round, test_area=area, code=f"{n:04}", name_zh=f"試場 {n}", name_en=f"Room {n}")
        for n in range(number)
    ]
    return ExamRoom.objects.bulk_create(rooms)


def _people(number: int, now: dt.datetime) -> list[Person]:
    marks = [uuid.uuid4().hex for _ in range(number)]
    users = User.objects.bulk_create(
        [User(email=f"{mark}@herd.example", password=f"!{mark}") for mark in marks], batch_size=BATCH
    )
    people = [Person(user=user, name="示範考生", created_at=now) for user in users]
    return Person.objects.bulk_create(people, batch_size=BATCH)


def _attempts(
    sitting: Sitting, form: Form, rooms: list[ExamRoom], people: list[Person], now: dt.datetime
) -> list[Attempt]:
    registrations = Registration.objects.bulk_create(
        [
            Registration(
                sitting=sitting,
                person=person,
                room=rooms[place // SEATS],
                seat=f"{place % SEATS + 1:02}",
                snapshot={"name": person.name, "learner_number": f"A{place:06}"},
                registered_at=now,
            )
            for place, person in enumerate(people)
        ],
        batch_size=BATCH,
    )
    questions = drawn.questions_of(sitting)[form.pk]
    attempts = Attempt.objects.bulk_create(
        [
            Attempt(
                sitting=sitting,
                form=form,
                registration=registration,
                order=arrangement.arrange(questions, f"{form.pk}:{registration.pk}"),
                state=AttemptState.ADMITTED,
                limit_seconds=MINUTES * 60,
                created_at=now,
                admitted_at=now,
            )
            for registration in registrations
        ],
        batch_size=BATCH,
    )
    TimeAdjustment.objects.bulk_create(
        [
            TimeAdjustment(
                attempt=attempt, kind=AdjustmentKind.ACCOMMODATION, seconds=1_200, reason="核定", granted_at=now
            )
            for attempt in attempts[::EASED_EVERY]
        ],
        batch_size=BATCH,
    )
    return attempts


def _sessions(people: list[Person], now: dt.datetime) -> list[str]:
    store, rows = SessionStore(), []
    for person in people:
        user = person.user
        if user is None:
            raise LookupError("Everybody here signs in.")
        said = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=secrets.token_hex(16),
                session_data=store.encode(said),
                expire_date=now + dt.timedelta(hours=8),
            )
        )
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [row.session_key for row in rows]


def _candidate(attempt: Attempt, session_key: str, now: dt.datetime) -> Candidate:
    ticket = tickets.sign(entry.draw(attempt, session_key, "", now=now), settings.ATTEMPT_TOKEN_KEY)
    return Candidate(str(attempt.public_id), f"{settings.SESSION_COOKIE_NAME}={session_key}", ticket)


def started(people: list[Candidate], now: dt.datetime) -> list[str]:
    """Start everybody and answer every item, as a sitting's hour leaves them; the tokens of the writers."""
    tokens = []
    for first in range(0, len(people), BATCH):
        wishes = [starts.Wish(uuid.UUID(each.attempt), now) for each in people[first : first + BATCH]]
        made = [each for each in starts.start_many(wishes, now=now) if isinstance(each, starts.Started)]
        tokens += [each.token for each in made]
        AnswerEvent.objects.bulk_create(
            [
                AnswerEvent(
                    attempt=each.attempt,
                    lease=each.lease,
                    client_seq=seq,
                    item_id=shown["item"],
                    options=[shown["options"][(each.attempt.pk + seq) % len(shown["options"])]],
                    received_at=now,
                )
                for each in made
                for seq, shown in enumerate(each.attempt.order, start=1)
            ],
            batch_size=5 * BATCH,
        )
    if len(tokens) != len(people):
        raise SystemExit("somebody could not start")
    return tokens
