from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.outcomes.rules import deductions, passing
from exams.outcomes.rules.deductions import Deduction, Terms
from exams.outcomes.rules.enums import DeductionReason, Stacking

PHONE = Deduction("device", Decimal(10))
CALCULATOR = Deduction("calculator", Decimal(10))
NOISE = Deduction("noise", Decimal(3))
SIGNALS = Deduction("passing_signals", expels=True)


def passes(score: Decimal | None) -> bool:
    results = [passing.SubjectResult("GC", score is not None, score)]
    return passing.decide_level(results, (), False, passing.green(), 114).certifies


class GreenConductTest(TestCase):
    def test_deductions_come_before_the_pass_decision(self) -> None:
        for marked, incident, score, passed in [(68, PHONE, 58, False), (72, PHONE, 62, True), (96, SIGNALS, 0, False)]:
            with self.subTest(marked=marked):
                outcome = deductions.apply(Decimal(marked), [incident])
                self.assertEqual((outcome.score, passes(outcome.score)), (score, passed))

    def test_an_expelled_candidate_attended_by_default(self) -> None:
        outcome = deductions.apply(Decimal(96), [PHONE, SIGNALS])
        self.assertEqual((outcome.score, outcome.expelled, outcome.attended), (0, True, True))
        self.assertEqual([reason.code for reason in outcome.reasons], [DeductionReason.EXPELLED])

    def test_whether_expelled_is_absent_is_a_setting(self) -> None:
        outcome = deductions.apply(Decimal(96), [SIGNALS], Terms(expelled_attends=False))
        self.assertEqual((outcome.score, outcome.attended), (None, False))
        self.assertEqual(outcome.reasons[-1].code, DeductionReason.EXPELLED_ABSENT)

    def test_the_table_of_the_green_test(self) -> None:
        green = {row.kind: row.deduction() for row in deductions.CONDUCT if row.scheme == "green"}
        self.assertEqual(
            {kind for kind, each in green.items() if each.points == 10 and not each.expels},
            {"device", "device_in_bag_rings", "calculator"},
        )
        self.assertTrue(green["photographing"].expels and green["passing_text"].expels)
        self.assertEqual({row.confidence for row in deductions.CONDUCT if row.scheme != "green"}, {"L"})


class StackingTest(TestCase):
    def test_ways_to_add_up(self) -> None:
        incidents = [PHONE, PHONE, CALCULATOR, NOISE]
        for stacking, score, left_out in [
            (Stacking.PER_INCIDENT, 57, 0),
            (Stacking.PER_KIND, 67, 1),
            (Stacking.HIGHEST, 80, 3),
        ]:
            with self.subTest(stacking=stacking):
                outcome = deductions.apply(Decimal(90), incidents, Terms(stacking=stacking))
                self.assertEqual((outcome.score, outcome.taken), (score, 90 - score))
                codes = [reason.code for reason in outcome.reasons]
                self.assertEqual(codes.count(DeductionReason.NOT_STACKED), left_out)
                self.assertEqual(len(codes), 4)

    def test_the_heaviest_of_a_kind_counts(self) -> None:
        light, heavy = Deduction("device", Decimal(5)), Deduction("device", Decimal(20))
        outcome = deductions.apply(Decimal(90), [light, heavy], Terms(stacking=Stacking.PER_KIND))
        self.assertEqual(outcome.score, 70)

    def test_nothing_goes_below_the_floor(self) -> None:
        for marked, floor, score in [(8, 0, 0), (8, 5, 5), (3, 5, 3), (0, 0, 0)]:
            with self.subTest(marked=marked, floor=floor):
                outcome = deductions.apply(Decimal(marked), [PHONE], Terms(floor=Decimal(floor)))
                self.assertEqual((outcome.score, outcome.taken), (score, marked - score))
                self.assertEqual(outcome.reasons[-1].code, DeductionReason.FLOOR)

    def test_no_incident_no_change(self) -> None:
        outcome = deductions.apply(Decimal("72.5"), [])
        self.assertEqual((outcome.score, outcome.taken, outcome.reasons), (Decimal("72.5"), 0, ()))

    def test_a_deduction_is_written_as_a_positive_number(self) -> None:
        with self.assertRaises(ValueError):
            Deduction("device", Decimal(-10))

    @given(
        st.decimals(0, 100, places=2),
        st.lists(st.builds(Deduction, st.sampled_from("abc"), st.decimals(0, 40, places=1))),
        st.sampled_from(Stacking),
    )
    def test_a_deduction_never_helps(self, score: Decimal, incidents: list[Deduction], stacking: Stacking) -> None:
        outcome = deductions.apply(score, incidents, Terms(stacking=stacking))
        assert outcome.score is not None
        self.assertTrue(0 <= outcome.score <= score)
        self.assertEqual(outcome.score + outcome.taken, score)
