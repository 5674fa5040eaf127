"""Numbered sheets: written by sealing, stable, spoiled and replaced, never reused."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.test import TestCase

from exams.delivery.enums import AttemptState, SheetState
from exams.delivery.models import AnswerSheet, Attempt, SheetReading
from exams.delivery.rules import sheet_numbers
from exams.delivery.services import readings, sealing, sheets
from exams.sittings.enums import RoundState, SittingMode
from question_bank.syllabus.models import Subject
from tests.support import cast, on_paper
from tests.support.exams import NOW, build_form, build_round, build_sealed_sitting, build_sitting, register
from tests.support.kinds import build_kinds_form


class SealingOnPaper(TestCase):
    def test_attempts_in_the_form_s_own_order_and_a_sheet_each(self) -> None:
        world = on_paper.build(candidates=3, items=6)
        printed = list(world.attempts[0].form.form_items.order_by("position").values_list("version_id", flat=True))
        for attempt in world.attempts:
            self.assertEqual([shown["item"] for shown in attempt.order], printed)
            self.assertEqual([shown["options"] for shown in attempt.order], [list("abcd")] * 6)
        numbers = [on_paper.sheet(world, place).number for place in range(3)]
        self.assertEqual([sheet_numbers.running(number) for number in numbers], [1, 2, 3])
        self.assertTrue(all(map(sheet_numbers.is_valid, numbers)))
        spare = AnswerSheet.objects.filter(attempt=None, room=world.room)
        self.assertEqual((spare.count(), {each.state for each in spare}), (2, {SheetState.PRINTED}))

    def test_a_sitting_on_the_computer_has_no_sheets(self) -> None:
        build_sealed_sitting(candidates=2)
        self.assertFalse(AnswerSheet.objects.exists())

    def test_everybody_gets_the_same_form_again_and_again(self) -> None:
        round = build_round("green", "115-4")
        subject = Subject.objects.get(code="GC")
        sitting = build_sitting(round, "GC", mode=SittingMode.PAPER, form=build_form(subject))
        sitting.forms.add(build_form(subject))
        people = [cast.person(f"many{n}") for n in range(12)]
        for person in people:
            register(person, sitting)
        sealing.seal(round=round, actor=None, now=NOW)
        chosen = dict(Attempt.objects.values_list("registration__public_id", "form_id"))
        self.assertEqual(len(set(chosen.values())), 2)
        for attempt in Attempt.objects.select_related("registration"):
            from exams.delivery.rules.arrangement import choose_form

            forms = list(sitting.forms.values_list("pk", flat=True))
            self.assertEqual(attempt.form_id, choose_form(forms, str(attempt.registration.public_id)))

    def test_what_circles_cannot_answer_is_not_sealed(self) -> None:
        round = build_round("ipas-nz-intermediate", "115-4")
        form = build_kinds_form(Subject.objects.get(code="L21"))
        build_sitting(round, "L21", mode=SittingMode.PAPER, form=form)
        with self.assertRaises(sealing.UnableToSeal) as caught:
            sealing.seal(round=round, actor=None, now=NOW)
        round.refresh_from_db()
        self.assertEqual((caught.exception.code, round.state), ("not_for_paper", RoundState.OPEN))

    def test_a_late_registration_gets_the_next_number(self) -> None:
        world = on_paper.build(candidates=2)
        before = set(AnswerSheet.objects.values_list("number", flat=True))
        late = register(cast.person("late"), world.sitting, room=world.room, seat="09")
        added = sealing.add_attempt(registration=late, actor=None, now=NOW)
        sealing.add_attempt(registration=late, actor=None, now=NOW)
        sheet = AnswerSheet.objects.get(attempt=added)
        self.assertEqual(sheet_numbers.running(sheet.number), len(before) + 1)
        self.assertEqual(AnswerSheet.objects.count(), len(before) + 1)


class SpoiledAndMissing(TestCase):
    def test_a_spare_takes_the_place_and_the_spoiled_one_stays(self) -> None:
        world = on_paper.build()
        on_paper.come(world, 0)
        old = on_paper.sheet(world, 0)
        new = sheets.spoil(sheet=old, actor=None, now=NOW)
        old.refresh_from_db()
        self.assertEqual((old.state, new.replaces, new.attempt), (SheetState.SPOILED, old.number, world.attempts[0]))
        self.assertEqual(new.state, SheetState.HANDED_OUT)
        with self.assertRaises(sheets.UnableToMoveSheet):
            sheets.spoil(sheet=old, actor=None, now=NOW)

    def test_when_the_spares_are_used_up_more_are_numbered(self) -> None:
        world = on_paper.build()
        for _n in range(2):
            sheets.spoil(sheet=on_paper.sheet(world, 0), actor=None, now=NOW)
        with self.assertRaises(sheets.UnableToMoveSheet) as caught:
            sheets.spoil(sheet=on_paper.sheet(world, 0), actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "no_spare")
        self.assertEqual(sheets.add_spares(sitting=world.sitting, room=world.room, actor=None, now=NOW), 2)
        sheets.spoil(sheet=on_paper.sheet(world, 0), actor=None, now=NOW)
        numbers = list(AnswerSheet.objects.values_list("number", flat=True))
        self.assertEqual((len(numbers), len(set(numbers))), (5, 5))

    def test_the_database_allows_one_current_sheet_per_candidate(self) -> None:
        world = on_paper.build()
        number = sheet_numbers.number(world.sitting.public_id, 99)
        with self.assertRaises(IntegrityError), transaction.atomic():
            AnswerSheet.objects.create(sitting=world.sitting, attempt=world.attempts[0], number=number)

    def test_missing_found_again_or_given_up_with_a_note(self) -> None:
        world = on_paper.build(candidates=2)
        on_paper.hold(world)
        sheet = on_paper.sheet(world, 0)
        collect = {"sitting": world.sitting, "room": world.room, "actor": None, "now": on_paper.AFTER}
        sheets.collect(returned=[], missing=[sheet], **collect)
        sheet.refresh_from_db()
        self.assertEqual((sheet.state, sheet.returned_at), (SheetState.MISSING, None))
        with self.assertRaises(readings.UnableToRead):
            on_paper.read(sheet, "BBBB", by=cast.user("reader"))
        with self.assertRaises(sheets.UnableToMoveSheet) as caught:
            sheets.give_up(sheet=sheet, note=" ", actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "note_needed")
        sheets.collect(returned=[sheet], missing=[], **collect)
        sheet.refresh_from_db()
        self.assertEqual(sheet.state, SheetState.RETURNED)
        with self.assertRaises(sheets.UnableToMoveSheet):
            sheets.give_up(sheet=sheet, note="已尋獲", actor=None, now=NOW)
        sheets.collect(returned=[], missing=[sheet], **collect)
        sheets.give_up(sheet=sheet, note="全室清查兩次未尋獲", actor=None, now=NOW + dt.timedelta(days=1))
        world.attempts[0].refresh_from_db()
        self.assertEqual(world.attempts[0].state, AttemptState.VOID)

    def test_the_database_keeps_two_readings_of_one_person_apart(self) -> None:
        world = on_paper.build()
        on_paper.hold(world)
        reader, sheet = cast.user("reader"), on_paper.sheet(world, 0)
        on_paper.read(sheet, "BBBB", by=reader)
        with self.assertRaises(IntegrityError), transaction.atomic():
            SheetReading.objects.create(sheet=sheet, source="second", responses={}, read_by=reader, read_at=NOW)
