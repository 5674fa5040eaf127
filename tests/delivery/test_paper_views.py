"""The pages of a sitting on paper, from the roll to the settled sheet."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from exams.delivery.enums import AttendanceState, SheetState
from exams.delivery.models import AnswerEvent, Attendance, SheetReading, SheetTally
from exams.delivery.rules import sheet_numbers
from exams.sittings.services import duties
from lms.core import audit, clock, slots
from lms.organizations.enums import Role
from lms.organizations.models import Membership
from tests.support import cast, on_paper
from tests.support.exams import NOW, OPENS_AT, World


class PaperPages(TestCase):
    def setUp(self) -> None:
        self.world: World = on_paper.build(candidates=3)
        self.officer = cast.user("officer", role=Role.EXAM_OFFICER)
        self.one, self.two = (cast.user(f"on-duty{n}", role=Role.INVIGILATOR) for n in (1, 2))
        for who in (self.one, self.two):
            duties.assign(room=self.world.room, user=who, actor=None, now=NOW)
        self.place = (self.world.room.public_id, self.world.sitting.public_id)

    def at(self, instant: dt.datetime) -> Any:
        return clock.frozen(instant)

    def get(self, name: str, *args: Any, as_: Any = None) -> Any:
        self.client.force_login(as_ or self.one)
        return self.client.get(reverse(f"delivery:{name}", args=args))

    def post(self, name: str, *args: Any, as_: Any = None, **data: Any) -> Any:
        self.client.force_login(as_ or self.one)
        return self.client.post(reverse(f"delivery:{name}", args=args), data, follow=True)

    def tap(self, seat: int, state: str, seen: str = "", **more: Any) -> HttpResponse:
        found: HttpResponse = self.post(
            "paper_tap", *self.place, self.world.registrations[seat].public_id, state=state, seen=seen, **more
        )
        return found

    def state(self, seat: int) -> str:
        found = Attendance.objects.filter(registration=self.world.registrations[seat]).first()
        return found.state if found else ""


class OwnPaper(PaperPages):
    def test_nobody_notes_or_reads_the_own_paper(self) -> None:
        own = self.world.people[0].user
        duties.assign(room=self.world.room, user=self.invigilator(own), actor=None, now=NOW)
        place = (*self.place, self.world.registrations[0].public_id)
        self.assertEqual(self.post("paper_tap", *place, as_=own, state="present", seen="").status_code, 404)
        self.assertEqual(self.get("paper_sheet", on_paper.sheet(self.world, 0).public_id, as_=own).status_code, 404)
        self.assertEqual(self.get("paper_sheet", on_paper.sheet(self.world, 1).public_id, as_=own).status_code, 200)

    def invigilator(self, user: Any) -> Any:
        Membership.objects.create(user=user, role=Role.INVIGILATOR)
        return user


class Roll(PaperPages):
    def test_taps_are_idempotent_and_hand_the_sheet_out(self) -> None:
        with self.at(OPENS_AT - dt.timedelta(minutes=5)):
            for _n in range(2):
                page = self.tap(0, "present")
            self.assertContains(page, "到考")
        self.assertEqual((self.state(0), Attendance.objects.count()), (AttendanceState.PRESENT, 1))
        self.assertEqual(on_paper.sheet(self.world, 0).state, SheetState.HANDED_OUT)

    def test_a_tap_that_was_long_on_its_way_undoes_nothing(self) -> None:
        with self.at(OPENS_AT + dt.timedelta(minutes=20)):
            self.tap(0, "present")
            self.tap(0, "left", seen="present")
            page = self.tap(0, "absent", seen="present")
        self.assertContains(page, "剛剛已由他人更新")
        self.assertEqual(self.state(0), AttendanceState.LEFT)

    def test_late_is_refused_from_the_limit_except_by_an_officer(self) -> None:
        with self.at(OPENS_AT + dt.timedelta(minutes=10) - dt.timedelta(seconds=1)):
            self.tap(0, "late")
        self.assertEqual(self.state(0), AttendanceState.LATE)
        with self.at(OPENS_AT + dt.timedelta(minutes=10)):
            self.assertContains(self.tap(1, "late"), "已超過入場時間")
            self.assertContains(self.tap(1, "late", by_decision="1"), "已超過入場時間")  # the flag alone is no right
            self.assertEqual(self.state(1), "")
            self.tap(1, "late", by_decision="1", as_=self.officer)
        self.assertEqual(self.state(1), AttendanceState.LATE)
        arrived = Attendance.objects.get(registration=self.world.registrations[1]).arrived_at
        self.assertEqual(arrived, OPENS_AT + dt.timedelta(minutes=10))
        self.assertIsNone(audit.first_broken())

    def test_present_since_the_start_may_be_noted_later(self) -> None:
        with self.at(OPENS_AT + dt.timedelta(minutes=30)):
            self.tap(0, "present")
        found = Attendance.objects.get()
        self.assertEqual((found.state, found.arrived_at), (AttendanceState.PRESENT, OPENS_AT))

    def test_leaving_waits_for_the_earliest_minute(self) -> None:
        with self.at(OPENS_AT + dt.timedelta(minutes=15) - dt.timedelta(seconds=1)):
            self.tap(0, "present")
            self.assertContains(self.tap(0, "left", seen="present"), "還不到可以離場的時間")
        with self.at(OPENS_AT + dt.timedelta(minutes=15)):
            self.tap(0, "left", seen="present")
        self.assertEqual(self.state(0), AttendanceState.LEFT)

    def test_names_are_masked_and_incidents_are_one_link_away(self) -> None:
        page = self.get("paper_roll", *self.place)
        entry = reverse("delivery:seat", args=[self.world.room.public_id, self.world.attempts[0].public_id])
        self.assertContains(page, entry)
        self.assertEqual(self.client.get(entry).status_code, 200)
        self.assertNotContains(page, self.world.registrations[0].snapshot["name"])


class Counting(PaperPages):
    def test_a_difference_needs_a_note_and_is_shown(self) -> None:
        counts = {"sheets_out": 5, "papers_out": 3, "sheets_back": 4, "papers_back": 3, "spoiled": 0}
        page = self.post("paper_count", *self.place, **counts)
        self.assertEqual((page.status_code, SheetTally.objects.count()), (422, 0))
        page = self.post("paper_count", *self.place, **counts, note="座位 02 未交卡，清查中")
        self.assertContains(page, 'class="num paper-off">1<')
        self.assertContains(page, "清查中")

    def test_the_database_wants_the_note_too(self) -> None:
        from django.db import IntegrityError

        values = {"sheets_out": 5, "sheets_back": 4, "papers_out": 3, "papers_back": 3}
        with self.assertRaises(IntegrityError):
            SheetTally.objects.create(
                room=self.world.room, sitting=self.world.sitting, counted_by=self.one, counted_at=NOW, **values
            )

    def test_sheets_are_collected_one_by_one(self) -> None:
        for place in (0, 1):
            on_paper.come(self.world, place)
        shown = [str(on_paper.sheet(self.world, place).public_id) for place in (0, 1)]
        self.post("paper_collect", *self.place, shown=shown, back=shown[:1])
        states = [on_paper.sheet(self.world, place).state for place in range(3)]
        self.assertEqual(states, [SheetState.RETURNED, SheetState.MISSING, SheetState.PRINTED])


class Reading(PaperPages):
    def setUp(self) -> None:
        super().setUp()
        on_paper.hold(self.world, absent=[2])
        self.sheet = on_paper.sheet(self.world, 0)

    def read(self, letters: str, as_: Any) -> Any:
        with self.at(on_paper.AFTER):
            given = {f"r{at}": letter for at, letter in enumerate(letters, start=1)}
            return self.post("paper_sheet", self.sheet.public_id, as_=as_, **given)

    def test_the_second_does_not_see_the_first(self) -> None:
        page = self.read("BA-C", self.one)
        self.assertContains(page, on_paper.sheet(self.world, 1).shown)  # on to the next sheet
        own = self.get("paper_sheet", self.sheet.public_id, as_=self.one)
        self.assertContains(own, 'value="C"')
        other = self.get("paper_sheet", self.sheet.public_id, as_=self.two)
        self.assertNotContains(other, 'value="C"')
        self.assertNotContains(other, 'value="-"')

    def test_a_row_left_out_is_named(self) -> None:
        page = self.post("paper_sheet", self.sheet.public_id, r1="A", r2="", r3="E", r4="-")
        self.assertEqual((page.status_code, SheetReading.objects.count()), (422, 0))
        self.assertContains(page, "尚未輸入", status_code=422)
        self.assertContains(page, "沒有這個選項", status_code=422)

    def test_double_entry_and_a_third_look(self) -> None:
        self.read("BA-C", self.one)
        self.read("BA-B", self.two)
        with self.at(on_paper.AFTER):
            page = self.get("paper_settle", self.sheet.public_id, as_=self.officer)
            self.assertContains(page, "paper-marks", count=2)
            self.assertContains(page, 'name="r4"', count=1)
            self.assertNotContains(page, 'name="r1"')
            self.post("paper_settle", self.sheet.public_id, as_=self.officer, r4="BC")
        self.sheet.refresh_from_db()
        self.assertEqual(self.sheet.state, SheetState.ACCEPTED)
        self.assertEqual(AnswerEvent.objects.get(client_seq=4).options, ["b", "c"])

    def test_a_sheet_is_found_by_its_number(self) -> None:
        self.client.force_login(self.one)
        address = reverse("delivery:paper_sheets", args=self.place)
        found = self.client.get(address, {"number": self.sheet.shown})
        self.assertRedirects(found, reverse("delivery:paper_sheet", args=[self.sheet.public_id]))
        self.assertEqual(self.client.get(address, {"number": "1234567890"}).status_code, 404)

    def test_every_page_and_print_opens(self) -> None:
        for name in ("paper_roll", "paper_count", "paper_sheets"):
            self.assertEqual(self.get(name, *self.place, as_=self.officer).status_code, 200)
        self.assertContains(self.get("paper_rooms"), self.world.room.name_zh)
        answer = self.get("paper_print", *self.place, "door-list")
        self.assertEqual((answer["Content-Type"], answer["Cache-Control"]), ("application/pdf", "private, no-store"))
        self.assertEqual(self.get("paper_print", *self.place, "nothing").status_code, 404)

    def test_the_round_s_page_and_the_desk_lead_here(self) -> None:
        panels = slots.collect("round_panel", self.world.round, self.officer)
        (panel,) = (each for each in panels if each.title == "紙本測驗")
        self.assertIn("3 人；已記到考 3、已收回 2 張、已確認 0 張。", panel.lines)
        addresses = {action.url for action in panel.actions}
        self.assertIn(reverse("delivery:paper_scan", args=[self.world.sitting.public_id]), addresses)
        cards = {card.url for card in slots.collect("desk_card", self.one)}
        self.assertIn(reverse("delivery:paper_rooms"), cards)

    def test_spoiling_on_the_page(self) -> None:
        self.post("paper_spoil", self.sheet.public_id)
        fresh = on_paper.sheet(self.world, 0)
        self.assertEqual(fresh.replaces, self.sheet.number)
        self.assertContains(self.get("paper_sheets", *self.place), "取代")


class Scanner(PaperPages):
    def setUp(self) -> None:
        super().setUp()
        on_paper.hold(self.world)
        self.sheets = [on_paper.sheet(self.world, place) for place in range(3)]

    def upload(self, *lines: str) -> Any:
        text = "\n".join(["sheet,responses", *lines])
        with self.at(on_paper.AFTER):
            file = SimpleUploadedFile("scan.csv", text.encode())
            return self.post("paper_scan", self.world.sitting.public_id, as_=self.officer, file=file)

    def test_a_file_and_one_person_agree(self) -> None:
        on_paper.read(self.sheets[0], "BB-A", by=self.one)
        lines = [f"{self.sheets[0].shown},B B . A", f"{self.sheets[1].number},A . AC d"]
        for _n in range(2):  # the same file again changes nothing
            page = self.upload(*lines)
            self.assertContains(page, "已讀入 2 張，其中 1 張")
        self.assertEqual(SheetReading.objects.filter(source="scanner").count(), 2)
        self.assertEqual(SheetReading.objects.get(sheet=self.sheets[1]).responses["3"], ["A", "C"])

    def test_one_bad_line_and_nothing_is_stored(self) -> None:
        good = f"{self.sheets[0].number},B B B B"
        other = sheet_numbers.number(self.world.sitting.public_id, 4_711)
        bad = {
            f"{self.sheets[1].number[:-1]}0,B B B B" if self.sheets[1].number[-1] != "0" else "1,B B B B": "檢查碼",
            f"{other},B B B B": "不屬於本場次",
            good: "同一張卡",
            f"{self.sheets[2].number},B B B": "應有 4 題",
            f"{self.sheets[2].number},B B B F": "沒有的選項",
            "=cmd|x,B B B B": "檢查碼",
        }
        for line, told in bad.items():
            with self.subTest(told):
                page = self.upload(good, line)
                self.assertContains(page, told, status_code=422)
                self.assertContains(page, "Line 3", status_code=422)
                self.assertFalse(SheetReading.objects.exists())
        self.assertContains(self.upload("x"), "檔案", status_code=422)

    def test_a_line_refused_late_takes_the_file_back(self) -> None:
        on_paper.read(self.sheets[1], "BBBB", by=self.officer)
        lines = [f"{each.number},B B B B" for each in self.sheets[:2]]
        self.assertContains(self.upload(*lines), "同一人不能", status_code=422)
        self.assertFalse(SheetReading.objects.filter(source="scanner").exists())

    def test_the_template_is_a_valid_file_without_formulas(self) -> None:
        page = self.get("paper_scan_template", self.world.sitting.public_id, as_=self.officer)
        lines = page.content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[1], f"{self.sheets[0].shown},. . . .")
        self.assertContains(self.upload(*lines[1:]), "已讀入 3 張")
