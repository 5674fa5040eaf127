"""The encrypted answer file: taken in by its own attempt only, once, as evidence."""

import base64
import datetime as dt
import json
import os
import uuid
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from exams.delivery.enums import AttemptState, LateReason
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer
from exams.delivery.rules import answer_files as shapes
from exams.delivery.rules import masking, wire
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors import responses
from exams.delivery.services import answer_files
from exams.delivery.services.answer_files import Outcome, UnableToTake
from exams.sittings.services import duties
from lms.core import clock
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from question_bank.items.models import ItemVersion
from tests.support import cast, exams


def write(attempt: Attempt, events: list[dict[str, Any]], *, lease: int = 1, **changes: Any) -> bytes:
    """A file as the screen writes it; ``changes`` spoil it: ``lid`` (the attempt outside), ``inside``, ``bound``, ``key``."""
    own = str(attempt.public_id)
    inside = {"version": 1, "attempt": own, "lease": lease, "saved_at": "2026-11-20T02:00:00.000Z", "events": events}
    key = changes.get("key", shapes.key_for(attempt.public_id, settings.ATTEMPT_TOKEN_KEY))
    iv = os.urandom(12)
    data = AESGCM(key).encrypt(
        iv, json.dumps(inside | changes.get("inside", {})).encode(), changes.get("bound", own).encode()
    )
    outside = {
        "format": "greenstep-answers",
        "version": 1,
        "attempt": changes.get("lid", own),
        "iv": base64.b64encode(iv).decode(),
        "data": base64.b64encode(data).decode(),
    }
    return json.dumps(outside).encode()


class ShapeTest(SimpleTestCase):
    def test_only_the_very_shape_is_read(self) -> None:
        good = {"format": shapes.FORMAT, "version": 1, "attempt": str(uuid.UUID(int=7)), "iv": "A" * 16, "data": "AAAA"}
        self.assertEqual(shapes.outside(json.dumps(good).encode()).attempt, uuid.UUID(int=7))
        for spoiled in (
            *(
                {**good, name: value}
                for name, value in (("format", "x"), ("version", 2), ("attempt", 3), ("iv", "AAAA"))
            ),
            {**good, "data": "not base64"},
            {**good, "more": 1},
            {name: value for name, value in good.items() if name != "iv"},
        ):
            with self.subTest(spoiled), self.assertRaises(Malformed):
                shapes.outside(json.dumps(spoiled).encode())
        with self.assertRaises(Malformed):
            shapes.outside(b" " * (shapes.MAX_BYTES + 1))

    def test_the_inside_is_read_as_strictly(self) -> None:
        own = uuid.UUID(int=7)
        event = {"seq": 2, "item": 5, "options": ["a"], "flagged": False}
        good = {"version": 1, "attempt": str(own), "lease": 1, "saved_at": "", "events": [event, event | {"seq": 1}]}
        read = shapes.inside(json.dumps(good).encode(), own)
        self.assertEqual([each.seq for each in read.events], [1, 2])
        for spoiled in (
            {**good, "events": []},
            {**good, "events": [event, event]},
            {**good, "lease": 0},
            {**good, "attempt": str(uuid.UUID(int=8))},
            *(
                {**good, "events": [event | change]}
                for change in (
                    {"options": ["a\n"]},
                    {"options": "a"},
                    {"flagged": 1},
                    {"seq": 0},
                    {"seq": wire.MAX_SEQ + 1},
                    {"item": True},
                    {"x": 1},
                )
            ),
        ):
            with self.subTest(spoiled), self.assertRaises(Malformed):
                shapes.inside(json.dumps(spoiled).encode(), own)

    def test_every_attempt_has_a_key_of_its_own(self) -> None:
        one, other = uuid.UUID(int=1), uuid.UUID(int=2)
        keys = {shapes.key_for(one, "a"), shapes.key_for(other, "a"), shapes.key_for(one, "b")}
        self.assertEqual({len(key) for key in keys}, {32})
        self.assertEqual(len(keys), 3)


class TakeTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = cast.person("one"), cast.person("other")
        cls.world = exams.build_sealed_sitting(people=[cls.one, cls.other], items=4)
        cls.started = exams.start(cls.world.attempts[0], now=cls.world.opens_at)
        cls.attempt = Attempt.objects.get(pk=cls.world.attempts[0].pk)
        cls.others = cls.world.attempts[1]
        cls.later = cls.world.opens_at + dt.timedelta(hours=2)

    def setUp(self) -> None:
        self.enterContext(clock.frozen(self.later))

    def named(self, position: int, option: str) -> str:
        shown = self.attempt.order[position - 1]["item"]
        version = ItemVersion.objects.get(pk=shown)
        return masking.names(self.attempt.form.public_id, shown, version.kind, version.body)[option]

    def event(self, seq: int, position: int, option: str = "b") -> dict[str, Any]:
        item = self.attempt.order[position - 1]["item"]
        return {"seq": seq, "item": item, "options": [self.named(position, option)], "flagged": False}

    def take(self, content: bytes, **more: Any) -> answer_files.Taken:
        asked: dict[str, Any] = {
            "attempt": self.attempt,
            "actor": self.one.user,
            "now": self.later,
            "as_candidate": True,
        }
        return answer_files.take(content=content, **(asked | more))

    def refused(self, content: bytes, **more: Any) -> str:
        with self.assertRaises(UnableToTake) as caught:
            self.take(content, **more)
        self.assertEqual(LateAnswer.objects.count(), 0)
        return caught.exception.code

    def test_files_fill_the_evidence_up_to_a_bound(self) -> None:
        with mock.patch.object(answer_files, "MOST", 2):
            self.assertEqual(self.take(write(self.attempt, [self.event(7, 1), self.event(8, 2)])).kept, 2)
            with self.assertRaises(UnableToTake) as caught:
                self.take(write(self.attempt, [self.event(9, 1)]))
            self.assertEqual((caught.exception.code, LateAnswer.objects.count()), ("too_many", 2))
            self.assertEqual(self.take(write(self.attempt, [self.event(7, 1)])).kept, 0)

    def test_what_the_server_lacks_becomes_evidence_and_counts_for_nothing(self) -> None:
        item = self.attempt.order[0]["item"]
        AnswerEvent.objects.create(
            attempt=self.attempt, lease=1, client_seq=1, item_id=item, options=["a"], received_at=self.world.opens_at
        )
        content = write(self.attempt, [self.event(3, 2, "c"), self.event(1, 1), self.event(2, 1)])
        taken = self.take(content)
        self.assertEqual(
            [(row.position, row.seq, row.outcome) for row in taken.rows],
            [(1, 1, Outcome.COUNTS_ALREADY), (1, 2, Outcome.KEPT), (2, 3, Outcome.KEPT)],
        )
        late = LateAnswer.objects.order_by("client_seq").values_list(
            "lease", "client_seq", "options", "why", "received_at"
        )
        self.assertEqual(
            list(late),
            [(1, 2, ["b"], LateReason.ANSWER_FILE, self.later), (1, 3, ["c"], LateReason.ANSWER_FILE, self.later)],
        )
        self.assertEqual(responses.final([self.attempt.pk])[self.attempt.pk], {item: ("a",)})
        entry = AuditEvent.objects.get(action="attempt.file_taken")
        self.assertEqual(entry.data["kept"], 2)

    def test_taken_in_twice_it_changes_nothing(self) -> None:
        content = write(self.attempt, [self.event(1, 1), self.event(2, 3)])
        self.assertEqual(self.take(content).kept, 2)
        again = self.take(content)
        self.assertEqual([row.outcome for row in again.rows], [Outcome.KEPT_ALREADY] * 2)
        self.assertEqual(LateAnswer.objects.count(), 2)

    def test_what_cannot_be_an_answer_of_this_paper_is_not_kept(self) -> None:
        foreign = self.event(1, 1) | {"item": 999_999}
        unknown = self.event(2, 1) | {"options": ["nothing"]}
        taken = self.take(write(self.attempt, [foreign, unknown, self.event(3, 4)]))
        self.assertEqual([row.outcome for row in taken.rows], [Outcome.NO_ANSWER, Outcome.NO_ANSWER, Outcome.KEPT])
        self.assertEqual(LateAnswer.objects.count(), 1)

    def test_a_file_of_another_attempt_is_refused_whatever_its_lid_says(self) -> None:
        events = [self.event(1, 1)]
        own = str(self.attempt.public_id)
        theirs = shapes.key_for(self.others.public_id, settings.ATTEMPT_TOKEN_KEY)
        self.assertEqual(self.refused(write(self.others, events)), "another_attempt")
        self.assertEqual(self.refused(write(self.others, events, lid=own, key=theirs)), "unreadable")
        self.assertEqual(self.refused(write(self.attempt, events, bound=str(self.others.public_id))), "unreadable")
        inside = {"attempt": str(self.others.public_id)}
        self.assertEqual(self.refused(write(self.attempt, events, inside=inside)), "unreadable")

    def test_a_damaged_file_is_refused(self) -> None:
        content = json.loads(write(self.attempt, [self.event(1, 1)]))
        raw = bytearray(base64.b64decode(content["data"]))
        raw[3] ^= 1
        content["data"] = base64.b64encode(raw).decode()
        self.assertEqual(self.refused(json.dumps(content).encode()), "unreadable")
        self.assertEqual(self.refused(b"{}"), "unreadable")

    def test_a_lease_that_was_never_given_is_refused(self) -> None:
        self.assertEqual(self.refused(write(self.attempt, [self.event(1, 1)], lease=2)), "not_written_here")

    def test_after_the_window_only_the_staff_take_it(self) -> None:
        assert self.attempt.ends_at is not None
        window = dt.timedelta(hours=settings.JOURNAL_WINDOW_HOURS)
        content = write(self.attempt, [self.event(1, 1)])
        late = self.attempt.ends_at + window + dt.timedelta(seconds=1)
        self.assertEqual(self.refused(content, now=late), "too_late")
        self.assertEqual(self.take(content, now=self.attempt.ends_at + window).kept, 1)
        more = write(self.attempt, [self.event(2, 1)])
        self.assertEqual(self.take(more, now=late, as_candidate=False).kept, 1)

    def test_a_void_attempt_takes_nothing(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(state=AttemptState.VOID)
        self.assertEqual(self.refused(write(self.attempt, [self.event(1, 1)])), "void")

    def test_the_candidate_hands_it_in_and_sees_every_row(self) -> None:
        self.client.force_login(self.one.user)
        address = reverse("delivery:answer_file", args=[self.attempt.public_id])
        page = self.client.post(address, {"file": self.upload(write(self.attempt, [self.event(1, 2)]))})
        self.assertContains(page, "已收下 1 筆")
        self.assertContains(page, "收下，待試務人員決定", count=1)
        self.assertContains(self.client.post(address, {"file": self.upload(b"junk")}), "這不是作答檔")
        self.assertContains(
            self.client.post(address, {"file": self.upload(write(self.others, [self.event(1, 2)]))}), "屬於另一份考卷"
        )
        self.assertEqual(LateAnswer.objects.count(), 1)

    def test_the_invigilator_takes_files_of_the_room_only(self) -> None:
        elsewhere = exams.build_sealed_sitting(people=[cast.person("third")], items=4, code="115-4")
        invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        duties.assign(room=self.world.room, user=invigilator, actor=None, now=cast.NOW)
        self.client.force_login(invigilator)
        address = reverse("delivery:room_answer_file", args=[self.world.room.public_id])
        page = self.client.post(address, {"file": self.upload(write(self.attempt, [self.event(1, 2)]))})
        self.assertContains(page, self.attempt.registration.seat)
        foreign = self.upload(write(elsewhere.attempts[0], [self.event(1, 2)]))
        self.assertEqual(self.client.post(address, {"file": foreign}).status_code, 404)
        self.assertEqual(LateAnswer.objects.count(), 1)

    def upload(self, content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("greenstep-answers-1.json", content, "application/json")
