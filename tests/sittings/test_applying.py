"""A candidate registers: windows, places, fees, holds, payments, units, and what each refuses."""

import datetime as dt
from typing import Any

from django.test import SimpleTestCase, TestCase

from courses.classes.services import enrolments
from courses.tuition.enums import EntryKind
from courses.tuition.models import LedgerEntry
from exams.delivery.models import Attempt
from exams.delivery.services import sealing
from exams.sittings.enums import RegistrationState, SittingKind, WindowState, WithdrawalReason
from exams.sittings.models import Eligibility, Registration
from exams.sittings.rules import codes
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import fees, places
from exams.sittings.services import applying, eligibilities, groups, holds, payments, registrations, withdrawals
from lms.accounts.models import IdentityDocument, Person
from lms.accounts.services import documents
from lms.core import pdf
from lms.core.errors import Refusal
from lms.notices.models import Notice
from tests.support import cast, classes
from tests.support.registering import CLOSES, EXAM, NOW, apply, candidate, national_id, open_round, sitting

DAY = dt.timedelta(days=1)
PENDING, REGISTERED, CANCELLED = RegistrationState.PENDING, RegistrationState.REGISTERED, RegistrationState.CANCELLED


class Rules(SimpleTestCase):
    def test_the_window_opens_at_its_instant_and_is_over_at_its_end(self) -> None:
        states = [rules.window(NOW, NOW + DAY, at) for at in (NOW - DAY, NOW, NOW + DAY)]
        self.assertEqual(states, [WindowState.UPCOMING, WindowState.OPEN, WindowState.CLOSED])
        self.assertEqual(rules.window(None, NOW, NOW), WindowState.NOT_ANNOUNCED)

    def test_back_to_back_papers_do_not_overlap(self) -> None:
        first, after = rules.Span(NOW, 75), rules.Span(NOW + dt.timedelta(minutes=75), 75)
        inside = rules.Span(NOW + dt.timedelta(minutes=74), 75)
        self.assertEqual([rules.any_overlap([first, other]) for other in (after, inside)], [False, True])
        self.assertFalse(rules.any_overlap([first, rules.Span(None, 75)]))

    def test_a_hold_ends_at_its_instant(self) -> None:
        until = NOW + DAY
        held = [rules.holds_place(PENDING, until, at) for at in (until - dt.timedelta(microseconds=1), until)]
        self.assertEqual(held, [True, False])
        self.assertTrue(rules.holds_place(REGISTERED, None, NOW))

    def test_the_average_needs_every_subject_now(self) -> None:
        self.assertTrue(rules.average_applies({"L11", "L12"}, {"L11", "L12"}))
        self.assertFalse(rules.average_applies({"L11"}, {"L11", "L12"}))
        self.assertFalse(rules.average_applies({"GC"}, {"GC"}))

    def test_a_payment_code_shows_every_wrong_digit(self) -> None:
        code = codes.with_check_digit("1234567890123")
        self.assertTrue(codes.is_payment_code(code))
        wrong = [
            code[:at] + str((int(code[at]) + add) % 10) + code[at + 1 :] for at in range(14) for add in range(1, 10)
        ]
        self.assertFalse(any(codes.is_payment_code(each) for each in wrong))

    def test_refunds_follow_the_table(self) -> None:
        table = {"illness": 50}
        found = [
            rules.refund_percent(reason, table)
            for reason in ("illness", "own_wish", "organiser")
            for reason in [WithdrawalReason(reason)]
        ]
        self.assertEqual((found, rules.share_of(901, 50)), ([50, None, 100], 451))


