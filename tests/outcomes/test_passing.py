from datetime import date
from decimal import Decimal
from time import perf_counter
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.outcomes.enums import Verdict
from exams.outcomes.rules import passing
from exams.outcomes.rules.enums import PassingReason
from exams.outcomes.rules.passing import LevelDecision, Retained, SubjectResult, decide_level

IPAS, GREEN = passing.ipas(), passing.green()
CURRENT, CROSS = Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND
NONE, ALREADY = Verdict.NOT_CERTIFIED, Verdict.ALREADY_CERTIFIED
ABSENT = "absent"


def sat(**raw: str) -> list[SubjectResult]:
    """``sat(S1="69.5", S2=ABSENT)``: the subjects registered in a round with their raw scores."""
    return [SubjectResult(s, score != ABSENT, None if score == ABSENT else Decimal(score)) for s, score in raw.items()]


def decide(
    results: list[SubjectResult],
    retained: tuple[Retained, ...] = (),
    certified: bool = False,
    policy: passing.Policy = IPAS,
    year: int = 115,
) -> LevelDecision:
    return decide_level(results, retained, certified, policy, year)


def kept(decision: LevelDecision) -> list[str]:
    return [each.subject for each in decision.retained_after]


def codes(decision: LevelDecision) -> list[str]:
    return [reason.code for reason in decision.reasons]


class OneRoundTest(TestCase):
    def test_verdicts(self) -> None:
        for raw, verdict, by_average, retained in [
            (("70", "70"), CURRENT, False, []),
            (("80", "60"), CURRENT, True, []),
            (("69", "71"), CURRENT, True, []),
            (("75", "65"), CURRENT, True, []),
            (("81", "59"), NONE, False, ["S1"]),
            (("69", "70"), NONE, False, ["S2"]),
            (("100", "59"), NONE, False, ["S1"]),
            (("69.5", "70"), CURRENT, False, []),
            (("69.49", "70"), NONE, False, ["S2"]),
            (("59.5", "80"), CURRENT, True, []),
            (("69", "69"), NONE, False, []),
            (("59.49", "100"), NONE, False, ["S2"]),
        ]:
            with self.subTest(raw=raw):
                decision = decide(sat(S1=raw[0], S2=raw[1]))
                self.assertEqual((decision.verdict, decision.by_average), (verdict, by_average))
                self.assertEqual(kept(decision), retained)

    def test_rounding_comes_before_everything(self) -> None:
        for raw, scores, mean in [
            (("69.5", "70"), [70, 70], "70"),
            (("69.49", "70"), [69, 70], "69.5"),
            (("59.5", "80"), [60, 80], "70"),
        ]:
            with self.subTest(raw=raw):
                decision = decide(sat(S1=raw[0], S2=raw[1]))
                self.assertEqual([each.score for each in decision.scores], scores)
                self.assertEqual(decision.mean, Decimal(mean))

    def test_a_pass_by_average_adds_no_subject_pass(self) -> None:
        decision = decide(sat(S1="80", S2="60"))
        self.assertEqual(decision.passed_subjects, ("S1",))
        self.assertEqual([each.passed for each in decision.scores], [True, False])

    def test_absence_rules_the_average_out(self) -> None:
        decision = decide(sat(S1="88", S2=ABSENT))
        self.assertEqual((decision.verdict, decision.mean, kept(decision)), (NONE, None, ["S1"]))
        self.assertEqual(
            codes(decision),
            [
                PassingReason.SUBJECT_PASSED,
                PassingReason.SUBJECT_ABSENT,
                PassingReason.AVERAGE_ABSENT,
                PassingReason.RETAINED_KEPT,
            ],
        )

    def test_reasons_say_which_rule_failed(self) -> None:
        for results, code in [
            (sat(S1="81", S2="59"), PassingReason.AVERAGE_FLOOR),
            (sat(S1="69", S2="70"), PassingReason.AVERAGE_LOW),
            (sat(S1="72"), PassingReason.AVERAGE_NOT_ALL_REGISTERED),
            (sat(S1="75", S2="65"), PassingReason.AVERAGE_MET),
            (sat(S1="75", S2="75"), PassingReason.ALL_PASSED),
        ]:
            with self.subTest(code=code):
                self.assertIn(code, codes(decide(results)))

    def test_whether_the_mean_is_rounded_is_a_setting(self) -> None:
        rounded = passing.ipas(round_mean=True)
        decision = decide(sat(S1="69", S2="70"), policy=rounded)
        self.assertEqual((decision.verdict, decision.mean, decision.by_average), (CURRENT, Decimal(70), True))

    def test_absent_everywhere(self) -> None:
        decision = decide(sat(S1=ABSENT, S2=ABSENT))
        self.assertEqual((decision.verdict, decision.passed_subjects, kept(decision)), (NONE, (), []))


