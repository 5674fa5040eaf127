"""A certificate: once per award, numbered without gaps, its owner's alone, verified by number and code together."""

import datetime as dt
import re
import uuid

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings

from exams.certificates.enums import CertificateState
from exams.certificates.models import Certificate, NumberSeries
from exams.certificates.rules import codes
from exams.certificates.services import certificates, documents
from exams.certificates.views import verify
from exams.outcomes.enums import RunState
from exams.outcomes.models import Award, ScoreRun
from lms.core import clock, dated, files, pdf
from lms.core.models import AuditEvent
from tests.core.test_pdf import text_of
from tests.support import cast, exams
from tests.support.cast import NOW

DAY = dt.date(2026, 11, 20)


class World(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.round = exams.build_round("ipas-nz-beginner", "115-4")
        cls.score_run = ScoreRun.objects.create(
            round=cls.round,
            number=1,
            origin="answers",
            state=RunState.RELEASED,
            policy={},
            input_hash="0" * 64,
            created_at=NOW,
        )
        cls.award = cls.award_to(cls.cast.candidate)

    def setUp(self) -> None:
        cache.clear()

    @classmethod
    def award_to(cls, person: object) -> Award:
        return Award.objects.create(
            person=person, programme=cls.round.programme, run=cls.score_run, basis="current_round", awarded_date=DAY
        )

    def issue(self) -> Certificate:
        return certificates.issue(award=self.award, now=NOW)


class Issuing(World):
    def test_an_award_has_one_certificate_however_often_it_is_issued(self) -> None:
        first, again = self.issue(), self.issue()
        self.assertEqual((first.pk, first.number), (again.pk, "DEMO-NZ-115-000001"))
        self.assertEqual(NumberSeries.objects.get().last, 1)
        self.assertEqual(AuditEvent.objects.filter(action="certificate.issued").count(), 1)

    def test_the_loser_of_a_race_gets_the_winners_and_gives_its_number_back(self) -> None:
        winner = self.issue()
        self.assertEqual(certificates._reserve(self.award, NOW).pk, winner.pk)
        self.assertEqual(NumberSeries.objects.get().last, 1)

    def test_the_database_forbids_twins_of_award_number_and_code(self) -> None:
        """Positive control: past the service, the constraints alone hold."""
        made = self.issue()
        other = self.award_to(self.cast.other_candidate)
        changed = {"award": other, "number": "DEMO-NZ-115-000002", "code": "A" * 16}
        for field in changed:
            with self.subTest(field), self.assertRaises(IntegrityError), transaction.atomic():
                values = {**changed, field: getattr(made, field), "snapshot": {}, "issued_date": DAY, "issued_at": NOW}
                Certificate.objects.create(**values)

    def test_a_certificate_whose_printing_died_is_printed_by_the_next_call(self) -> None:
        reserved = certificates._reserve(self.award, NOW)
        self.client.force_login(self.cast.candidate.user)
        self.assertEqual(self.client.get(f"/certificates/{reserved.public_id}.pdf").status_code, 404)
        self.assertEqual(self.issue().pk, reserved.pk)
        self.assertEqual(self.client.get(f"/certificates/{reserved.public_id}.pdf").status_code, 200)

    def test_nothing_is_issued_before_release_or_without_an_award(self) -> None:
        ScoreRun.objects.filter(pk=self.score_run.pk).update(state=RunState.DRAFT)
        with self.assertRaises(certificates.NotAwarded):
            certificates.issue(award=Award.objects.get(), now=NOW)
        ScoreRun.objects.filter(pk=self.score_run.pk).update(state=RunState.RELEASED)
        Award.objects.update(is_active=False)
        with self.assertRaises(certificates.NotAwarded):
            certificates.issue(award=Award.objects.get(), now=NOW)
        self.assertEqual(Certificate.objects.count(), 0)

    def test_a_name_that_cannot_be_printed_takes_no_number(self) -> None:
        self.cast.candidate.name = "王\ue123"
        self.cast.candidate.save()
        with self.assertRaises(pdf.UnprintableCharacter):
            certificates.issue(award=Award.objects.select_related("person").get(), now=NOW)
        self.assertEqual((Certificate.objects.count(), NumberSeries.objects.count()), (0, 0))

    def test_outside_a_demo_numbers_and_paper_carry_no_mark(self) -> None:
        with override_settings(DEMO=False):
            made = self.issue()
        self.assertEqual((made.number, made.is_demonstration), ("NZ-115-000001", False))
        self.assertNotIn("DEMO", text_of(files.read(made.pdf_path)))

    def test_an_announced_term_is_printed_and_ends_the_day_before_its_anniversary(self) -> None:
        dated.approve(
            key="certificates.ipas_term_years", value=5, effective_from=DAY, basis="測試", approver=None, now=NOW
        )
        made = self.issue()
        self.assertEqual(made.expires_date, dt.date(2031, 11, 19))
        self.assertIn("中華民國120年11月19日", text_of(files.read(made.pdf_path)))


class Printing(World):
    def test_the_paper_says_everything_in_two_languages(self) -> None:
        self.cast.candidate.name, self.cast.candidate.name_romanised = "王堃𡍼", "WANG, Kun-Tu"
        self.cast.candidate.save()
        made = certificates.issue(award=Award.objects.select_related("person").get(), now=NOW)
        text = text_of(files.read(made.pdf_path))
        for part in ("王堃𡍼", "WANG, Kun-Tu", made.number, codes.shown(made.code), "出生日期", "中華民國89年1月1日"):
            with self.subTest(part):
                self.assertIn(part, text)
        self.assertIn("20 November 2026", text)
        self.assertNotIn("證照", text)

    def test_the_qr_code_leads_to_this_very_certificate(self) -> None:
        made = self.issue()
        self.assertRegex(documents.verification_url(made), rf"/certificates/verify/{made.number}/{made.code}/$")

    def test_markup_in_a_name_is_printed_as_it_is(self) -> None:
        self.cast.candidate.name = '<b>王</b>=HYPERLINK("x")'
        self.cast.candidate.save()
        made = certificates.issue(award=Award.objects.select_related("person").get(), now=NOW)
        self.assertIn('<b>王</b>=HYPERLINK("x")', text_of(files.read(made.pdf_path)))


class Holding(World):
    def test_a_certificate_is_its_holders_alone(self) -> None:
        made = self.issue()
        address = f"/certificates/{made.public_id}.pdf"
        expected = {self.cast.candidate.user: 200, self.cast.other_candidate.user: 404, self.cast.coordinator: 404}
        expected |= {self.cast.officer: 404, self.cast.administrator: 404}
        for user, status in expected.items():
            with self.subTest(user=user.email):
                self.client.force_login(user)
                self.assertEqual(self.client.get(address).status_code, status)
                self.assertEqual(made.number in self.client.get("/certificates/").content.decode(), status == 200)
        self.client.logout()
        self.assertEqual(self.client.get(address).status_code, 302)
        self.assertEqual(self.client.get(f"/certificates/{uuid.uuid4()}.pdf").status_code, 302)

    def test_changed_bytes_are_never_served(self) -> None:
        made = self.issue()
        self.client.force_login(self.cast.candidate.user)
        served = self.client.get(f"/certificates/{made.public_id}.pdf")
        self.assertEqual(files.digest(served.content), made.pdf_sha256)
        default_storage.delete(made.pdf_path)
        default_storage.save(made.pdf_path, ContentFile(served.content + b"\n% edited"))
        with self.assertLogs("exams.certificates.views.holder", "ERROR"):
            refused = self.client.get(f"/certificates/{made.public_id}.pdf", follow=True)
        self.assertContains(refused, "與原檔不符")


class Verifying(World):
    def get(self, number: str, code: str) -> object:
        with clock.frozen(NOW):
            return self.client.get(f"/certificates/verify/{number}/{code}/")

    def test_number_and_code_give_the_agreed_fields_and_nothing_else(self) -> None:
        made = self.issue()
        page = self.get(made.number, codes.shown(made.code).lower())
        self.assertContains(page, "證書存在，且目前有效")
        self.assertContains(page, "示範 DEMO")
        shown = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.content.decode(), re.DOTALL)
        self.assertEqual(
            [label for label, _ in shown], ["證明序號", "文件", "項目與級等", "姓名（遮蔽）", "發證日期", "有效期限"]
        )
        for secret in ("測試candidate", "2000", "89年", str(made.public_id), made.code):
            with self.subTest(secret):
                self.assertNotIn(secret, page.content.decode().split("<main")[1])

    def test_the_true_state_is_told(self) -> None:
        made = self.issue()
        for state, words in [
            (CertificateState.SUPERSEDED, "已由新證書取代"),
            (CertificateState.WITHDRAWN, "已廢止"),
            (CertificateState.REVOKED, "自始無效"),
        ]:
            Certificate.objects.update(state=state)
            with self.subTest(state=state):
                page = self.get(made.number, made.code)
                self.assertContains(page, words)
                self.assertNotContains(page, "目前有效")
        Certificate.objects.update(state=CertificateState.ISSUED, expires_date=DAY - dt.timedelta(days=1))
        self.assertContains(self.get(made.number, made.code), "已逾有效期限")

    def test_a_wrong_answer_is_the_same_whichever_part_is_wrong(self) -> None:
        made = self.issue()
        other = certificates.issue(award=self.award_to(self.cast.other_candidate), now=NOW)
        wrong = [
            (made.number, "0" * 16),
            ("DEMO-NZ-115-999999", "0" * 16),
            ("DEMO-NZ-115-999999", made.code),
            (made.number, other.code),
            (made.number, "x"),
            ("%00", "%00"),
        ]
        answers = [self.get(number, code) for number, code in wrong]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        # The request's own address stands in the language form; everything else must be the same bytes.
        bodies = {re.sub(r'name="(next|csrfmiddlewaretoken)" value="[^"]*"', "", a.content.decode()) for a in answers}
        self.assertEqual(len(bodies), 1)

    def test_an_existing_number_costs_what_an_invented_one_costs(self) -> None:
        """The same single look-up either way, so that the time tells nothing (CT-04)."""
        made = self.issue()
        with self.assertNumQueries(1) as existing:
            certificates_found(made.number, "0" * 16)
        with self.assertNumQueries(1) as invented:
            certificates_found("DEMO-NZ-115-999999", "0" * 16)
        shapes = [queries[0]["sql"].replace(made.number, "DEMO-NZ-115-999999") for queries in (existing, invented)]
        self.assertEqual(shapes[0], shapes[1])

    def test_guessing_is_stopped_for_the_guesser_only(self) -> None:
        made = self.issue()
        statuses = [self.get(made.number, f"{guess:016}").status_code for guess in range(verify.PER_MINUTE + 5)]
        self.assertEqual(statuses, [404] * verify.PER_MINUTE + [429] * 5)
        stopped = self.get(made.number, made.code)
        self.assertEqual((stopped.status_code, 0 < int(stopped["Retry-After"]) <= 60), (429, True))
        with clock.frozen(NOW):
            other = self.client.get(f"/certificates/verify/{made.number}/{made.code}/", REMOTE_ADDR="192.0.2.9")
        self.assertEqual(other.status_code, 200)

    def test_the_form_works_without_script_and_forgives_spaces(self) -> None:
        made = self.issue()
        given = {"number": f" {made.number.lower()} ", "code": codes.shown(made.code).replace("-", " ")}
        with clock.frozen(NOW):
            self.assertContains(self.client.post("/certificates/verify/", given, follow=True), "目前有效")
            self.assertContains(self.client.post("/certificates/verify/", {"number": "", "code": "?"}), "請先處理")

    def test_an_unprinted_certificate_is_unknown(self) -> None:
        reserved = certificates._reserve(self.award, NOW)
        self.assertEqual(self.get(reserved.number, reserved.code).status_code, 404)


