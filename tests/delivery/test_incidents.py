"""Incidents: the list in force, facts, signature or its absence, corrections; and calls for help."""

import datetime as dt
import io
from typing import Any

from django.test import SimpleTestCase, TestCase, TransactionTestCase
from PIL import Image

from exams.delivery.enums import SignatureState
from exams.delivery.models import (
    INCIDENT_CATEGORY_LABELS,
    INCIDENT_REASON_LABELS,
    Attempt,
    HelpCall,
    Incident,
    Notice,
)
from exams.delivery.rules import incidents as rules
from exams.delivery.rules.signatures import NotASignature, cleaned
from exams.delivery.services import calls, incidents
from exams.delivery.services.incidents import Signature
from exams.outcomes.rules.deductions import CONDUCT
from lms.core import files
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast, drawings
from tests.support.exams import build_sealed_sitting, start
from tests.support.races import shared_database, together


class ListTest(SimpleTestCase):
    def test_every_code_has_words(self) -> None:
        for each in rules.LISTS:
            for reason in each.reasons:
                self.assertIn(reason.code, INCIDENT_REASON_LABELS)
                self.assertIn(reason.category, INCIDENT_CATEGORY_LABELS)
            codes = [reason.code for reason in each.reasons]
            self.assertEqual(len(codes), len(set(codes)))

    def test_conduct_has_the_codes_of_the_conduct_table(self) -> None:
        for scheme, programme in (("green", "green"), ("national_exam", "ipas-nz-beginner")):
            listed = rules.in_force(programme, dt.date(2026, 11, 20))
            self.assertLessEqual(
                {row.kind for row in CONDUCT if row.scheme == scheme}, {r.code for r in listed.reasons}
            )

    def test_only_the_published_rules_are_binding(self) -> None:
        day = dt.date(2026, 11, 20)
        self.assertFalse(rules.in_force("green", day).provisional)
        self.assertTrue(rules.in_force("ipas-nz-beginner", day).provisional)

    def test_the_list_is_the_one_of_the_day(self) -> None:
        old = rules.LISTS[0]
        new = rules.ReasonList("green-2", "green", dt.date(2027, 1, 1), False, old.reasons[:1])
        for day, version in [(dt.date(2026, 12, 31), "green-1"), (dt.date(2027, 1, 1), "green-2")]:
            self.assertEqual(rules.in_force("green", day, (old, new)).version, version)
        with self.assertRaises(LookupError):
            rules.in_force("green", dt.date(2020, 1, 1))


class SignatureTest(SimpleTestCase):
    def test_a_drawing_becomes_a_grey_picture_of_our_own(self) -> None:
        with Image.open(io.BytesIO(cleaned(drawings.signature()))) as picture:
            self.assertEqual((picture.mode, picture.size, picture.info), ("L", (300, 120), {}))

    def test_what_is_no_signature(self) -> None:
        for content in (
            b"",
            b"GIF89a",
            drawings.signature(ink=False),
            drawings.signature()[:60],
            drawings.signature(size=(2001, 1000)),
            b"\x89PNG\r\n\x1a\n",
        ):
            with self.subTest(length=len(content)), self.assertRaises(NotASignature):
                cleaned(content)


class IncidentTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.invigilator = cast.user("invigilator", role=Role.INVIGILATOR)
        cls.world = build_sealed_sitting(programme="green", subject="GC", candidates=2)
        cls.attempt = start(cls.world.attempts[0], now=cls.world.opens_at).attempt

    def note(self, attempt: Attempt | None = None, **changed: Any) -> Incident:
        at = self.world.opens_at + dt.timedelta(minutes=20)
        given: dict[str, Any] = {
            "reason": "device_in_bag_rings",
            "facts": "前方袋內手機響起兩聲。",
            "occurred_at": at - dt.timedelta(minutes=2),
            "signature": Signature(SignatureState.REFUSED, note="表示不同意"),
        }
        return incidents.record(attempt=attempt or self.attempt, **(given | changed), actor=self.invigilator, now=at)

    def test_an_entry_holds_the_rule_it_was_made_under(self) -> None:
        made = self.note()
        self.assertEqual(
            (made.category, made.reason, made.rule_version), ("prohibited", "device_in_bag_rings", "green-1")
        )
        self.assertEqual((made.room, made.signature_path), (self.world.room, ""))
        entry = AuditEvent.objects.get(action="incident.recorded")
        self.assertEqual(sorted(entry.data), ["attempt", "reason", "rule", "signature"])

    def test_a_signature_is_stored_encrypted_and_read_back_whole(self) -> None:
        made = self.note(signature=Signature(SignatureState.SIGNED, picture=drawings.signature()))
        stored = files.read(made.signature_path)
        self.assertNotIn(b"PNG", stored)
        self.assertTrue(incidents.picture_of(made).startswith(b"\x89PNG"))
        files.store(made.signature_path, stored[:-1])
        with self.assertRaises(files.FileDamaged):
            incidents.picture_of(made)

    def test_what_cannot_be_noted(self) -> None:
        soon = self.world.opens_at + dt.timedelta(hours=1)
        for changed, code in [
            ({"reason": "peeking"}, "unknown_reason"),
            ({"facts": "  "}, "no_facts"),
            ({"occurred_at": soon}, "in_the_future"),
            ({"signature": Signature(SignatureState.SIGNED)}, "no_signature"),
            ({"signature": Signature(SignatureState.SIGNED, picture=drawings.signature(ink=False))}, "no_signature"),
            ({"signature": Signature(SignatureState.REFUSED)}, "no_note"),
            ({"signature": Signature(SignatureState.UNABLE, note=" ")}, "no_note"),
        ]:
            with self.subTest(code=code), self.assertRaises(incidents.UnableToNote) as refused:
                self.note(**changed)
            self.assertEqual(refused.exception.code, code)
        self.assertEqual(Incident.objects.count(), 0)

    def test_a_correction_is_a_new_entry(self) -> None:
        first = self.note()
        second = self.note(corrects=first, facts="響起一聲。")
        self.assertEqual((second.corrects, Incident.objects.get(pk=first.pk).facts), (first, "前方袋內手機響起兩聲。"))
        with self.assertRaises(incidents.UnableToNote) as refused:
            self.note(corrects=first)
        self.assertEqual(refused.exception.code, "corrected_already")
        with self.assertRaises(incidents.UnableToNote) as refused:
            self.note(self.world.attempts[1], corrects=second)
        self.assertEqual(refused.exception.code, "other_attempt")

    def test_trouble_before_the_start_can_be_noted_too(self) -> None:
        self.assertEqual(self.note(self.world.attempts[1], reason="document_missing").category, "identity")


class CallTest(TransactionTestCase):
    def test_two_answer_at_once_and_the_screen_is_told_once(self) -> None:
        people = [cast.user(name, role=Role.INVIGILATOR) for name in ("one", "two")]
        world = build_sealed_sitting()
        attempt = start(world.attempts[0], now=world.opens_at).attempt
        call = HelpCall.objects.create(attempt=attempt, called_at=world.opens_at)
        with shared_database():
            done = together(
                *(
                    lambda who=who: calls.answer(call=HelpCall.objects.get(pk=call.pk), actor=who, now=world.opens_at)
                    for who in people
                )
            )
            self.assertEqual(sum(isinstance(each, calls.UnableToAnswer) for each in done), 1, done)
            self.assertEqual([each.attempt for each in Notice.objects.all()], [attempt])
            self.assertEqual(Attempt.objects.get(pk=attempt.pk).news, 1)
