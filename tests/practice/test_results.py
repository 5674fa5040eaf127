"""Results derived from answers: the same rules as real papers, nothing before the end."""

import datetime as dt

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from exams.outcomes.enums import Verdict
from exams.practice.selectors import history, results
from exams.practice.services import pools
from question_bank.items.enums import ItemUse
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Topic
from tests.support import cast
from tests.support.exams import build_items
from tests.support.mocks import NOW, attempts_of, begin, build_pool, sit

END = NOW + dt.timedelta(minutes=75)


class IpasResultTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("ipas-nz-beginner")
        cls.person = cast.person("learner")

    def taken(self, first: int, second: int) -> results.MockResult:
        mock = begin(self.programme, person=self.person)
        for attempt, right in zip(attempts_of(mock), (first, second), strict=True):
            sit(attempt, right=right, wrong=50 - right)
        return results.of(mock, now=NOW)

    def test_the_rule_in_words(self) -> None:
        table = [
            (35, 35, True, "S1 70、S2 70，各科都達 70：通過"),
            (33, 39, True, "S1 66（<70）、S2 78，平均 72 ≥ 70 且無單科低於 60：以平均通過"),
            (40, 30, True, "S1 80、S2 60（<70），平均 70 ≥ 70 且無單科低於 60：以平均通過"),
            (34, 35, False, "S1 68（<70）、S2 70，平均 69 < 70：未通過"),
            (50, 29, False, "S1 100、S2 58（<70），平均 79，但有單科低於 60：未通過"),
        ]
        for first, second, passed, sentence in table:
            with self.subTest(sentence), translation.override("zh-hant"):
                result = self.taken(first, second)
                self.assertEqual((result.passed, result.sentence), (passed, sentence))
                self.assertEqual([part.points for part in result.parts], [2 * first, 2 * second])

    def test_a_part_shows_nothing_before_its_end(self) -> None:
        mock = begin(self.programme, person=self.person)
        first, second = attempts_of(mock)
        running = sit(first, right=3, hand_in=False)
        for moment in (NOW, running.ends_at, running.ends_at + dt.timedelta(seconds=5)):
            with self.subTest(moment):
                result = results.of(mock, now=moment)
                self.assertEqual([part.paper for part in result.parts], [None, None])
                self.assertEqual((result.decision, [part.score for part in result.parts]), (None, [None, None]))
        result = results.of(mock, now=running.ends_at + dt.timedelta(seconds=6))
        self.assertEqual([part.is_over for part in result.parts], [True, False])
        self.assertEqual((result.parts[0].points, result.decision, result.next_part.attempt), (6, None, second))

    def test_own_letters_are_those_that_were_shown(self) -> None:
        mock = begin(self.programme, person=self.person)
        first = sit(attempts_of(mock)[0], right=1, wrong=1)
        items = results.of(mock, now=NOW).parts[0].paper.items
        for shown, item, chosen in zip(first.order, items, ("b", "a", None), strict=False):
            order = shown["options"]
            self.assertEqual([part.letter for part in item.face.parts if part.right], ["ABCD"[order.index("b")]])
            own = [part.letter for part in item.face.parts if part.chosen]
            self.assertEqual(own, ["ABCD"[order.index(chosen)]] if chosen else [])
        self.assertEqual([item.correct for item in items[:3]], [True, False, False])

    def test_several_accepted_answers_all_earn_the_points(self) -> None:
        mock = begin(self.programme, person=self.person)
        first = sit(attempts_of(mock)[0], right=0, wrong=2)
        ItemVersion.objects.filter(pk=first.order[0]["item"]).update(key=[["b"], ["a"]])
        paper = results.of(mock, now=NOW).parts[0].paper
        right = [part.id for part in paper.items[0].face.parts if part.right]
        self.assertEqual((paper.right, paper.points, sorted(right)), (1, 2, ["a", "b"]))

    def test_history_marks_the_best_and_shows_the_last_first(self) -> None:
        self.taken(30, 30), self.taken(40, 40), self.taken(20, 20)
        mock = begin(self.programme, person=self.person)
        entries = history.of(self.person, now=NOW)
        self.assertEqual(
            [(each.total, each.is_best) for each in entries], [(None, False), (80, False), (160, True), (120, False)]
        )
        self.assertEqual(entries[0].mock, mock)

    def test_the_list_costs_the_same_for_one_and_for_three(self) -> None:
        counts = []
        for _ in range(3):
            self.taken(30, 30)
            with CaptureQueriesContext(connection) as queries:
                history.of(self.person, now=NOW)
            counts.append(len(queries))
        self.assertEqual(counts, [counts[0]] * 3)


class GreenResultTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("green")
        cls.person = cast.person("learner")

    def test_sixty_passes(self) -> None:
        for right, passed, sentence in ((30, True, "60 ≥ 60：及格"), (29, False, "58 < 60：不及格")):
            with self.subTest(right), translation.override("zh-hant"):
                mock = begin(self.programme, person=self.person)
                sit(attempts_of(mock)[0], right=right, wrong=50 - right)
                result = results.of(mock, now=NOW)
                self.assertEqual((result.passed, result.sentence), (passed, sentence))
                self.assertEqual(result.decision.verdict is Verdict.CURRENT_ROUND, passed)


class TopicTests(TestCase):
    def test_topics_add_up(self) -> None:
        topics = list(Topic.objects.filter(subject__code="GC").order_by("position")[:2])
        for topic, n in zip(topics, (3, 2), strict=True):
            build_items(topic, n, ItemUse.PRACTICE)
        sitting = pools.ensure(now=NOW, forms_per_subject=1)[0]
        mock = begin(sitting.programme, person=cast.person("learner"))
        sit(attempts_of(mock)[0], right=5)
        paper = results.of(mock, now=NOW).parts[0].paper
        self.assertEqual(
            [(row.topic, row.right, row.total) for row in paper.topics], [(topics[0], 3, 3), (topics[1], 2, 2)]
        )
        self.assertEqual(paper.points, 100)
