"""Prints for a room: every sheet on one page with its number, whole names there, masked ones everywhere else."""

import io

import pikepdf
from django.template.loader import render_to_string
from django.test import TestCase

from exams.delivery.rules import sheet_numbers
from exams.delivery.selectors import room_prints
from exams.delivery.services import sheets
from exams.sittings.models import Accommodation, AccommodationRequest
from lms.core import pdf
from tests.support import on_paper
from tests.support.exams import NOW

NAMES = ("王小明", "歐陽靜宜", "谷辣斯‧尤達卡")
MASKED = ["王○明", "歐陽○○", "谷辣斯‧○○○"]


class RoomPrints(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = on_paper.build(candidates=3, items=50)
        for registration, name in zip(cls.world.registrations, NAMES, strict=True):
            registration.snapshot["name"] = name
            registration.save(update_fields=["snapshot"])
        asked = AccommodationRequest.objects.create(
            person=cls.world.people[1], round=cls.world.round, sealed=b"", requested_at=NOW
        )
        Accommodation.objects.create(
            registration=cls.world.registrations[1], request=asked, large_type=True, extra_minutes=20, granted_at=NOW
        )

    def pages(self, part: str) -> int:
        content = room_prints.bundle(self.world.room, self.world.sitting, part)
        with pikepdf.open(io.BytesIO(content)) as document:
            self.assertTrue(document.Root.MarkInfo.Marked)
            return len(document.pages)

    def test_one_page_each(self) -> None:
        self.assertEqual(self.pages("answer-sheets"), 5)  # three candidates, two spares
        self.assertEqual((self.pages("door-list"), self.pages("labels")), (1, 1))
        self.assertEqual(self.pages("bundle"), 8)

    def test_sheets_carry_number_person_and_form(self) -> None:
        printed = room_prints.printed_sheets(self.world.room, self.world.sitting)
        self.assertEqual([each.candidate and each.candidate.name for each in printed], [*NAMES, None, None])
        self.assertEqual([each.large for each in printed], [False, True, False, False, False])
        self.assertEqual([each.minutes for each in printed], [100, 120, 100, 100, 100])
        self.assertTrue(all(sheet_numbers.is_valid(each.number) for each in printed))
        self.assertEqual(printed[0].form, self.world.attempts[0].form.code)
        left, right = printed[0].field.columns
        self.assertEqual(left.places.split("\n"), [str(n) for n in range(1, 26)])
        self.assertEqual(right.circles.split("\n"), ["ⒶⒷⒸⒹ"] * 25)

    def test_a_replaced_sheet_is_printed_under_its_new_number(self) -> None:
        old = on_paper.sheet(self.world, 0)
        new = sheets.spoil(sheet=old, actor=None, now=NOW)
        numbers = [each.number for each in room_prints.printed_sheets(self.world.room, self.world.sitting)]
        self.assertEqual((new.number in numbers, old.number in numbers, len(numbers)), (True, False, 4))

    def test_names_are_masked_where_others_pass(self) -> None:
        found = room_prints.candidates(self.world.room, self.world.sitting)
        self.assertEqual([each.masked for each in found], MASKED)
        context = {"room": self.world.room, "sitting": self.world.sitting, "candidates": found, "pages": [[found]]}
        for template in ("_door_list", "_seat_labels"):
            html = render_to_string(f"pdf/{template}.html", context)
            self.assertTrue(all(name not in html for name in NAMES))
            self.assertTrue(all(name in html for name in MASKED))

    def test_a_name_that_no_font_has_is_refused(self) -> None:
        registration = self.world.registrations[0]
        registration.snapshot["name"] = "王\U000f0000"
        registration.save(update_fields=["snapshot"])
        with self.assertRaises(pdf.UnprintableCharacter):
            room_prints.bundle(self.world.room, self.world.sitting, "labels")

    def test_columns_by_length(self) -> None:
        for length, columns in ((1, 1), (2, 2), (60, 2), (61, 3), (106, 4)):
            lines = sheets_lines(length)
            field = room_prints._field(lines, False)
            self.assertEqual(len(field.columns), columns)
            deepest = max(column.places.count("\n") + 1 for column in field.columns)
            self.assertLessEqual(deepest * float(field.height), 186)


def sheets_lines(length: int) -> list:
    from exams.delivery.rules.readings import Line
    from question_bank.items.enums import ItemKind

    return [Line(n, n, ItemKind.SINGLE, tuple("abcd")) for n in range(1, length + 1)]
