"""The result of a mock with every kind: faces in review, points where an answer was partly right."""

from decimal import Decimal

from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from courses.catalogue.models import Programme
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.services import attempts
from exams.papers.models import Form
from exams.practice.models import MockExam, MockPart
from exams.practice.selectors import results
from exams.sittings.services import sittings
from lms.core import clock
from question_bank.items.enums import Credit, ItemUse
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Subject
from tests.support import cast
from tests.support.kinds import SAMPLES, build_kinds_form
from tests.support.mocks import NOW


class EveryKindTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = cast.person("learner")
        cls.programme = Programme.objects.get(code="green")
        subject = Subject.objects.get(code="GC")
        cls.form = build_kinds_form(subject, use=ItemUse.PRACTICE)
        cls.sitting = sittings.ensure_mock(
            programme=cls.programme, subject=subject, minutes=60, forms=[cls.form], now=NOW
        )

    def taken(self, credit: Credit, which: str) -> MockExam:
        """A mock of ten items of ten marks, every one answered ``right``, ``partly`` or ``wrong``."""
        Form.objects.filter(pk=self.form.pk).update(credit=credit)
        attempt = attempts.prepare_mock(sitting=self.sitting, person=self.person, now=NOW)
        mock = MockExam.objects.create(programme=self.programme, person=self.person, created_at=NOW)
        MockPart.objects.create(mock_exam=mock, attempt=attempt, position=1)
        running = attempts.start(attempt=attempt, now=NOW).attempt
        self.answer(running, which)
        attempts.hand_in(attempt=running, lease=running.lease, now=NOW)
        return mock

    def answer(self, attempt: Attempt, which: str) -> None:
        versions = ItemVersion.objects.in_bulk([shown["item"] for shown in attempt.order])
        AnswerEvent.objects.bulk_create(
            AnswerEvent(
                attempt=attempt,
                lease=attempt.lease,
                client_seq=seq,
                item=version,
                options=list(getattr(SAMPLES[version.kind], which)),
                received_at=NOW,
            )
            for seq, version in enumerate(versions.values(), start=1)
        )

    def test_points_by_policy(self) -> None:
        # Partly: 4 multiple-choice or arranged answers; two multiple ones (one of them in the group), matching, ordering.
        for credit, which, points in [
            (Credit.ALL_OR_NOTHING, "right", Decimal(100)),
            (Credit.PARTIAL, "right", Decimal(100)),
            (Credit.ALL_OR_NOTHING, "partly", Decimal(0)),
            (Credit.PARTIAL, "partly", Decimal(25)),
            (Credit.RIGHT_MINUS_WRONG, "partly", Decimal(15)),
        ]:
            with self.subTest(credit=credit, which=which):
                part = results.of(self.taken(credit, which), now=NOW).parts[0]
                self.assertEqual(part.points, points)

    def test_the_page_shows_every_kind(self) -> None:
        mock = self.taken(Credit.PARTIAL, "partly")
        self.client.force_login(self.person.user)
        with clock.frozen(NOW), translation.override("zh-hant"):
            page = self.client.get(reverse("practice:result", args=[mock.public_id]))
        self.assertContains(page, "部分答對", count=4)
        self.assertContains(page, "得 7.5／10 分", count=2)
        self.assertContains(page, "得 5／10 分", count=2)
        self.assertContains(page, "mock-stimulus", count=1)
        self.assertContains(page, "（複選）", count=2)
        for kind in SAMPLES:
            self.assertContains(page, f'data-kind="{kind}"')
