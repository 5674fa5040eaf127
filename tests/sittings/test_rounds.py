import datetime as dt
from typing import Any

from django.test import TestCase

from courses.catalogue.models import Programme
from exams.sittings import dated as settings
from exams.sittings.models import Round
from exams.sittings.services import rounds
from lms.core import dated
from lms.core.calendar.rules import parse_round_code
from lms.core.models import AuditEvent
from tests.support.cast import NOW

D = dt.date


def make(code: str = "114-1", *, programme: str = "ipas-nz-beginner", **options: Any) -> Round:
    chosen = {"name_zh": "測試", "name_en": "Test", "exam_date": None, "bulletin_date": None, "origin": "platform"}
    found = Programme.objects.get(code=programme)
    return rounds.create(programme=found, code=code, actor=None, now=NOW, **(chosen | options))


class CreateTest(TestCase):
    def test_parts_of_the_code(self) -> None:
        made = make("１１４-02")
        self.assertEqual((made.code, made.year, made.ordinal, made.state), ("114-2", 114, 2, "open"))
        self.assertEqual(AuditEvent.objects.get().subject, f"sittings.Round:{made.public_id}")

    def test_a_code_once_per_programme(self) -> None:
        make()
        make(programme="green")
        with self.assertRaises(rounds.RoundExists):
            make()
        for code in ("", "114", "114-0", "first", "114/1"):
            with self.subTest(code=code), self.assertRaises(rounds.RoundCodeInvalid):
                make(code)

    def test_the_bulletin_comes_three_months_before(self) -> None:
        exam = D(2026, 5, 31)
        make("115-1", exam_date=exam, bulletin_date=D(2026, 2, 28))
        for bulletin in (D(2026, 3, 1), D(2026, 6, 1)):
            with self.subTest(bulletin=bulletin), self.assertRaises(rounds.BulletinTooLate):
                make("115-2", exam_date=exam, bulletin_date=bulletin)
        make("115-2", programme="green", exam_date=exam, bulletin_date=D(2026, 5, 1))  # IPS-9 is for iPAS


class DefinitionTest(TestCase):
    def test_by_the_year_of_the_round(self) -> None:
        cases: list[tuple[str, dt.date | None, str]] = [
            ("113-1", None, "any_subject"),
            ("113-3", D(2025, 1, 18), "any_subject"),
            ("114-1", None, "all_subjects_plus_cross_round"),
            ("114-1", D(2024, 12, 28), "all_subjects_plus_cross_round"),
            ("115-3", D(2026, 11, 21), "all_subjects_plus_cross_round"),
        ]
        for code, day, expected in cases:
            with self.subTest(code=code, day=day):
                self.assertEqual(rounds.definition_for(parse_round_code(code), exam_date=day), expected)

    def test_an_approved_value_prevails_from_its_date(self) -> None:
        dated.approve(
            key=settings.ATTENDED_DEFINITION,
            value="any_subject",
            effective_from=D(2026, 7, 1),
            basis="測試",
            approver=None,
            now=NOW,
        )
        found = [
            make(code, exam_date=day).attended_definition
            for code, day in (("115-1", D(2026, 5, 16)), ("115-3", D(2026, 11, 21)))
        ]
        self.assertEqual(found, ["all_subjects_plus_cross_round", "any_subject"])
        self.assertEqual(
            make("115-4", attended_definition="all_subjects_plus_cross_round").attended_definition,
            "all_subjects_plus_cross_round",
        )

    def test_the_intermediate_level_follows_its_own_once_announced(self) -> None:
        codes = ("115-1", "116-1")
        dated.approve(
            key=settings.INTERMEDIATE_DEFINITION,
            value="any_subject",
            effective_from=D(2027, 1, 1),
            basis="測試",
            approver=None,
            now=NOW,
        )
        found = [make(code, programme="ipas-nz-intermediate").attended_definition for code in codes]
        self.assertEqual(found, ["all_subjects_plus_cross_round", "any_subject"])
        self.assertEqual(make("116-1").attended_definition, "all_subjects_plus_cross_round")

    def test_released_once(self) -> None:
        made = make()
        found = [rounds.mark_released(round=made, actor=None, now=NOW) for _ in range(2)]
        made.refresh_from_db()
        self.assertEqual((found, made.state), ([True, False], "released"))