def certificates_found(number: str, code: str) -> object:
    """One look-up as the page makes it."""
    return verify.verification.find(number, code, on=DAY)


class Deciding(World):
    def test_a_decision_is_recorded_and_cannot_be_undone(self) -> None:
        made = self.issue()
        with self.assertRaises(certificates.ReasonMissing):
            self.decide(made, CertificateState.REVOKED, " ")
        self.decide(made, CertificateState.WITHDRAWN, "115 字第 1 號")
        self.decide(made, CertificateState.REVOKED, "115 字第 2 號")
        for state in (CertificateState.ISSUED, CertificateState.SUPERSEDED):
            with self.assertRaises(certificates.MoveNotAllowed):
                self.decide(made, state, "115 字第 3 號")
        made.refresh_from_db()
        self.assertEqual(made.state, CertificateState.REVOKED)
        self.assertEqual(AuditEvent.objects.filter(action__startswith="certificate.").count(), 3)

    def decide(self, made: Certificate, state: CertificateState, reason: str) -> None:
        certificates.decide_state(certificate=made, state=state, reason=reason, actor=self.cast.officer, now=NOW)

    def test_only_officers_decide_and_find_certificates_by_number(self) -> None:
        made = self.issue()
        address = f"/certificates/issued/{made.number}/"
        for user, status in {self.cast.coordinator: 403, self.cast.candidate.user: 403, self.cast.officer: 200}.items():
            self.client.force_login(user)
            self.assertEqual(self.client.get(address).status_code, status)
            self.assertEqual(self.client.get("/certificates/issued/?number=nz-115").status_code, status)
        self.assertContains(self.client.get("/certificates/issued/?number=nz-115"), made.number)
        self.assertNotContains(self.client.get("/certificates/issued/?number=nothing"), made.number)
        self.client.post(address, {"state": "revoked", "reason": "115 字第 1 號"})
        made.refresh_from_db()
        self.assertEqual(made.state, CertificateState.REVOKED)
