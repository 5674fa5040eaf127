"""Forms drawn beforehand."""

from django.test import TestCase

from exams.papers.models import Form, FormItem
from exams.practice.selectors import mocks
from exams.practice.services import pools
from exams.sittings.models import Sitting
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject, Topic
from tests.support import cast
from tests.support.exams import build_items


class PoolTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        subject = Subject.objects.get(code="GC")
        for topic in Topic.objects.filter(subject=subject):
            build_items(topic, 4, ItemUse.PRACTICE)
            build_items(topic, 2, ItemUse.SECURE)

    def test_green_gets_two_forms_of_fifty_practice_items(self) -> None:
        pools.ensure(now=cast.NOW)
        sitting = Sitting.objects.get(mode="mock")
        self.assertEqual((sitting.programme.code, sitting.minutes, sitting.self_admission), ("green", 100, True))
        self.assertEqual([form.form_items.count() for form in sitting.forms.all()], [50, 50])
        self.assertEqual(set(FormItem.objects.values_list("version__item__use", flat=True)), {"practice"})
        offer = mocks.offers(today=cast.NOW.date())[0]
        self.assertEqual((offer.programme.code, offer.items, offer.minutes), ("green", 50, 100))

    def test_drawing_again_changes_nothing(self) -> None:
        pools.ensure(now=cast.NOW)
        before = list(Form.objects.order_by("pk").values_list("pk", "content_hash"))
        pools.ensure(now=cast.NOW)
        self.assertEqual(list(Form.objects.order_by("pk").values_list("pk", "content_hash")), before)
        self.assertEqual(Sitting.objects.count(), 1)

    def test_a_programme_with_only_one_of_its_subjects_has_no_mock(self) -> None:
        build_items(Topic.objects.filter(subject__code="L11")[0], 60, ItemUse.PRACTICE)
        pools.ensure(now=cast.NOW)
        self.assertEqual([offer.programme.code for offer in mocks.offers(today=cast.NOW.date())], ["green"])
