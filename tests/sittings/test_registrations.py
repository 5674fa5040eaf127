import datetime as dt

from django.test import TestCase

from courses.catalogue.models import Programme
from exams.delivery.services import sealing
from exams.papers.models import Form
from exams.sittings.enums import RegistrationState, SittingKind, SittingMode
from exams.sittings.models import Eligibility, Registration
from exams.sittings.rules import eligibility
from exams.sittings.services import eligibilities, registrations, rounds, sittings
from lms.accounts.models import Person
from lms.core.models import AuditEvent
from question_bank.items.enums import ItemUse
from question_bank.syllabus.models import Subject
from tests.support import cast
from tests.support.exams import NOW, OPENS_AT, build_form, build_mock, build_room, build_round, build_sitting


class RegisterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.one, cls.other = cast.person("one"), cast.person("two")
        cls.round = build_round()
        cls.sitting = build_sitting(cls.round, "L11")
        cls.room = build_room(cls.round)

    def register(self, person: Person, **given: object) -> Registration:
        options = {"sitting": self.sitting, "kind": SittingKind.REGULAR, "actor": None, "now": NOW} | given
        return registrations.register(person=person, **options)  # type: ignore[arg-type]

    def refused(self, code: str, person: Person, **given: object) -> None:
        before = Registration.objects.count()
        with self.assertRaises(registrations.UnableToRegister) as caught:
            self.register(person, **given)
        self.assertEqual((caught.exception.code, Registration.objects.count()), (code, before))

    def test_the_snapshot_is_frozen(self) -> None:
        made = self.register(self.one, room=self.room, seat="01")
        Person.objects.filter(pk=self.one.pk).update(name="改名")
        made.refresh_from_db()
        self.assertEqual(made.snapshot, {"name": "測試one", "name_romanised": "", "birth_date": "2000-01-01"})
        self.assertEqual(AuditEvent.objects.filter(action="registration.made").count(), 1)

    def test_once_per_sitting_and_one_to_a_seat(self) -> None:
        self.register(self.one, room=self.room, seat="01")
        self.refused("registered_already", self.one)
        self.refused("seat_taken", self.other, room=self.room, seat="01")
        self.register(self.other, room=self.room, seat="02")

    def test_a_cancelled_registration_frees_person_and_seat(self) -> None:
        made = self.register(self.one, room=self.room, seat="01")
        registrations.cancel(registration=made, actor=None, now=NOW)
        self.assertEqual(made.state, RegistrationState.CANCELLED)
        self.register(self.other, room=self.room, seat="01")
        self.register(self.one)
        with self.assertRaises(registrations.UnableToCancel):
            registrations.cancel(registration=made, actor=None, now=NOW)

    def test_a_sealed_round_keeps_its_registrations_and_takes_late_ones(self) -> None:
        made = self.register(self.one)
        sealing.seal(round=self.round, actor=None, now=NOW)
        with self.assertRaises(registrations.UnableToCancel) as caught:
            registrations.cancel(registration=made, actor=None, now=NOW)
        self.assertEqual(caught.exception.code, "sealed")
        self.register(self.other)

    def test_what_does_not_fit_is_refused(self) -> None:
        foreign = build_room(build_round(code="115-4"))
        self.refused("foreign_room", self.one, room=foreign)
        self.refused("snapshot", self.one, snapshot={"name": ""})
        self.refused("snapshot", self.one, snapshot={"name": "甲", "score": "100"})
        self.refused("mock", self.one, sitting=build_mock())
        rounds.mark_released(round=self.round, actor=None, now=NOW)
        self.refused("closed", self.one)


class EligibilityTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = cast.person("one")
        cls.round = build_round("green")
        cls.sitting = build_sitting(cls.round, "GC", minutes=100)

    def grant(self, kind: SittingKind, until: dt.date | None, key: str = "k") -> Eligibility:
        return eligibilities.grant(
            person=self.person,
            programme=self.round.programme,
            subject=self.sitting.subject,
            kind=kind,
            reason="class_completed",
            source_key=key,
            valid_until=until,
        )

    def register(self, kind: SittingKind) -> Registration:
        return registrations.register(person=self.person, sitting=self.sitting, kind=kind, actor=None, now=NOW)

    def test_green_needs_a_right_of_the_same_kind_that_covers_the_day(self) -> None:
        day = self.round.exam_date
        for kind, until in [(None, None), (SittingKind.RETAKE, None), (SittingKind.REGULAR, day - dt.timedelta(1))]:
            with self.subTest(kind=kind, until=until), self.assertRaises(registrations.UnableToRegister) as caught:
                Eligibility.objects.all().delete()
                if kind:
                    self.grant(kind, until)
                self.register(SittingKind.REGULAR)
            self.assertEqual(caught.exception.code, "not_eligible")
        self.grant(SittingKind.REGULAR, day, key="k2")
        self.assertEqual(self.register(SittingKind.REGULAR).kind, SittingKind.REGULAR)

    def test_a_right_is_written_once_per_source_and_can_be_taken_back(self) -> None:
        first = self.grant(SittingKind.RETAKE, None)
        self.assertEqual(self.grant(SittingKind.RETAKE, None), first)
        self.assertTrue(eligibilities.withdraw(source_key="k"))
        self.assertFalse(eligibilities.withdraw(source_key="k"))

    def test_the_longest_right_is_used(self) -> None:
        rights = [
            eligibility.Right(1, SittingKind.REGULAR, dt.date(2026, 12, 1)),
            eligibility.Right(2, SittingKind.REGULAR, None),
            eligibility.Right(3, SittingKind.RETAKE, None),
        ]
        found = eligibility.usable(rights, SittingKind.REGULAR, dt.date(2026, 12, 1))
        self.assertEqual(found, rights[1])
        self.assertEqual(eligibility.usable(rights[:1], SittingKind.REGULAR, dt.date(2026, 12, 1)), rights[0])
        self.assertIsNone(eligibility.usable(rights[:1], SittingKind.REGULAR, dt.date(2026, 12, 2)))


class SittingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.round = build_round()

    def create(self, **given: object) -> object:
        options = {
            "round": self.round,
            "subject": Subject.objects.get(level=self.round.programme.level, code="L11"),
            "mode": SittingMode.COMPUTER,
            "opens_at": OPENS_AT,
            "entry_closes_at": OPENS_AT + dt.timedelta(minutes=10),
            "minutes": 75,
            "leave_after_minutes": 0,
            "self_admission": False,
            "forms": [],
            "actor": None,
            "now": NOW,
        } | given
        return sittings.create(**options)  # type: ignore[arg-type]

    def test_parts_must_fit(self) -> None:
        green = Subject.objects.get(code="GC")
        for wrong in (
            {"mode": SittingMode.MOCK},
            {"subject": green},
            {"entry_closes_at": OPENS_AT},
            {"forms": [build_form(green)]},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(sittings.SittingInvalid):
                self.create(**wrong)

    def test_a_mock_never_shows_secure_items(self) -> None:
        programme = Programme.objects.get(code="green")
        subject = Subject.objects.get(code="GC")
        secure = build_form(subject, use=ItemUse.SECURE)
        with self.assertRaises(sittings.SittingInvalid):
            sittings.ensure_mock(programme=programme, subject=subject, minutes=100, forms=[secure], now=NOW)

    def test_a_mock_is_one_sitting_whose_pool_grows(self) -> None:
        programme = Programme.objects.get(code="green")
        subject = Subject.objects.get(code="GC")
        made: list[Form] = [build_form(subject, use=ItemUse.PRACTICE) for _ in range(2)]
        mocks = {
            sittings.ensure_mock(programme=programme, subject=subject, minutes=100, forms=[form], now=NOW)
            for form in made
        }
        self.assertEqual(len(mocks), 1)
        self.assertEqual(set(mocks.pop().forms.all()), set(made))
