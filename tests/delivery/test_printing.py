"""The printed paper: every kind, no key, only for officers who may read all of it."""

import io

import pikepdf
from django.test import TestCase
from django.urls import reverse

from exams.delivery.selectors import printing
from lms.organizations.enums import Role
from question_bank.items.enums import SightingKind
from question_bank.items.models import Sighting
from question_bank.items.services import access
from question_bank.syllabus.models import Subject
from tests.support import cast
from tests.support.exams import KEYCANARY, NOW
from tests.support.kinds import SAMPLES, build_kinds_form


class PrintedPaperTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.form = build_kinds_form(Subject.objects.get(code="L21"))
        cls.address = reverse("delivery:paper", args=[cls.form.public_id])
        cls.officer = cast.user("officer", role=Role.EXAM_OFFICER)

    def test_entries_in_the_order_of_the_form(self) -> None:
        entries = list(printing._entries(printing._lines(self.form)))
        self.assertEqual([entry.position for entry in entries], list(range(1, 11)))
        self.assertEqual([bool(entry.stimulus) for entry in entries], [False] * 7 + [True, False, False])
        self.assertEqual((entries[7].last, entries[0].points), (10, 10))
        html = "".join(entry.html for entry in entries)
        for kind in SAMPLES:
            self.assertIn(f'data-kind="{kind}"', html)
        self.assertNotIn(KEYCANARY, html)
        self.assertNotIn("<input", html)

    def test_the_key_is_not_read(self) -> None:
        for version in printing.versions(self.form):
            self.assertTrue({"key", "explanation", "difficulty"} <= version.get_deferred_fields())

    def test_a_tagged_document_for_an_officer_who_is_noted(self) -> None:
        self.client.force_login(self.officer)
        answer = self.client.get(self.address)
        self.assertEqual((answer.status_code, answer["Content-Type"]), (200, "application/pdf"))
        self.assertIn("no-store", answer["Cache-Control"])
        with pikepdf.open(io.BytesIO(answer.content)) as document:
            self.assertTrue(document.Root.MarkInfo.Marked)
        seen = Sighting.objects.filter(user=self.officer, kind=SightingKind.EXPORTED)
        self.assertEqual(seen.count(), 10)

    def test_closed_while_an_item_is_sealed(self) -> None:
        self.client.force_login(self.officer)
        access.seal(items=[printing.versions(self.form)[0].item], holder="round:1", now=NOW)
        self.assertEqual(self.client.get(self.address).status_code, 403)
        self.assertFalse(Sighting.objects.filter(user=self.officer).exists())
