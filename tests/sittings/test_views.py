import datetime as dt
import uuid

from django.test import TestCase
from django.urls import reverse

from exams.delivery.services import attempts
from exams.sittings.models import Registration
from exams.sittings.selectors import notice, registrations
from exams.sittings.services import notices
from lms.core import clock, pdf
from tests.support import cast
from tests.support.exams import NOW, build_sealed_sitting, start


class MineTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = cast.person("one"), cast.person("other")
        cls.world = build_sealed_sitting(people=[cls.one, cls.other])
        cls.registration = cls.world.registrations[0]

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.client.force_login(self.one.user)

    def page(self) -> str:
        return self.client.get(reverse("sittings:mine")).content.decode()

    def test_it_shows_time_room_seat_and_kind_and_leads_to_the_exam(self) -> None:
        page = self.page()
        lobby = reverse("delivery:lobby", args=[self.world.attempts[0].public_id])
        for text in ("正期", "115/11/20 10:00", "第 R1 試場", "測試區", "01", lobby):
            self.assertIn(text, page)
        self.assertNotIn(str(self.world.attempts[1].public_id), page)
        self.assertNotIn(str(self.world.registrations[1].public_id), page)

    def test_after_the_exam_the_way_in_becomes_the_receipt(self) -> None:
        started = start(self.world.attempts[0], now=self.world.opens_at)
        attempts.hand_in(attempt=started.attempt, now=self.world.opens_at + dt.timedelta(minutes=30))
        page = self.page()
        self.assertNotIn("進入考場", page.replace("從這裡進入考場", ""))
        self.assertIn("作答收據", page)

    def test_nobody_without_registrations_sees_any(self) -> None:
        self.client.force_login(cast.user("nobody"))
        self.assertIn("還沒有報名的場次", self.page())
        self.client.logout()
        self.assertEqual(self.client.get(reverse("sittings:mine")).status_code, 302)


class NoticeTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one = cast.person("one")
        cls.world = build_sealed_sitting(people=[cls.one])
        cls.registration = cls.world.registrations[0]

    def test_the_window_is_ten_days_before_until_the_day(self) -> None:
        day = self.world.round.exam_date
        for shift, open_ in [(-11, False), (-10, True), (0, True), (1, False)]:
            with self.subTest(shift=shift):
                self.assertEqual(registrations.has_notice(self.registration, today=day + dt.timedelta(shift)), open_)
        with self.assertRaises(notices.NoticeNotReady):
            notices.render(registration=self.registration, today=day + dt.timedelta(1))

    def test_the_own_notice_is_a_pdf_and_anothers_is_unknown(self) -> None:
        address = reverse("sittings:admission_notice", args=[self.registration.public_id])
        with clock.frozen(NOW):
            self.client.force_login(self.one.user)
            reply = self.client.get(address)
            self.assertEqual((reply.status_code, reply["Content-Type"]), (200, "application/pdf"))
            self.assertEqual(reply.content[:5], b"%PDF-")
            self.client.force_login(cast.user("stranger"))
            for public_id in (self.registration.public_id, uuid.uuid4()):
                strange = self.client.get(reverse("sittings:admission_notice", args=[public_id]))
                self.assertEqual(strange.status_code, 404)

    def test_a_name_without_glyphs_is_told_and_not_printed(self) -> None:
        Registration.objects.filter(pk=self.registration.pk).update(snapshot={"name": "王\U000f1234"})
        self.registration.refresh_from_db()
        with self.assertRaises(pdf.UnprintableCharacter):
            notices.render(registration=self.registration, today=NOW.date())

    def test_green_names_the_prohibited_things_and_their_price(self) -> None:
        green = build_sealed_sitting(
            programme="green",
            subject="GC",
            code="115-5",
            people=[cast.person("two")],
            minutes=100,
            leave_after_minutes=15,
        )
        made = notice.of(green.registrations[0])
        self.assertEqual(made.forbidden, ["行動電話、智慧型手錶、智慧型眼鏡、念珠型等智慧裝置", "各類計算機"])
        self.assertEqual(
            [rule.split("：")[1] for rule in made.rules[:2]],
            ["開始 10 分鐘起不得入場。", "開始 15 分鐘起才可交卷離場。"],
        )
        self.assertIn("扣測驗成績 10 分", made.rules[2])
        self.assertEqual(len(notice.of(self.registration).rules), 1)
        self.assertFalse(made.provisional)
        self.assertTrue(notice.of(self.registration).provisional)

    def test_a_person_without_a_notice_window_is_sent_back(self) -> None:
        with clock.frozen(NOW + dt.timedelta(days=3)):
            self.client.force_login(self.one.user)
            reply = self.client.get(reverse("sittings:admission_notice", args=[self.registration.public_id]))
            self.assertRedirects(reply, reverse("sittings:mine"))
