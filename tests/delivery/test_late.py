"""Late answers are decided by a person: never dropped, never counted by themselves."""

import datetime as dt

from django.test import TestCase

from exams.delivery.enums import LateReason
from exams.delivery.models import AnswerEvent, Attempt, LateAnswer, LateDecision
from exams.delivery.selectors import late, responses
from exams.delivery.services import closing
from exams.delivery.services import late as decisions
from tests.support import cast, exams

AFTER = exams.OPENS_AT + dt.timedelta(hours=3)


class Deciding(TestCase):
    def setUp(self) -> None:
        self.world = exams.build_sealed_sitting()
        started = exams.start(self.world.attempts[0], now=self.world.opens_at)
        self.attempt = Attempt.objects.get(pk=started.attempt.pk)
        self.items = [shown["item"] for shown in self.attempt.order]
        self.answer(self.items[0], "a", seq=1)
        self.officer = cast.user("officer@test.example")

    def answer(self, item: int, option: str, *, seq: int) -> None:
        AnswerEvent.objects.create(
            attempt=self.attempt, lease=1, client_seq=seq, item_id=item, options=[option], received_at=exams.OPENS_AT
        )

    def late(self, item: int, option: str, *, seq: int, lease: int = 1) -> LateAnswer:
        return LateAnswer.objects.create(
            attempt=self.attempt,
            lease=lease,
            client_seq=seq,
            item_id=item,
            options=[option],
            received_at=AFTER,
            why=LateReason.EXPIRED,
        )

    def decide(self, *, accept: bool, up_to: int, reason: str = "網路紀錄顯示斷線") -> LateDecision:
        return decisions.decide(
            attempt=self.attempt, accept=accept, up_to=up_to, reason=reason, actor=self.officer, now=AFTER
        )

    def counted(self) -> dict[int, tuple[str, ...]]:
        return responses.final([self.attempt.pk])[self.attempt.pk]

    def test_accepted_answers_take_the_place_their_number_gives_them(self) -> None:
        self.late(self.items[0], "c", seq=2)
        last = self.late(self.items[1], "d", seq=3)
        self.decide(accept=True, up_to=last.pk)
        self.assertEqual(self.counted(), {self.items[0]: ("c",), self.items[1]: ("d",)})
        self.assertEqual(late.cases(self.world.round), [])

    def test_refused_answers_stay_evidence(self) -> None:
        last = self.late(self.items[0], "c", seq=2)
        self.decide(accept=False, up_to=last.pk)
        self.assertEqual(self.counted(), {self.items[0]: ("a",)})
        self.assertTrue(LateAnswer.objects.filter(pk=last.pk).exists())
        self.assertEqual(late.cases(self.world.round), [])

    def test_nothing_is_counted_before_somebody_decides(self) -> None:
        self.late(self.items[0], "c", seq=2)
        self.assertEqual(self.counted(), {self.items[0]: ("a",)})
        (case,) = late.cases(self.world.round)
        self.assertEqual((case.changing, case.changes[0].position), (1, 1))

    def test_what_arrived_since_the_officer_looked_is_not_decided(self) -> None:
        seen = self.late(self.items[0], "c", seq=2)
        self.late(self.items[1], "d", seq=3)
        with self.assertRaises(decisions.UnableToDecide) as refused:
            self.decide(accept=True, up_to=seen.pk)
        self.assertEqual(refused.exception.code, "arrived_meanwhile")
        self.assertEqual(self.counted(), {self.items[0]: ("a",)})

    def test_an_older_lease_changes_only_what_no_newer_one_answered(self) -> None:
        AnswerEvent.objects.create(
            attempt=self.attempt,
            lease=2,
            client_seq=1,
            item_id=self.items[0],
            options=["b"],
            received_at=exams.OPENS_AT,
        )
        self.late(self.items[0], "d", seq=7)
        last = self.late(self.items[1], "d", seq=8)
        (case,) = late.cases(self.world.round)
        self.assertEqual([each.changes for each in case.changes], [False, True])
        self.decide(accept=True, up_to=last.pk)
        self.assertEqual(self.counted(), {self.items[0]: ("b",), self.items[1]: ("d",)})

    def test_a_running_attempt_is_not_decided(self) -> None:
        last = self.late(self.items[0], "c", seq=2)
        with self.assertRaises(decisions.UnableToDecide) as refused:
            decisions.decide(
                attempt=self.attempt,
                accept=True,
                up_to=last.pk,
                reason="太早",
                actor=self.officer,
                now=exams.OPENS_AT + dt.timedelta(minutes=1),
            )
        self.assertEqual(refused.exception.code, "not_over")

    def test_a_reason_is_asked_for(self) -> None:
        last = self.late(self.items[0], "c", seq=2)
        with self.assertRaises(decisions.UnableToDecide):
            self.decide(accept=True, up_to=last.pk, reason="  ")

    def test_a_round_is_not_closed_over_undecided_answers(self) -> None:
        last = self.late(self.items[0], "c", seq=2)
        with self.assertRaises(closing.RoundNotOver) as refused:
            closing.close_round(round=self.world.round, actor=self.officer, now=AFTER)
        self.assertEqual(refused.exception.code, "late_undecided")
        self.decide(accept=False, up_to=last.pk)
        self.assertEqual(closing.close_round(round=self.world.round, actor=self.officer, now=AFTER), 1)

    def test_what_changes_nothing_holds_nothing_up(self) -> None:
        self.late(self.items[0], "a", seq=2)
        self.assertEqual(closing.close_round(round=self.world.round, actor=self.officer, now=AFTER), 1)