class Base(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = candidate("one", 1), candidate("two", 2)
        cls.round = open_round()
        cls.paper = sitting(cls.round, "L11", capacity=1)
        cls.second = sitting(cls.round, "L12", opens_at=EXAM + dt.timedelta(hours=2))
        cls.officer = cast.user("officer")

    def refused(self, code: str, act: Any, /, *given: Any, **more: Any) -> None:
        before = list(Registration.objects.order_by("pk").values_list("pk", "state")), LedgerEntry.objects.count()
        with self.assertRaises(Refusal) as caught:
            act(*given, **more)
        after = list(Registration.objects.order_by("pk").values_list("pk", "state")), LedgerEntry.objects.count()
        self.assertEqual((caught.exception.code, after), (code, before))

    def pay(
        self, registration: Registration, amount: int = 900, *, reference: str = "T1", at: dt.datetime = NOW
    ) -> Any:
        code = registration.payment_code
        return payments.confirm(code=code, amount=amount, reference=reference, actor=self.officer, now=at)


class Applying(Base):
    def test_a_fee_makes_it_wait_with_a_code_a_hold_and_a_charge(self) -> None:
        (made,) = apply(self.one, self.paper, answers={"sex": "female", "county": "TPE"})
        self.assertEqual((made.state, made.name_confirmed_at), (PENDING, NOW))
        self.assertTrue(codes.is_payment_code(made.payment_code))
        self.assertEqual(fees.balance(made).due, 900)
        local = dt.timezone(dt.timedelta(hours=8))
        # The last day for paying is kept whole, and seven days more for the bank.
        self.assertEqual(made.held_until, dt.datetime.combine(CLOSES.date() + 8 * DAY, dt.time(), local))
        self.assertEqual(made.snapshot["document_masked"][-4:], "****")
        self.assertEqual((made.snapshot["sex"], made.snapshot["county"]), ("female", "TPE"))
        self.assertEqual(Notice.objects.filter(person=self.one, template="registration").count(), 2)

    def test_two_papers_of_one_order_share_a_code(self) -> None:
        made = apply(self.one, self.paper, self.second)
        self.assertEqual(len({each.payment_code for each in made}), 1)
        self.assertEqual(fees.due(made), 1_800)

    def test_without_a_fee_it_stands_at_once(self) -> None:
        free = sitting(open_round(code="116-2"), "L11", fee=0)
        (made,) = apply(self.one, free)
        self.assertEqual((made.state, made.payment_code, made.held_until), (REGISTERED, "", None))
        self.assertFalse(LedgerEntry.objects.exists())

    def test_an_unknown_fee_lets_nobody_register(self) -> None:
        self.refused("fee_not_announced", apply, self.one, sitting(open_round(code="116-2"), "L11", fee=None))

    def test_the_window(self) -> None:
        for at, code in ((NOW - 2 * DAY, "window_upcoming"), (CLOSES, "window_closed")):
            self.refused(code, apply, self.one, self.paper, now=at)
        blank = open_round(code="116-2", registration_opens_at=None, registration_closes_at=None)
        self.refused("window_not_announced", apply, self.one, sitting(blank))
        sealing.seal(round=self.round, actor=None, now=NOW)
        self.refused("window_closed", apply, self.one, self.paper)

    def test_the_last_place_is_one_place_also_for_staff(self) -> None:
        apply(self.one, self.paper)
        self.refused("full", apply, self.other, self.paper)
        options = {"sitting": self.paper, "kind": SittingKind.REGULAR, "actor": None, "now": NOW}
        self.refused("full", registrations.register, person=self.other, **options)

    def test_all_papers_or_none(self) -> None:
        apply(self.one, self.paper)
        self.refused("full", apply, self.other, self.second, self.paper)

    def test_once_and_not_at_the_same_time(self) -> None:
        apply(self.one, self.paper)
        self.refused("registered_already", apply, self.one, self.paper)
        elsewhere = sitting(open_round(code="116-2"), "L12", opens_at=EXAM + dt.timedelta(minutes=74))
        self.refused("overlap", apply, self.one, elsewhere)
        apply(self.one, sitting(open_round(code="116-3"), "L12", opens_at=EXAM + dt.timedelta(minutes=75)))

    def test_who_the_candidate_is_must_be_known(self) -> None:
        nobody = cast.person("nobody")
        self.refused("no_document", apply, nobody, self.paper)
        Person.objects.filter(pk=self.one.pk).update(name="")
        self.refused("no_name", apply, self.one, self.paper)

    def test_names_of_every_kind_are_printable_and_others_are_refused(self) -> None:
        for name in ("王堃", "𡍼例", "谷辣斯·尤達卡", "Kulas Yotaka", "撒韵·武荖 Sayun Bulaw"):
            Person.objects.filter(pk=self.one.pk).update(name=name)
            with self.subTest(name=name):
                (made,) = apply(self.one, self.paper)
                self.assertEqual(made.snapshot["name"], name)
                registrations.cancel(registration=made, actor=None, now=NOW)
        Person.objects.filter(pk=self.one.pk).update(name="王\U0003fffd")
        with self.assertRaises(pdf.UnprintableCharacter):
            apply(self.one, self.paper)

    def test_what_is_not_of_the_round_or_twice(self) -> None:
        other = sitting(open_round(code="116-2"), "L12")
        self.refused("foreign_sitting", apply, self.one, self.paper, other)
        self.refused(
            "nothing_chosen",
            applying.apply,
            person=self.one,
            application=applying.Application(self.round, []),
            actor=None,
            now=NOW,
        )


class Holds(Base):
    def test_an_expired_place_is_free_before_the_sweep_and_visibly_after(self) -> None:
        (made,) = apply(self.one, self.paper)
        assert made.held_until is not None
        self.assertEqual(places.left(self.paper, now=made.held_until - dt.timedelta(seconds=1)), 0)
        self.assertEqual(places.left(self.paper, now=made.held_until), 1)
        self.assertEqual((holds.sweep(now=made.held_until), holds.sweep(now=made.held_until)), (1, 0))
        made.refresh_from_db()
        self.assertEqual((made.state, fees.balance(made).due), (CANCELLED, 0))
        told = Notice.objects.filter(person=self.one, context__what="lapsed", channel="account")
        self.assertEqual(told.count(), 1)

    def test_the_next_candidate_takes_an_expired_place_without_waiting_for_the_sweep(self) -> None:
        short = open_round(code="116-4", pay_by=None)
        paper = sitting(short, "L11", capacity=1)
        (first,) = apply(self.one, paper)
        later = first.held_until
        assert later is not None
        assert later < CLOSES
        (second,) = apply(self.other, paper, now=later)
        first.refresh_from_db()
        self.assertEqual((first.state, second.state), (CANCELLED, PENDING))
        self.refused("place_gone", self.pay, first, at=later)
        apply(self.one, sitting(short, "L12", opens_at=EXAM + dt.timedelta(hours=3)), now=later)

    def test_a_late_payment_takes_a_free_place_up_again(self) -> None:
        (made,) = apply(self.one, self.paper)
        assert made.held_until is not None
        holds.sweep(now=made.held_until)
        self.pay(made, at=made.held_until + DAY)
        made.refresh_from_db()
        self.assertEqual((made.state, fees.balance(made).due, fees.balance(made).paid), (REGISTERED, 0, 900))

    def test_money_that_came_too_late_is_owed_back(self) -> None:
        (made,) = apply(self.one, self.paper)
        assert made.held_until is not None
        holds.sweep(now=made.held_until)
        payments.receive(code=made.payment_code, amount=900, reference="T9", actor=self.officer, now=made.held_until)
        self.assertEqual(fees.balance(made).owed_back, 900)


class Paying(Base):
    def test_a_transfer_confirms_every_paper_of_its_code_once(self) -> None:
        made = apply(self.one, self.paper, self.second)
        self.refused("amount", self.pay, made[0], 900)
        self.assertEqual(len(self.pay(made[0], 1_800)), 2)
        self.assertEqual(self.pay(made[0], 1_800), [])
        self.refused("paid_already", self.pay, made[0], 1_800, reference="T2")
        self.assertEqual({each.state for each in Registration.objects.all()}, {REGISTERED})
        self.assertEqual(LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count(), 2)
        self.assertEqual(fees.due(made), 0)

    def test_codes_that_stand_for_nothing(self) -> None:
        unknown, wrong = codes.with_check_digit("0000000000000"), "00000000000001"
        for code, why in ((unknown, "code_unknown"), (wrong, "code_invalid")):
            self.refused(why, payments.confirm, code=code, amount=900, reference="T", actor=None, now=NOW)

    def test_a_fee_confirmed_after_sealing_gives_a_paper(self) -> None:
        (made,) = apply(self.one, self.paper)
        sealing.seal(round=self.round, actor=None, now=NOW)
        self.assertFalse(Attempt.objects.filter(registration=made).exists())
        self.pay(made)
        self.assertTrue(Attempt.objects.filter(registration=made).exists())


class GivingUp(Base):
    def test_an_unpaid_registration_is_given_up_and_nothing_is_owed(self) -> None:
        (made,) = apply(self.one, self.paper)
        withdrawals.by_candidate(registration=made, actor=self.one.user, now=NOW)
        self.assertEqual((made.state, fees.balance(made).due, places.left(self.paper, now=NOW)), (CANCELLED, 0, 1))
        self.refused("given_up", self.pay, made)

    def test_a_paid_one_only_for_a_listed_reason_with_its_share(self) -> None:
        (made,) = apply(self.one, self.paper)
        self.pay(made)
        made.refresh_from_db()
        self.refused("paid", withdrawals.by_candidate, registration=made, actor=None, now=NOW)
        options = {"registration": made, "actor": self.officer, "now": NOW}
        self.refused("no_refund_rule", withdrawals.by_officer, reason=WithdrawalReason.OWN_WISH, **options)
        withdrawals.by_officer(reason=WithdrawalReason.ILLNESS, **options)
        self.assertEqual((made.state, fees.balance(made).owed_back), (CANCELLED, 450))

    def test_a_sealed_round_keeps_it(self) -> None:
        (made,) = apply(self.one, self.paper)
        sealing.seal(round=self.round, actor=None, now=NOW)
        self.refused("sealed", withdrawals.by_candidate, registration=made, actor=None, now=NOW)


class Units(Base):
    def unit(self, **more: Any) -> Any:
        given = {"name": "示範公司", "contact_name": "王聯絡", "contact_phone": "02"} | more
        code = applying.payment_code()
        return groups.open_unit(round=self.round, payment_code=code, actor=cast.user(f"c{code}"), now=NOW, **given)

    def test_the_unit_pays_once_for_all_its_people(self) -> None:
        unit = self.unit()
        (first,) = apply(self.one, self.paper, unit_code=f" {unit.code[:4].lower()}-{unit.code[4:]}")
        (second,) = apply(self.other, self.second, unit_code=unit.code)
        self.assertEqual({first.payment_code, second.payment_code}, {unit.payment_code})
        self.assertEqual(
            set(LedgerEntry.objects.values_list("payer", "person")), {(f"sittings.GroupUnit:{unit.public_id}", None)}
        )
        self.assertEqual(len(self.pay(first, 1_800)), 2)

    def test_a_code_of_nobody_or_of_a_closed_unit(self) -> None:
        unit = self.unit()
        self.assertTrue(groups.close(unit=unit, actor=None, now=NOW))
        for code in (unit.code, "XXXXXXXX"):
            self.refused("unit_unknown", apply, self.one, self.paper, unit_code=code)


class Documents(Base):
    def enter(self, person: Person, number: str, **more: Any) -> IdentityDocument:
        given = {"is_passport": False, "on": NOW.date(), "actor": None, "now": NOW} | more
        return documents.enter(person=person, number=number, **given)

    def test_a_number_is_sealed_masked_and_one_persons(self) -> None:
        found = IdentityDocument.objects.get(person=self.one)
        number = national_id(1)
        self.assertEqual(found.masked, number[:6] + "****")
        self.assertNotIn(number.encode(), bytes(found.ciphertext))
        self.assertEqual(self.enter(self.one, number.lower()).pk, found.pk)
        self.refused("identity_taken", self.enter, self.other, number)

    def test_what_is_wrong_with_a_number_is_said(self) -> None:
        cases = {"": "identity_empty", "A123456788": "identity_check_digit", "12345": "identity_shape"}
        for number, code in cases.items():
            self.refused(code, self.enter, self.one, number)
        self.refused("identity_looks_like_id", self.enter, self.one, "A123456789", is_passport=True)
        self.assertEqual(self.enter(self.one, "M12345678", is_passport=True).masked, "M1234****")


class CompletedClasses(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.learner = candidate("learner", 1)
        found = classes.regional_class(cast.school("home"))
        cls.seat = enrolments.enrol(person=cls.learner, regional_class=found, actor=None, now=NOW)
        cls.paper = sitting(open_round("green"), "GC", fee=0)

    def complete(self) -> None:
        enrolments.complete(enrolment=self.seat, on=NOW.date(), actor=None, now=NOW)

    def test_completing_a_class_lets_the_learner_register_once(self) -> None:
        with self.assertRaises(registrations.UnableToRegister) as caught:
            apply(self.learner, self.paper)
        self.assertEqual(caught.exception.code, "not_eligible")
        self.complete()
        (made,) = apply(self.learner, self.paper)
        self.assertEqual((made.enrolment, made.snapshot["learner_number"]), (self.seat, "001"))
        again = sitting(open_round("green", "116-2"), "GC", fee=0, opens_at=EXAM + 30 * DAY)
        with self.assertRaises(registrations.UnableToRegister) as caught:
            apply(self.learner, again)
        self.assertEqual(caught.exception.code, "right_used")

    def test_a_confirmation_is_taken_back_until_it_was_used(self) -> None:
        self.complete()
        enrolments.reopen(enrolment=self.seat, actor=None, now=NOW)
        self.assertEqual((self.seat.state, Eligibility.objects.count()), ("enrolled", 0))
        self.complete()
        self.assertEqual(Eligibility.objects.count(), 1)
        apply(self.learner, self.paper)
        with self.assertRaises(eligibilities.RightUsed):
            enrolments.reopen(enrolment=self.seat, actor=None, now=NOW)
        self.seat.refresh_from_db()
        self.assertEqual((self.seat.state, Eligibility.objects.count()), ("completed", 1))