class AcrossRoundsTest(TestCase):
    def test_one_subject_per_round(self) -> None:
        first = decide(sat(S1="72"))
        self.assertEqual((first.verdict, kept(first)), (NONE, ["S1"]))
        second = decide(sat(S2="70"), first.retained_after)
        self.assertEqual((second.verdict, second.retained_used, kept(second)), (CROSS, ("S1",), []))

    def test_no_average_across_rounds(self) -> None:
        first = decide(sat(S1="65"))
        second = decide(sat(S2="90"), first.retained_after)
        self.assertEqual((second.verdict, second.mean, kept(second)), (NONE, None, ["S2"]))

    def test_a_retained_subject_completes_a_failed_average(self) -> None:
        first = decide(sat(S1="72", S2="55"))
        second = decide(sat(S1="60", S2="71"), first.retained_after)
        self.assertEqual((second.verdict, second.mean), (CROSS, Decimal("65.5")))
        self.assertEqual((second.by_average, second.retained_used), (False, ("S1",)))

    def test_current_round_comes_before_cross_round(self) -> None:
        retained = (Retained("S1", 72, date(2029, 12, 31)),)
        for results, by_average in [(sat(S1="70", S2="70"), False), (sat(S1="65", S2="75"), True)]:
            with self.subTest(by_average=by_average):
                decision = decide(results, retained)
                self.assertEqual((decision.verdict, decision.by_average), (CURRENT, by_average))

    def test_nobody_is_certified_twice(self) -> None:
        decision = decide(sat(S1="90", S2="90"), certified=True)
        self.assertEqual((decision.verdict, decision.by_average, kept(decision)), (ALREADY, False, []))
        self.assertEqual(decision.passed_subjects, ("S1", "S2"))
        self.assertIn(PassingReason.ALREADY_CERTIFIED, codes(decision))
        self.assertFalse(decide(sat(S1="80", S2="60"), certified=True).by_average)

    def test_failing_again_loses_nothing(self) -> None:
        retained = (Retained("S1", 72, date(2029, 12, 31)),)
        for results in (sat(S1="40"), sat(S1="40", S2="50"), sat(S2=ABSENT), sat(S1=ABSENT)):
            with self.subTest(results=results):
                decision = decide(results, retained)
                self.assertEqual((decision.verdict, decision.retained_after), (NONE, retained))

    def test_an_expired_subject_completes_nothing(self) -> None:
        retained = (Retained("S1", 72, date(2025, 12, 31)),)
        decision = decide(sat(S2="70"), retained, year=115)
        self.assertEqual((decision.verdict, kept(decision)), (NONE, ["S2"]))
        self.assertIn(PassingReason.RETENTION_EXPIRED, codes(decision))

    def test_retained_alone_certifies_nobody(self) -> None:
        both = (Retained("S1", 72, None), Retained("S2", 72, None))
        self.assertEqual(decide(sat(S1="20"), both).verdict, NONE)


