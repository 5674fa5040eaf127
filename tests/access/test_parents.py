"""AZ-03: an own parent with somebody else's child. Every identifier, in path and body, is checked against the parent."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.classes.services import enrolments
from exams.delivery.models import Attempt
from exams.sittings.models import Duty
from exams.sittings.services import duties
from lms.core.models import AuditEvent
from tests.access.sweep import Sweep, undone
from tests.support import cast, classes, exams


class Parents(Sweep):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        world = cls.world
        away = classes.regional_class(world.cast.other_school, serial="11599", capacity=40)
        cls.foreign_seat = enrolments.enrol(
            person=world.cast.other_candidate, regional_class=away, actor=None, now=cast.NOW
        )
        cls.next_room = exams.build_room(world.live.round, "R2")
        duties.assign(room=cls.next_room, user=world.users["off_duty"], actor=None, now=cast.NOW)

    def act(self, actor: str, name: str, arg: Any, **data: Any) -> int:
        before = AuditEvent.objects.count()
        response = self.clients[actor].post(reverse(name, args=[arg]), data)
        self.assertEqual(AuditEvent.objects.count(), before, "something was done")
        return int(response.status_code)

    def test_a_candidate_of_the_next_room_is_out_of_reach(self) -> None:
        attempt = self.world.ids["attempt"]
        common = {"sitting": self.world.ids["sitting"], "attempt": attempt}
        reasons = {f"{act}-{field}": value for act in ("extend", "end", "reopen") for field, value in FIELDS.items()}
        for act in ("admit", "extend", "end", "reopen"):
            status = self.act("off_duty", f"delivery:room_{act}", self.next_room.public_id, **common, **reasons)
            self.assertEqual(status, 404, act)
            self.act("off_duty", f"delivery:room_{act}", self.next_room.public_id, everybody="1", **common, **reasons)
        self.assertEqual(Attempt.objects.get(public_id=attempt).state, "prepared")
        self.assertEqual(Duty.objects.filter(user=self.world.users["off_duty"]).count(), 1)

    def test_a_learner_of_another_schools_class_cannot_be_completed(self) -> None:
        for regional in (self.world.ids["class"], self.foreign_seat.regional_class.public_id):
            self.act(
                "coordinator",
                "classes:complete",
                regional,
                enrolments=[self.foreign_seat.public_id],
                on=str(self.foreign_seat.regional_class.start_date),
            )
        self.assertEqual(Enrolment.objects.get(pk=self.foreign_seat.pk).state, EnrolmentState.ENROLLED)

    def test_an_own_result_cannot_be_used_for_a_round_that_is_not_offered(self) -> None:
        for target in (self.world.ids["round"], self.world.ids["live_round"], self.world.ids["room"]):
            response = self.clients["other"].post(reverse("outcomes:apply_retake"), {"round": target})
            self.assertEqual(response.status_code, 404)

    def test_fields_nobody_asked_for_change_nothing(self) -> None:
        """SV-11, AZ-05: mass assignment."""
        extra = {"score": "100", "is_staff": "1", "user": "1", "school": "2", "state": "completed", "role": "officer"}
        profile = {"name": "王測", "birth_date": "2000-01-01", "language": "zh-hant"}
        with undone(), CaptureQueriesContext(connection) as plain:
            self.clients["candidate"].post(reverse("portal:profile"), profile)
        with undone(), CaptureQueriesContext(connection) as loaded:
            self.clients["candidate"].post(reverse("portal:profile"), profile | extra)
        self.assertEqual(len(plain), len(loaded))


FIELDS = {"minutes": "5", "reason": "technical"}
