"""What mocks add to other pages."""

from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from exams.practice import slots as offered
from lms.core import clock, slots
from tests.support import cast
from tests.support.mocks import NOW, attempts_of, begin, build_pool, sit


class SlotTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("green", items_per_subject=5)
        cls.person = cast.person("learner")

    def test_a_programme_with_a_mock_offers_it(self) -> None:
        self.assertEqual(
            [action.url for action in offered.try_a_mock("green", None)], [f"{reverse('practice:index')}#green"]
        )
        self.assertEqual(offered.try_a_mock("ipas-nz-beginner", self.person), [])

    def test_after_a_part_comes_its_result(self) -> None:
        mock = begin(self.programme, person=self.person)
        found = slots.collect("after_attempt", attempts_of(mock)[0])
        self.assertEqual(found[0], reverse("practice:result", args=[mock.public_id]))

    def test_the_card_tells_the_last_and_the_best(self) -> None:
        with clock.frozen(NOW), translation.override("zh-hant"):
            self.assertEqual(offered.mocks_so_far(self.person)[0].detail, "還沒有紀錄")
            for right in (4, 2):
                sit(attempts_of(begin(self.programme, person=self.person))[0], right=right)
            detail = offered.mocks_so_far(self.person)[0].detail
        self.assertEqual(detail, "最近：40 < 60：不及格　最佳：80 ≥ 60：及格")