class RetentionTest(TestCase):
    def test_three_years_to_the_end_of_the_year(self) -> None:
        decision = decide(sat(S1="72"), year=115)
        self.assertEqual(decision.retained_after, (Retained("S1", 72, date(2029, 12, 31)),))

    def test_the_last_year_still_counts(self) -> None:
        retained = decide(sat(S1="72"), year=113).retained_after
        for year, verdict in [(115, CROSS), (116, CROSS), (117, NONE)]:
            with self.subTest(year=year):
                self.assertEqual(decide(sat(S2="70"), retained, year=year).verdict, verdict)

    def test_a_known_exam_date_is_exact(self) -> None:
        retained = (Retained("S1", 72, date(2026, 6, 30)),)
        for exam, verdict in [(date(2026, 6, 30), CROSS), (date(2026, 7, 1), NONE)]:
            with self.subTest(exam=exam):
                decision = decide_level(sat(S2="70"), retained, False, IPAS, 115, exam)
                self.assertEqual(decision.verdict, verdict)

    def test_a_blank_term_keeps_without_a_date(self) -> None:
        decision = decide(sat(S1="72"), policy=passing.ipas(retention_years=None))
        self.assertEqual(decision.retained_after, (Retained("S1", 72, None),))
        self.assertIn(PassingReason.RETENTION_NOT_ANNOUNCED, codes(decision))
        self.assertEqual(decide(sat(S2="70"), decision.retained_after, year=199).verdict, CROSS)

    def test_passing_again_only_lengthens(self) -> None:
        for before, after in [
            (Retained("S1", 90, date(2027, 12, 31)), Retained("S1", 71, date(2029, 12, 31))),
            (Retained("S1", 90, date(2030, 12, 31)), Retained("S1", 90, date(2030, 12, 31))),
            (Retained("S1", 90, None), Retained("S1", 90, None)),
        ]:
            with self.subTest(before=before):
                self.assertEqual(decide(sat(S1="71"), (before,)).retained_after, (after,))

    def test_of_two_kept_the_longer_counts(self) -> None:
        short, long = Retained("S1", 70, date(2026, 12, 31)), Retained("S1", 80, date(2027, 12, 31))
        for given_order in ((short, long), (long, short)):
            with self.subTest(given_order=given_order):
                self.assertEqual(decide(sat(S2="10"), given_order).retained_after, (long,))


class GreenTest(TestCase):
    def test_sixty_of_a_hundred(self) -> None:
        for raw, verdict in [("60", CURRENT), ("58", NONE), ("59.5", CURRENT), ("59.49", NONE), (ABSENT, NONE)]:
            with self.subTest(raw=raw):
                decision = decide(sat(GC=raw), policy=GREEN)
                self.assertEqual(decision.verdict, verdict)
                self.assertEqual((decision.mean, decision.by_average, kept(decision)), (None, False, []))

    def test_no_talk_of_averages(self) -> None:
        self.assertEqual(codes(decide(sat(GC="58"), policy=GREEN)), [PassingReason.SUBJECT_FAILED])


class InputTest(TestCase):
    def test_contradictions_are_refused(self) -> None:
        for wrong in (
            lambda: SubjectResult("S1", True, None),
            lambda: SubjectResult("S1", False, Decimal(0)),
            lambda: SubjectResult("S1", True, Decimal("100.01")),
            lambda: SubjectResult("S1", True, Decimal(-1)),
            lambda: decide(sat(S3="70")),
            lambda: decide([*sat(S1="70"), *sat(S1="70")]),
            lambda: decide(sat(S1="70"), (Retained("S3", 70, None),)),
            lambda: passing.Policy("x", (), 60),
            lambda: passing.Policy("x", ("S1", "S1"), 60),
        ):
            with self.assertRaises(ValueError):
                wrong()

    def test_scores_come_back_in_the_order_of_the_level(self) -> None:
        decision = decide([*sat(S2="70"), *sat(S1="71")])
        self.assertEqual([each.subject for each in decision.scores], ["S1", "S2"])

    def test_a_policy_can_be_stored(self) -> None:
        stored = passing.ipas(("L11", "L12")).as_json()
        self.assertEqual((stored["v"], stored["subjects"], stored["retention_years"]), (1, ["L11", "L12"], 3))

    @given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(0, 5, places=2))
    def test_a_better_score_never_costs_a_certificate(self, s1: Decimal, s2: Decimal, more: Decimal) -> None:
        before = decide(sat(S1=str(s1), S2=str(s2)))
        after = decide(sat(S1=str(min(s1 + more, Decimal(100))), S2=str(s2)))
        self.assertTrue(after.certifies or not before.certifies)

    def test_nine_thousand_persons_take_less_than_two_seconds(self) -> None:
        started = perf_counter()
        for n in range(9_000):
            decide(sat(S1=str(n % 101), S2=str(n % 97)))
        self.assertLess(perf_counter() - started, 2)
