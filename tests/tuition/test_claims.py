"""Discounts: decided by the dated rules, requested once, decided by the school of the class and nobody else."""

import datetime as dt

from django.test import TestCase
from django.utils import translation

from courses.tuition import slots
from courses.tuition.enums import ClaimState
from courses.tuition.models import DiscountClaim, IdentityDeclaration
from courses.tuition.rules.enums import Identity
from courses.tuition.selectors import discounts, explanations
from courses.tuition.services import claims, declarations
from lms.core import clock, dated
from lms.core.models import AuditEvent
from lms.notices.models import Notice
from tests.support import cast
from tests.support.cast import NOW
from tests.support.classes_done import completed, passed

TODAY = dt.date(2026, 11, 20)


class World(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.learner = cls.cast.candidate
        cls.enrolment = completed(cls.learner, cls.cast.school)

    def born(self, year: int) -> None:
        self.learner.birth_date = dt.date(year, 1, 1)
        self.learner.save()

    def declare(self, *identities: Identity) -> None:
        declarations.declare(person=self.learner, identities=identities, actor=self.learner.user, now=NOW)

    def amount(self) -> int:
        [case] = discounts.cases(self.learner, on=TODAY)
        return case.decision.amount

    def claim(self) -> DiscountClaim:
        self.declare(Identity.STUDENT)
        self.born(2002)
        return claims.request(test_pass=passed(self.enrolment), actor=self.learner.user, now=NOW)


class Amounts(World):
    def test_vectors_of_the_rule_book(self) -> None:
        """DOMAIN §16: student 24 / student 24 and 低收 / 在職專班 28 / student passing the retake / student 31."""
        test_pass = passed(self.enrolment)
        cases = [
            (2002, (Identity.STUDENT,), False, 6_000),
            (2002, (Identity.STUDENT, Identity.LOW_INCOME), False, 12_000),
            (1998, (Identity.STUDENT_IN_SERVICE,), False, 0),
            (2002, (Identity.STUDENT,), True, 6_000),
            (1995, (Identity.STUDENT,), False, 0),
        ]
        for year, identities, is_retake, amount in cases:
            with self.subTest(year=year, identities=identities, is_retake=is_retake):
                type(test_pass).objects.update(is_retake=is_retake)
                self.born(year)
                self.declare(*identities)
                self.assertEqual(self.amount(), amount)

    def test_nothing_is_due_before_the_test_is_passed(self) -> None:
        self.declare(Identity.LOW_INCOME)
        self.assertEqual(self.amount(), 0)

    def test_the_day_on_which_age_counts_is_a_dated_setting(self) -> None:
        passed(self.enrolment)
        self.declare(Identity.STUDENT)
        self.learner.birth_date = dt.date(1995, 11, 1)  # 30 when enrolling in September, 31 today
        self.learner.save()
        self.assertEqual(self.amount(), 6_000)
        dated.approve(
            key="tuition.age_as_of", value="request", effective_from=TODAY, basis="測試", approver=None, now=NOW
        )
        self.assertEqual(self.amount(), 0)

    def test_every_step_has_words(self) -> None:
        passed(self.enrolment)
        self.born(2002)
        self.declare(Identity.STUDENT, Identity.STUDENT_IN_SERVICE, Identity.DISABILITY)
        [case] = discounts.cases(self.learner, on=TODAY)
        self.assertEqual(
            explanations.trace(list(case.decision.trace)),
            [
                "適用 114年9月10日 公告的規定（依據 115 年 5 月 27 日說明會簡報）。",
                "114年11月22日 的報導與規定不符，未經決定前不採用。",
                "在職專班學生不適用在校生優惠。",
                "未聲明身分：中低收入戶。",
                "未聲明身分：低收入戶。",
                "身心障礙者：符合，可優惠 12,000 元。",
                "採計最高的一項：身心障礙者，12,000 元。",
            ],
        )


class Secrecy(World):
    def test_identities_are_unreadable_in_the_database_and_absent_from_the_trail(self) -> None:
        self.declare(Identity.DISABILITY)
        claims.request(test_pass=passed(self.enrolment), actor=self.learner.user, now=NOW)
        stored = bytes(IdentityDeclaration.objects.get().sealed).decode()
        stored += str(list(DiscountClaim.objects.values("decision", "note")))
        stored += str(list(AuditEvent.objects.values("subject", "data", "action")))
        self.assertNotIn("disability", stored)
        self.assertEqual(discounts.identity_of(DiscountClaim.objects.get()), Identity.DISABILITY)


class Requests(World):
    def test_a_request_keeps_what_was_decided_on_its_day(self) -> None:
        claim = self.claim()
        self.declare()
        claim.refresh_from_db()
        self.assertEqual((claim.amount_twd, claim.decision["policy"]), (6_000, "2025-09-10"))
        self.assertEqual(discounts.identity_of(claim), Identity.STUDENT)

    def test_a_double_click_is_one_claim(self) -> None:
        claim = self.claim()
        with self.assertRaises(claims.AlreadyRequested):
            claims.request(test_pass=claim.test_pass, actor=self.learner.user, now=NOW)
        self.assertEqual(DiscountClaim.objects.count(), 1)

    def test_nothing_due_is_refused(self) -> None:
        with self.assertRaises(claims.NothingDue):
            claims.request(test_pass=passed(self.enrolment), actor=self.learner.user, now=NOW)

    def test_an_announced_deadline_holds_to_its_last_day(self) -> None:
        dated.approve(
            key="tuition.claim_days", value=6, effective_from=TODAY.replace(day=1), basis="測試", approver=None, now=NOW
        )
        test_pass = passed(self.enrolment)
        self.declare(Identity.LOW_INCOME)
        with self.assertRaises(claims.TooLate):
            claims.request(test_pass=test_pass, actor=self.learner.user, now=NOW + dt.timedelta(days=1))
        self.assertEqual(claims.request(test_pass=test_pass, actor=self.learner.user, now=NOW).amount_twd, 12_000)

    def test_a_refused_claim_can_be_requested_again(self) -> None:
        claim = claims.refuse(claim=self.claim(), note="學生證過期", actor=self.cast.coordinator, now=NOW)
        again = claims.request(test_pass=claim.test_pass, actor=self.learner.user, now=NOW)
        self.assertEqual((again.pk, again.state), (claim.pk, ClaimState.REQUESTED))


class Timeline(World):
    def test_a_request_is_dated_by_the_day_in_taiwan_and_waits_for_the_school_in_the_pages_language(self) -> None:
        claim = self.claim()
        night = dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC)  # one in the morning of the 21st in Taiwan
        DiscountClaim.objects.filter(pk=claim.pk).update(requested_at=night)
        with clock.frozen(night), translation.override("en"):
            [step] = slots.discount_steps(self.learner)
        self.assertEqual((step.on, step.waiting_for), (dt.date(2026, 11, 21), self.cast.school.name_en))


