"""An invented exam hall: one 50-item form of real length and thousands of running attempts, as the answers path meets them."""

import datetime as dt
import hashlib
import json
import random
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.catalogue.models import Programme
from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.rules import arrangement, masking, tokens
from exams.delivery.selectors import forms as drawn
from exams.delivery.services import leases
from exams.papers.models import Form
from exams.papers.services import blueprints, forms
from exams.sittings.services import sittings
from question_bank.items.enums import ItemKind, ItemState, ItemUse
from question_bank.items.models import Item, ItemVersion
from question_bank.syllabus.models import Subject

MINUTES = 600
STEM, OPTION = 90, 28
WORDS = "溫室氣體盤查碳足跡查證範疇排放源係數減量額度再生能源憑證氣候治理揭露永續報告書組織邊界基準年活動數據"


def build(*, attempts: int, items: int, now: dt.datetime) -> list[dict[str, Any]]:
    """Running attempts of visitors at one form: id, row, token, and what each item takes as an answer."""
    chance = random.Random(115)  # noqa: S311
    programme = Programme.objects.get(code="ipas-nz-beginner")
    subject = Subject.objects.get(level=programme.level, code="L11")
    with transaction.atomic():
        form = _form(subject, items, chance, now)
        sitting = sittings.ensure_mock(programme=programme, subject=subject, minutes=MINUTES, forms=[form], now=now)
    questions = drawn.questions_of(sitting)[form.pk]
    rights = [_attempt(sitting, form.pk, questions, now) for _ in range(attempts)]
    Attempt.objects.bulk_create([attempt for attempt, _ in rights], batch_size=500)
    return [{"attempt": str(each.public_id), "row": each.pk, "token": token} for each, token in rights]


def answers_of(form: Form) -> list[dict[str, Any]]:
    """Every item of a form with the names its options bear on a candidate's screen."""
    rows = form.form_items.order_by("position").values_list("version_id", "version__kind", "version__body")
    return [
        {"item": item, "options": sorted(masking.names(form.public_id, item, kind, body).values())}
        for item, kind, body in rows
    ]


def write(path: Path, *, attempts: int, items: int, now: dt.datetime) -> None:
    """Build the hall and leave what a generator needs in a file of JSON."""
    made = build(attempts=attempts, items=items, now=now)
    form = Form.objects.order_by("-pk")[0]
    path.write_text(json.dumps({"attempts": made, "items": answers_of(form)}))


def _form(subject: Subject, items: int, chance: random.Random, now: dt.datetime) -> Form:
    topic = subject.topics.order_by("position", "id").first()
    assert topic is not None
    for number in range(items):
        _item(topic, number, chance)
    cells = [{"topic": topic.code, "count": items}]
    blueprint = blueprints.ensure(subject=subject, name="benchmark", pool=ItemUse.PRACTICE, cells=cells)
    return forms.draw(blueprint=blueprint, code=f"BENCH-{uuid.uuid4().hex[:6]}", seed=1, now=now)


def _item(topic: Any, number: int, chance: random.Random) -> None:
    code = f"BENCH-{uuid.uuid4().hex[:8]}"
    item = Item.objects.create(code=code, topic=topic, use=ItemUse.PRACTICE, state=ItemState.APPROVED)
    options = [{"id": f"o{key}{number}", "text": _text(chance, OPTION)} for key in "abcd"]
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        kind=ItemKind.SINGLE,
        stem=_text(chance, STEM),
        body={"options": options},
        key=[[options[1]["id"]]],
        content_hash=hashlib.sha256(code.encode()).hexdigest(),
    )
    Item.objects.filter(pk=item.pk).update(published=version, latest=version)


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(WORDS) for _ in range(length))


def _attempt(sitting: Any, form: int, questions: Any, now: dt.datetime) -> tuple[Attempt, str]:
    public_id = uuid.uuid4()
    ends_at = now + dt.timedelta(minutes=MINUTES)
    attempt = Attempt(
        public_id=public_id,
        sitting=sitting,
        form_id=form,
        visitor_hash=hashlib.sha256(public_id.bytes).hexdigest(),
        order=arrangement.arrange(questions, f"{form}:{public_id}"),
        state=AttemptState.RUNNING,
        limit_seconds=MINUTES * 60,
        created_at=now,
        admitted_at=now,
        started_at=now,
        ends_at=ends_at,
        last_seen_at=now,
    )
    token, columns = leases.draw(attempt, ends_at=ends_at)
    for name, value in columns.items():
        setattr(attempt, name, value)
    assert tokens.read(token, settings.ATTEMPT_TOKEN_KEY) is not None
    return attempt, token
