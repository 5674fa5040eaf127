"""The pages of registering: a candidate's way, a unit's contact, the office, the bank's file."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse

from courses.tuition.models import LedgerEntry
from exams.sittings.enums import RegistrationState
from exams.sittings.models import GroupUnit, Registration
from exams.sittings.services import payments, registrations
from lms.accounts.models import Consent, IdentityDocument, Person
from lms.core import clock
from lms.core.models import AuditEvent
from lms.organizations.enums import Role
from tests.support import cast
from tests.support.registering import EXAM, NOW, apply, candidate, national_id, open_round, sitting

PENDING, REGISTERED = RegistrationState.PENDING, RegistrationState.REGISTERED


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.round = open_round()
        cls.paper = sitting(cls.round, "L11", capacity=2)
        cls.second = sitting(cls.round, "L12", opens_at=EXAM + dt.timedelta(hours=2))
        cls.one = candidate("one", 1)
        cls.officer = cast.user("officer", role=Role.EXAM_OFFICER)

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        cache.clear()

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"sittings:{name}", args=args or [self.round.public_id])

    def browser(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client


class TheWay(Pages):
    identity = {"name": "谷辣斯·尤達卡 Kulas Yotaka", "name_romanised": "YOTAKA, KULAS", "birth_date": "88/05/24"}

    def test_from_the_public_list_to_a_payment_code(self) -> None:
        self.assertContains(self.client.get(reverse("sittings:register")), "尚餘 2 個名額")
        newcomer = cast.user("newcomer")
        browser = self.browser(newcomer)
        self.assertRedirects(browser.get(self.url("register_papers")), self.url("register_identity"))
        sent = self.identity | {"card": "national", "number": national_id(7), "told": "on"}
        self.assertRedirects(browser.post(self.url("register_identity"), sent), self.url("register_papers"))
        person = Person.objects.get(user=newcomer)
        self.assertEqual((person.name, person.birth_date), (self.identity["name"], dt.date(1999, 5, 24)))
        self.assertEqual(Consent.objects.filter(user=newcomer, purpose="sittings.registration").count(), 1)
        page = browser.get(self.url("register_papers"))
        self.assertContains(page, "平均達 70 分")
        chosen = {"papers": [str(self.paper.public_id)], "education": "master"}
        check = browser.post(self.url("register_papers"), chosen)
        for text in ("平均及格只適用同時報考", self.identity["name"], "900 元", "碩士", "傷病：退 50%"):
            self.assertContains(check, text)
        self.assertNotContains(check, national_id(7))
        self.assertContains(browser.post(self.url("register_papers"), chosen | {"confirm": "1"}), "請勾選確認")
        self.assertEqual(Registration.objects.count(), 0)
        done = browser.post(self.url("register_papers"), chosen | {"confirm": "1", "confirmed": "on"}, follow=True)
        made = Registration.objects.get()
        self.assertEqual((made.state, made.snapshot["education"], made.name_confirmed_at), (PENDING, "master", NOW))
        self.assertContains(done, " ".join(made.payment_code[at : at + 4] for at in range(0, 14, 4)))
        for name in ("portal:dashboard", "tuition:money"):
            self.assertContains(browser.get(reverse(name)), "報名費")
        self.assertContains(browser.get(reverse("sittings:mine")), "專屬繳費帳號")

    def test_what_is_wrong_with_the_form_is_said_and_nothing_written(self) -> None:
        browser = self.browser(cast.user("newcomer"))
        sent = self.identity | {"card": "national", "number": "A123456788"}
        page = browser.post(self.url("register_identity"), sent)
        self.assertContains(page, "檢查碼不符", status_code=422)
        self.assertContains(page, "個人資料告知事項", status_code=422)
        taken = browser.post(self.url("register_identity"), sent | {"number": national_id(1), "told": "on"})
        self.assertContains(taken, "已登錄在另一個帳號", status_code=422)
        boxes = browser.post(self.url("register_identity"), sent | {"name": "王\U0003fffd", "told": "on"})
        self.assertContains(boxes, "文件字型沒有這些字", status_code=422)
        self.assertEqual((IdentityDocument.objects.count(), Consent.objects.count()), (1, 0))

    def test_a_paper_that_filled_up_meanwhile_is_refused_on_the_page(self) -> None:
        for number in (2, 3):
            apply(candidate(f"rival{number}", number), self.paper)
        page = self.browser(self.one.user).get(self.url("register_papers"))
        self.assertContains(page, "額滿")
        sent = {"papers": [str(self.paper.public_id)], "confirmed": "on"}
        self.assertEqual(self.browser(self.one.user).post(self.url("register_papers"), sent).status_code, 422)

    def test_the_certificate_is_previewed_as_it_will_be_printed(self) -> None:
        for name in ("王堃", "𡍼例", "谷辣斯·尤達卡 Kulas Yotaka"):
            Person.objects.filter(pk=self.one.pk).update(name=name)
            reply = self.browser(self.one.user).get(self.url("register_preview"))
            self.assertEqual((reply.status_code, reply.content[:5]), (200, b"%PDF-"))

    def test_giving_up_before_paying_and_not_after(self) -> None:
        (made,) = apply(self.one, self.paper)
        browser, url = self.browser(self.one.user), self.url("withdraw", made.public_id)
        self.assertContains(browser.get(url), "名額會立即釋出")
        payments.confirm(code=made.payment_code, amount=900, reference="T1", actor=None, now=NOW)
        self.assertContains(browser.get(url), "不能自行取消")
        self.assertContains(browser.post(url, follow=True), "向主辦單位申請")
        self.assertEqual(Registration.objects.get().state, REGISTERED)

    def test_others_and_strangers_see_nothing_of_it(self) -> None:
        (made,) = apply(self.one, self.paper)
        other = self.browser(cast.person("other").user)
        self.assertEqual(other.get(self.url("withdraw", made.public_id)).status_code, 404)
        self.assertEqual(other.get(self.url("register_done")).status_code, 404)
        self.assertNotContains(other.get(reverse("sittings:mine")), made.payment_code[:4])
        self.assertNotContains(other.get(reverse("tuition:money")), "900")
        self.assertEqual(self.client.get(self.url("register_done")).status_code, 302)

    def test_a_place_given_back_is_shown(self) -> None:
        (made,) = apply(self.one, self.paper)
        assert made.held_until is not None
        with clock.frozen(made.held_until):
            self.assertContains(self.browser(self.one.user).get(reverse("sittings:mine")), "名額已釋出")


class TheUnit(Pages):
    def test_the_contact_gets_a_code_and_sees_masked_names_and_states_only(self) -> None:
        contact = cast.user("contact")
        browser = self.browser(contact)
        sent = {"name": "示範公司", "contact_name": "王聯絡", "contact_phone": "02-1234"}
        browser.post(self.url("group_open"), sent)
        unit = GroupUnit.objects.get()
        apply(self.one, self.paper, unit_code=unit.code)
        page = browser.get(self.url("group", unit.public_id))
        for text in (f"{unit.code[:4]}-{unit.code[4:]}", "待繳費", "900 元"):
            self.assertContains(page, text)
        for secret in (self.one.name, "2000", Registration.objects.get().snapshot["document_masked"]):
            self.assertNotContains(page, secret)
        stranger = self.browser(self.one.user)
        self.assertEqual(stranger.get(self.url("group", unit.public_id)).status_code, 404)
        self.assertEqual(stranger.post(self.url("group_close", unit.public_id)).status_code, 404)
        self.assertContains(stranger.get(reverse("sittings:mine")), "由示範公司繳費")
        browser.post(self.url("group_close", unit.public_id))
        unit.refresh_from_db()
        self.assertEqual(unit.state, "closed")


class TheOffice(Pages):
    def setUp(self) -> None:
        super().setUp()
        (self.made,) = apply(self.one, self.paper)
        self.browser_ = self.browser(self.officer)

    def send(self, *rows: str, header: str = "繳費帳號,金額,交易序號") -> Any:
        body = "\n".join([header, *rows]).encode()
        file = SimpleUploadedFile("bank.csv", body, "text/csv")
        return self.browser_.post(reverse("sittings:office_bank_file"), {"file": file})

    def test_names_are_masked_until_asked_for_on_the_record(self) -> None:
        page = self.browser_.get(self.url("office_roster"))
        self.assertNotContains(page, self.one.name)
        self.assertContains(page, "待繳費 1")
        self.assertContains(self.browser_.post(self.url("office_roster")), self.one.name)
        self.assertEqual(AuditEvent.objects.filter(action="registrations.names_shown").count(), 1)

    def test_a_transfer_is_confirmed_once(self) -> None:
        sent = {"code": self.made.payment_code, "amount": "900", "reference": "T1"}
        for _ in range(2):
            self.assertRedirects(self.browser_.post(self.url("office_confirm"), sent), self.url("office_roster"))
        self.made.refresh_from_db()
        self.assertEqual((self.made.state, LedgerEntry.objects.filter(kind="payment").count()), (REGISTERED, 1))

    def test_cancelling_for_a_listed_reason_refunds_its_share(self) -> None:
        payments.confirm(code=self.made.payment_code, amount=900, reference="T1", actor=None, now=NOW)
        url = self.url("office_cancel", self.made.public_id)
        self.browser_.post(url, {"reason": "own_wish"})
        self.assertEqual(Registration.objects.get().state, REGISTERED)
        self.browser_.post(url, {"reason": "illness"})
        self.assertEqual(Registration.objects.get().state, "cancelled")
        self.assertContains(self.browser_.get(reverse("tuition:ledger") + "?only=back"), "-450 元")

    def test_the_banks_file_is_all_or_nothing_with_a_report_by_row(self) -> None:
        rows = [f"{self.made.payment_code},900,T1", "00000000000000,900,T2", "x,abc,T3", f"{self.made.payment_code},9"]
        page = self.send(*rows)
        self.assertEqual(page.status_code, 422)
        for text in ("第 3 列", "沒有這個繳費帳號", "第 4 列", "不是整數金額", "第 5 列", "有 2 格"):
            self.assertContains(page, text, status_code=422)
        self.assertEqual((Registration.objects.get().state, LedgerEntry.objects.count()), (PENDING, 1))
        english = self.browser_.post(reverse("portal:set_language"), {"language": "en"}) and self.send(rows[1])
        self.assertContains(english, "Nobody was given this payment code", status_code=422)

    def test_a_right_file_confirms_and_again_changes_nothing(self) -> None:
        row = f"{self.made.payment_code[:4]} {self.made.payment_code[4:]},900,T1"
        for _ in range(2):
            self.assertEqual(self.send(row).status_code, 302)
        self.assertEqual(Registration.objects.get().state, REGISTERED)
        self.assertEqual(LedgerEntry.objects.filter(kind="payment").count(), 1)

    def test_files_that_are_no_such_table(self) -> None:
        self.assertContains(self.send("1,2", header="a,b"), "標題列不符", status_code=422)
        self.assertContains(self.send(f"{self.made.payment_code},=900,T1"), "不是整數金額", status_code=422)
        for amount in ("-900", "0", "99999999999", "9e2"):
            self.assertEqual(self.send(f"{self.made.payment_code},{amount},T1").status_code, 422)
        self.assertEqual(Registration.objects.get().state, PENDING)

    def test_exports_carry_no_formula_and_are_recorded(self) -> None:
        registrations.cancel(registration=self.made, actor=None, now=NOW)
        Person.objects.filter(pk=self.one.pk).update(name='=HYPERLINK("x")')
        apply(self.one, self.paper)
        reply = self.browser_.post(self.url("office_roster_export", self.round.public_id, "excel"))
        self.assertIn("'=HYPERLINK", reply.content.decode("utf-8-sig"))
        self.assertEqual(AuditEvent.objects.filter(action="registrations.exported").count(), 1)
        ledger = self.browser_.post(reverse("tuition:ledger_export", args=["excel"])).content.decode("utf-8-sig")
        self.assertNotIn("HYPERLINK", ledger)  # the organiser's books mask the names

    def test_a_round_without_a_fee_says_that_it_cannot_open(self) -> None:
        unknown = open_round(code="116-2")
        sitting(unknown, "L11", fee=None)
        self.assertContains(self.browser_.get(reverse("sittings:office_registrations")), "報名費尚未公告，無法報名")
        self.assertContains(self.client.get(reverse("sittings:register")), "報名費尚未公告")
