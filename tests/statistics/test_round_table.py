import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from unittest import TestCase

from exams.outcomes.enums import Verdict
from exams.outcomes.rules import passing
from exams.sittings.enums import AttendedDefinition
from exams.statistics.rules import round_table
from exams.statistics.rules.round_table import Certificates, SeatRow
from lms.core.calendar.rules import parse_round_code

DATA = Path(__file__).parents[1] / "data"
ROUNDS = ("113-1", "113-2", "113-3")
SUBJECTS = ("S1", "S2")
ANY, ALL = AttendedDefinition.ANY_SUBJECT, AttendedDefinition.ALL_SUBJECTS_PLUS_CROSS_ROUND


def read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def results_of(code: str) -> dict[str, list[passing.SubjectResult]]:
    """The registered subjects of every person of a round."""
    found = defaultdict(list)
    for row in read(f"rounds/ipas-{code}.csv"):
        attended = row["attended"] == "1"
        raw = Decimal(row["raw_score"]) if attended else None
        found[row["candidate"]].append(passing.SubjectResult(row["subject"], attended, raw))
    return found


@cache
def decided() -> dict[str, tuple[tuple[SeatRow, ...], Certificates]]:
    """All three rounds in order: seats and certificates of each, with what persons carry from round to round."""
    policy, retained, certified, rounds = passing.ipas(SUBJECTS), {}, set(), {}
    for code in ROUNDS:
        year, seats, by_verdict = parse_round_code(code).year, [], defaultdict(set)
        for person, results in results_of(code).items():
            decision = passing.decide_level(results, retained.get(person, ()), person in certified, policy, year)
            retained[person] = decision.retained_after
            by_verdict[decision.verdict].add(person)
            seats += [SeatRow(person, s.subject, s.attended, s.score, s.passed) for s in decision.scores]
        current, cross = (frozenset(by_verdict[v]) for v in (Verdict.CURRENT_ROUND, Verdict.CROSS_ROUND))
        certified |= current | cross
        rounds[code] = (tuple(seats), Certificates(current, cross))
    return rounds


class PublishedRoundsTest(TestCase):
    """The rounds of 113, decided person by person, give every published figure."""

    def test_subjects(self) -> None:
        for row in read("ipas_published.csv"):
            with self.subTest(round=row["round"], subject=row["subject_code"]):
                table = round_table.build(*decided()[row["round"]], SUBJECTS, ANY)
                line = table.subjects[SUBJECTS.index(row["subject_code"])]
                found = (
                    line.registered,
                    line.attended,
                    line.attendance_rate,
                    line.average,
                    line.passed,
                    line.pass_rate,
                )
                published = (
                    int(row["registered"]),
                    int(row["attended"]),
                    row["attendance_rate"],
                    row["average"],
                    int(row["passed"]),
                    row["pass_rate"],
                )
                self.assertEqual(found, published)

    def test_totals(self) -> None:
        for row in read("ipas_published_totals.csv"):
            with self.subTest(round=row["round"]):
                definition = AttendedDefinition(row["attended_definition"])
                table = round_table.build(*decided()[row["round"]], SUBJECTS, definition)
                figures = ("persons", "seat_registrations", "attended_total", "certificates", "current_round")
                published = [int(row[figure]) for figure in (*figures, "cross_round")]
                found = [table.persons, table.seats, table.attended_total, table.certificates]
                self.assertEqual([*found, table.current_round, table.cross_round], published)
                self.assertEqual(table.certification_rate, row["certification_rate"])

    def test_the_literal_figures(self) -> None:
        for code, persons, attended, current, cross, rate in [
            ("113-1", 2_614, 2_361, 1_592, 0, "67.43"),
            ("113-2", 6_159, 5_556, 2_912, 49, "53.29"),
            ("113-3", 8_704, 7_627, 2_660, 71, "35.81"),
        ]:
            with self.subTest(code=code):
                table = round_table.build(*decided()[code], SUBJECTS, ANY)
                found = (table.persons, table.attended_total, table.current_round, table.cross_round)
                self.assertEqual((*found, table.certification_rate), (persons, attended, current, cross, rate))

    def test_under_the_later_definition(self) -> None:
        for code, total, rate in [("113-1", 2_350, "67.74"), ("113-2", 5_494, "53.90"), ("113-3", 7_376, "37.03")]:
            with self.subTest(code=code):
                table = round_table.build(*decided()[code], SUBJECTS, ALL)
                self.assertEqual((table.attended_total, table.certification_rate), (total, rate))


