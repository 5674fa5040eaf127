"""Beginning, claiming and removing mocks."""

import datetime as dt

from django.test import TestCase, override_settings

from courses.catalogue.models import Programme
from exams.delivery.models import AnswerEvent, Attempt
from exams.delivery.services import attempts
from exams.practice.models import MockExam
from exams.practice.selectors import mocks as reading
from exams.practice.services import mocks
from tests.support import cast
from tests.support.mocks import NOW, attempts_of, begin, build_pool, sit


class BeginTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("ipas-nz-beginner", items_per_subject=4)
        cls.person = cast.person("learner")

    def test_one_attempt_per_subject_in_their_order(self) -> None:
        mock = begin(self.programme, person=self.person)
        self.assertEqual([a.sitting.subject.code for a in attempts_of(mock)], ["L11", "L12"])
        self.assertEqual(
            {(a.person, a.visitor_hash, a.state) for a in attempts_of(mock)}, {(self.person, "", "admitted")}
        )

    def test_two_clicks_are_one_mock(self) -> None:
        self.assertEqual(begin(self.programme, person=self.person), begin(self.programme, person=self.person))
        self.assertEqual(begin(self.programme, visitor="v" * 64), begin(self.programme, visitor="v" * 64))
        self.assertEqual(MockExam.objects.count(), 2)

    def test_the_next_part_follows_and_then_a_new_mock(self) -> None:
        mock = begin(self.programme, person=self.person)
        first, second = attempts_of(mock)
        self.assertEqual(reading.next_part(mock, now=NOW).attempt, first)
        sit(first, right=1)
        self.assertEqual(reading.next_part(mock, now=NOW).attempt, second)
        self.assertEqual(begin(self.programme, person=self.person), mock)
        sit(second, right=1)
        self.assertNotEqual(begin(self.programme, person=self.person), mock)

    def test_no_pool_no_mock(self) -> None:
        with self.assertRaises(mocks.MockUnavailable):
            begin(Programme.objects.get(code="green"), person=self.person)


class ClaimTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.programme = build_pool("ipas-nz-beginner", items_per_subject=4)
        cls.person, cls.other = cast.person("learner"), cast.person("other")

    def test_a_visitors_mock_becomes_the_persons(self) -> None:
        mock = begin(self.programme, visitor="v" * 64)
        sit(attempts_of(mock)[0], right=2)
        claimed = mocks.claim(mock=mock, person=self.person, now=NOW)
        self.assertEqual((claimed.person, claimed.visitor_hash), (self.person, ""))
        self.assertEqual({(a.person, a.visitor_hash) for a in attempts_of(mock)}, {(self.person, "")})
        self.assertEqual(mocks.claim(mock=mock, person=self.person, now=NOW), claimed)

    def test_it_is_never_taken_from_somebody(self) -> None:
        mock = begin(self.programme, person=self.person)
        with self.assertRaises(mocks.UnableToClaim):
            mocks.claim(mock=mock, person=self.other, now=NOW)


class GraceTests(TestCase):
    def test_nothing_is_shown_while_an_answer_may_still_count(self) -> None:
        """The key stays hidden for the network grace of this installation, not for a usual one (KL-02)."""
        programme = build_pool("ipas-nz-beginner", items_per_subject=4)
        attempt = attempts_of(begin(programme, visitor="v" * 64))[0]
        ends = attempts.start(attempt=attempt, now=NOW).attempt.ends_at
        assert ends is not None
        attempt.refresh_from_db()
        with override_settings(NETWORK_GRACE_SECONDS=30):
            shown = [reading.is_over(attempt, now=ends + dt.timedelta(seconds=s)) for s in (10, 30, 31)]
        self.assertEqual(shown, [False, False, True])


class PurgeTests(TestCase):
    def test_only_old_mocks_of_visitors_go(self) -> None:
        programme = build_pool("ipas-nz-beginner", items_per_subject=4)
        old = begin(programme, visitor="o" * 64)
        sit(attempts_of(old)[0], right=2)
        kept = begin(programme, person=cast.person("learner"))
        sit(attempts_of(kept)[0], right=2)
        later = NOW + dt.timedelta(days=mocks.KEPT_DAYS, seconds=1)
        young = mocks.begin(programme=programme, person=None, visitor_hash="y" * 64, now=later)
        self.assertEqual(mocks.purge(now=NOW + dt.timedelta(days=mocks.KEPT_DAYS)), 0)
        self.assertEqual(mocks.purge(now=later), 1)
        self.assertEqual(set(MockExam.objects.all()), {kept, young})
        self.assertEqual(set(Attempt.objects.all()), {*attempts_of(kept), *attempts_of(young)})
        self.assertEqual(set(AnswerEvent.objects.values_list("attempt_id", flat=True)), {attempts_of(kept)[0].pk})
