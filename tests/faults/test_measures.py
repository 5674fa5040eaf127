"""The measures and the independent scorer: small enough to be wrong unnoticed."""

from tests.faults import measures, scoring


def test_p95_is_the_nearest_rank() -> None:
    assert measures.p95([]) == 0.0
    assert measures.p95([3.0]) == 3.0
    assert measures.p95(range(1, 101)) == 95
    assert measures.p95([9, *[1] * 19]) == 1


def test_recovery_is_the_end_of_the_last_slow_second() -> None:
    answers = [(5.0, 0.1), (10.5, 4.0), (12.2, 2.0), (13.5, 0.2), (14.5, 0.1)]
    assert measures.recovery(answers, normal=0.1, fault_began=9, fault_ended=10) == 3.0
    assert measures.recovery(answers[3:], normal=0.1, fault_began=9, fault_ended=10) == 0.0


def test_without_a_normal_second_after_the_fault_nothing_has_recovered() -> None:
    assert measures.recovery([(10.5, 4.0)], normal=0.1, fault_began=9, fault_ended=10) is None
    assert measures.recovery([(5.0, 0.1)], normal=0.1, fault_began=9, fault_ended=10) is None


def test_three_times_the_baseline_is_normal_and_so_is_a_second() -> None:
    for normal, waited, expected in ((0.1, 0.9, 0.0), (0.5, 1.4, 0.0), (0.5, 1.6, None)):
        assert measures.recovery([(10.5, waited)], normal=normal, fault_began=9, fault_ended=10) == expected


def test_silence_is_the_longest_gap() -> None:
    assert measures.longest_silence([]) == 0.0
    assert measures.longest_silence([3.0, 1.0, 10.0]) == 7.0


def test_the_highest_lease_and_number_stands_and_a_withdrawn_answer_earns_nothing() -> None:
    answers = [(2, 1, 7, "b"), (1, 9, 7, "c"), (1, 2, 8, "b"), (1, 3, 8, "")]
    assert scoring.standing(answers) == {7: "b"}
    key = {7: (frozenset("b"), 500), 8: (frozenset("b"), 500)}
    assert scoring.score(scoring.standing(answers), key) == 500