def seat(person: str, subject: str, score: int | None) -> SeatRow:
    return SeatRow(person, subject, score is not None, score, score is not None and score >= 70)


class DefinitionTest(TestCase):
    def test_both_definitions(self) -> None:
        rows = [
            seat("both", "S1", 80),
            seat("both", "S2", 75),
            seat("one of two", "S1", 50),
            seat("one of two", "S2", None),
            seat("cross with one", "S2", 71),
            seat("cross with both", "S1", 60),
            seat("cross with both", "S2", 71),
            seat("absent", "S1", None),
        ]
        certificates = Certificates(frozenset({"both"}), frozenset({"cross with one", "cross with both"}))
        for definition, total, rate in [(ANY, 4, "75.00"), (ALL, 3, "100.00")]:
            with self.subTest(definition=definition):
                table = round_table.build(rows, certificates, SUBJECTS, definition)
                self.assertEqual((table.persons, table.seats), (5, 8))
                self.assertEqual((table.attended_total, table.certification_rate), (total, rate))
                self.assertEqual((table.current_round, table.cross_round, table.certificates), (1, 2, 3))

    def test_a_one_paper_level(self) -> None:
        rows = [SeatRow("a", "GC", True, 60, True), SeatRow("b", "GC", True, 58, False)]
        for definition in AttendedDefinition:
            with self.subTest(definition=definition):
                table = round_table.build(rows, Certificates(frozenset({"a"})), ("GC",), definition)
                self.assertEqual((table.attended_total, table.certification_rate), (2, "50.00"))


class FiguresTest(TestCase):
    def test_half_up_in_decimals(self) -> None:
        for part, whole, text in [
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 800, "0.13"),
            (201, 80_000, "0.25"),
            (1_005, 10_000, "10.05"),
            (10_005, 100_000, "10.01"),
            (0, 5, "0.00"),
            (5, 5, "100.00"),
        ]:
            with self.subTest(part=part, whole=whole):
                self.assertEqual(round_table.percentage(part, whole), text)

    def test_nothing_measured_is_none(self) -> None:
        for definition in AttendedDefinition:
            with self.subTest(definition=definition):
                table = round_table.build([seat("a", "S1", None)], Certificates(), SUBJECTS, definition)
                first, second = table.subjects
                self.assertEqual((first.attendance_rate, first.average, first.pass_rate), ("0.00", None, None))
                self.assertEqual((second.registered, second.attendance_rate), (0, None))
                self.assertEqual((table.attended_total, table.certification_rate), (0, None))

    def test_contradictions_are_refused(self) -> None:
        one = seat("a", "S1", 70)
        for wrong in (
            lambda: SeatRow("a", "S1", True, None, False),
            lambda: SeatRow("a", "S1", False, 60, False),
            lambda: SeatRow("a", "S1", False, None, True),
            lambda: Certificates(frozenset({"a"}), frozenset({"a"})),
            lambda: round_table.build([one, one], Certificates(), SUBJECTS, ANY),
            lambda: round_table.build([seat("a", "S3", 70)], Certificates(), SUBJECTS, ANY),
            lambda: round_table.build([one], Certificates(frozenset({"b"})), SUBJECTS, ANY),
        ):
            with self.assertRaises(ValueError):
                wrong()