class Decisions(World):
    def test_a_decision_is_made_once_and_told_once(self) -> None:
        claim = self.claim()
        claims.accept(claim=claim, actor=self.cast.coordinator, now=NOW)
        claim.refresh_from_db()
        with self.assertRaises(claims.AlreadyDecided):
            claims.refuse(claim=claim, note="晚了", actor=self.cast.coordinator, now=NOW)
        self.assertEqual(claim.state, ClaimState.ACCEPTED)
        self.assertEqual([n.context["amount"] for n in Notice.objects.filter(channel="email")], ["6,000"])

    def test_a_refusal_needs_its_reason(self) -> None:
        with self.assertRaises(claims.NoteMissing):
            claims.refuse(claim=self.claim(), note=" ", actor=self.cast.coordinator, now=NOW)


class Pages(World):
    def test_the_learner_declares_sees_why_and_requests(self) -> None:
        passed(self.enrolment)
        self.born(2002)
        self.client.force_login(self.learner.user)
        with clock.frozen(NOW):
            self.client.post("/tuition/", {"identities": ["student"]})
            page = self.client.get("/tuition/")
            self.assertContains(page, "6,000 元")
            self.assertContains(page, "適用 114年9月10日 公告的規定")
            sent = self.client.post(f"/tuition/{self.enrolment.public_id}/request/", follow=True)
        self.assertContains(sent, "審核中")

    def test_only_the_school_of_the_class_sees_and_decides(self) -> None:
        claim = self.claim()
        address = f"/tuition/claims/{claim.public_id}/"
        expected = {
            self.cast.stranger: (404, 200, False),
            self.learner.user: (403, 403, False),
            self.cast.officer: (403, 403, False),
        }
        for user, (post, queue, shown) in expected.items():
            with self.subTest(user=user.email):
                self.client.force_login(user)
                self.assertEqual(self.client.post(address, {"decision": "accept"}).status_code, post)
                answer = self.client.get("/tuition/claims/")
                self.assertEqual((answer.status_code, str(claim.public_id) in answer.content.decode()), (queue, shown))
        claim.refresh_from_db()
        self.assertEqual(claim.state, ClaimState.REQUESTED)
        self.client.force_login(self.cast.coordinator)
        self.assertContains(self.client.get("/tuition/claims/"), "測試candidate")
        self.client.post(address, {"decision": "accept"})
        claim.refresh_from_db()
        self.assertEqual(claim.state, ClaimState.ACCEPTED)

    def test_another_learners_class_does_not_exist(self) -> None:
        passed(self.enrolment)
        self.client.force_login(self.cast.other_candidate.user)
        self.assertEqual(self.client.post(f"/tuition/{self.enrolment.public_id}/request/").status_code, 404)
