"""Exam rooms and who invigilates them."""

import datetime as dt
from typing import Any

from django.db import transaction

from exams.sittings.models import Duty, ExamRoom, Round
from lms.core import audit
from lms.organizations.models import TestArea


def ensure(*, round: Round, test_area: TestArea, code: str, name_zh: str, name_en: str) -> ExamRoom:
    """The room ``code`` of a round; made on first need."""
    room, _ = ExamRoom.objects.get_or_create(
        round=round, code=code, defaults={"test_area": test_area, "name_zh": name_zh, "name_en": name_en}
    )
    return room


def assign(*, room: ExamRoom, user: Any, actor: Any, now: dt.datetime) -> Duty:
    """Give the user the duty of invigilating the room; asked again, it gives the same duty."""
    with transaction.atomic():
        duty, created = Duty.objects.get_or_create(room=room, user=user)
        if created:
            audit.record(
                actor=actor,
                action="duty.assigned",
                subject=f"sittings.ExamRoom:{room.public_id}",
                now=now,
                user=user.pk,
            )
    return duty


def relieve(*, duty: Duty, actor: Any, now: dt.datetime) -> None:
    """End a duty; open sockets of the room close when they next check their right."""
    with transaction.atomic():
        audit.record(
            actor=actor,
            action="duty.relieved",
            subject=f"sittings.ExamRoom:{duty.room.public_id}",
            now=now,
            user=duty.user_id,
        )
        duty.delete()
