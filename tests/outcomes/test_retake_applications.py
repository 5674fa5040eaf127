"""Retakes: open to those who failed, counted under a lock, decided by the original host school, seated at once."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from exams.delivery.models import Attempt
from exams.delivery.services import sealing
from exams.outcomes.enums import RetakeState
from exams.outcomes.models import Mark, RetakeApplication
from exams.outcomes.rules.enums import RetakeVerdict
from exams.outcomes.selectors import retakes as reads
from exams.outcomes.services import retakes
from exams.sittings.enums import SittingKind
from exams.sittings.models import Eligibility, Registration, Round, Sitting
from lms.core import clock, dated
from lms.notices.models import Notice
from tests.support import cast, exams, released
from tests.support.classes_done import completed
from tests.support.released import AFTER

COMING = dt.datetime(2027, 3, 13, 1, tzinfo=dt.UTC)


class World(TestCase):
    """The candidate failed on 2026-11-20 and the next test is on 2027-03-13; the other candidate passed."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        people = [cls.cast.candidate, cls.cast.other_candidate]
        for number, person in enumerate(people, start=1):
            released.entitle(completed(person, cls.cast.school, number=f"{number:03}"))
        world = exams.build_sealed_sitting(programme="green", subject="GC", code="115-2", people=people, items=5)
        released.sit(world.attempts[0], right=2)
        released.sit(world.attempts[1], right=5)
        released.release(world.round, officer=cls.cast.officer, second=cls.cast.second_officer)
        cls.coming = exams.build_round("green", "116-1", exam_date=COMING.date())
        cls.sitting = exams.build_sitting(cls.coming, "GC", items=5, opens_at=COMING)
        exams.build_room(cls.coming)

    @property
    def failed(self) -> Mark:
        mark = reads.last_mark(self.cast.candidate)
        assert mark is not None
        return mark

    def apply(self, target: Round | None = None) -> RetakeApplication:
        return retakes.apply(
            failed_mark=self.failed, target_round=target or self.coming, actor=self.cast.candidate.user, now=AFTER
        )

    def accept(self) -> RetakeApplication:
        return retakes.accept(application=self.apply(), actor=self.cast.coordinator, now=AFTER)

    def verdict(self) -> RetakeVerdict:
        case = reads.case_of(self.cast.candidate, now=AFTER)
        assert case is not None
        return case.options[0].decision.verdict

    def approve_setting(self, key: str, value: object) -> None:
        dated.approve(key=key, value=value, effective_from=dt.date(2026, 1, 1), basis="測試", approver=None, now=AFTER)


class Entitlement(World):
    def test_who_failed_sees_until_when_and_where_and_who_passed_sees_nothing(self) -> None:
        case = reads.case_of(self.cast.candidate, now=AFTER)
        assert case is not None
        self.assertEqual(case.decision.valid_until, dt.date(2027, 10, 18))  # a year after the class ended
        self.assertEqual([(each.round.code, each.is_open) for each in case.options], [("116-1", True)])
        self.assertTrue(case.provisional)
        self.assertIsNone(reads.case_of(self.cast.other_candidate, now=AFTER))

    def test_a_test_of_today_is_offered_while_its_entry_is_open(self) -> None:
        today = exams.build_round("green", "115-9", exam_date=AFTER.date())
        exams.build_sitting(today, "GC", items=5, opens_at=AFTER - dt.timedelta(minutes=5))
        before, after = (
            reads.case_of(self.cast.candidate, now=AFTER + dt.timedelta(minutes=minutes)) for minutes in (0, 600)
        )
        assert before is not None
        assert after is not None
        self.assertEqual([each.round.code for each in before.options], ["115-9", "116-1"])
        self.assertEqual([each.round.code for each in after.options], ["116-1"])

    def test_blank_settings_leave_it_open_and_are_never_guessed(self) -> None:
        self.approve_setting("outcomes.green_retake_count", None)
        self.assertEqual(self.verdict(), RetakeVerdict.NOT_ANNOUNCED)
        with self.assertRaises(retakes.NotEntitled):
            self.apply()

    def test_an_unannounced_count_is_said_on_the_page(self) -> None:
        self.approve_setting("outcomes.green_retake_count", None)
        self.client.force_login(self.cast.candidate.user)
        with clock.frozen(AFTER):
            self.assertContains(self.client.get("/outcomes/retakes/"), "補測次數尚未公告")

    def test_a_test_after_the_window_is_refused(self) -> None:
        late = exams.build_round("green", "116-2", exam_date=dt.date(2027, 10, 19))
        exams.build_sitting(late, "GC", items=5, opens_at=dt.datetime(2027, 10, 19, 1, tzinfo=dt.UTC))
        with self.assertRaises(retakes.NotEntitled) as refused:
            self.apply(late)
        self.assertIn("116年10月19日", str(refused.exception))


class Applying(World):
    def test_one_open_application_per_failed_result(self) -> None:
        self.apply()
        with self.assertRaises(retakes.AlreadyApplied):
            self.apply()
        self.assertEqual(RetakeApplication.objects.count(), 1)

    def test_the_database_forbids_a_second_one(self) -> None:
        """Positive control: past the service, the constraint alone holds."""
        made = self.apply()
        made.pk, made.public_id = None, self.coming.public_id
        with self.assertRaises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)

    def test_the_number_of_retakes_counts_every_seat_taken(self) -> None:
        self.approve_setting("outcomes.green_retake_count", 1)
        earlier = exams.build_round("green", "115-9", exam_date=dt.date(2026, 9, 5))
        seat = exams.build_sitting(earlier, "GC", items=5, opens_at=dt.datetime(2026, 9, 5, 1, tzinfo=dt.UTC))
        registration = Registration.objects.create(
            sitting=seat, person=self.cast.candidate, kind=SittingKind.REGULAR, registered_at=AFTER
        )
        self.assertEqual(self.verdict(), RetakeVerdict.ELIGIBLE)  # positive control: a regular seat does not count
        Registration.objects.filter(pk=registration.pk).update(kind=SittingKind.RETAKE)
        with self.assertRaises(retakes.NotEntitled):
            self.apply()
        Registration.objects.filter(pk=registration.pk).update(state="cancelled")
        self.assertEqual(self.apply().state, RetakeState.SUBMITTED)

    def test_a_result_that_is_no_longer_the_last_gives_no_retake(self) -> None:
        passed = reads.last_mark(self.cast.other_candidate)
        assert passed is not None
        with self.assertRaises(retakes.NotEntitled):
            retakes.apply(failed_mark=passed, target_round=self.coming, actor=None, now=AFTER)

    def test_a_refused_application_can_be_sent_again(self) -> None:
        made = self.apply()
        retakes.refuse(application=made, note="資料不全", actor=self.cast.coordinator, now=AFTER)
        again = self.apply()
        self.assertEqual((again.pk, again.state, again.note), (made.pk, RetakeState.SUBMITTED, ""))


class Deciding(World):
    def test_accepting_records_the_right_and_takes_a_seat(self) -> None:
        accepted = self.accept()
        registration = Registration.objects.get(sitting=self.sitting)
        self.assertEqual(accepted.registration, registration)
        self.assertEqual((registration.kind, registration.seat, registration.room.code), ("retake", "01", "R1"))
        self.assertEqual(registration.snapshot["learner_number"], "001")
        right = Eligibility.objects.get(kind=SittingKind.RETAKE)
        self.assertEqual((right.person, right.valid_until), (self.cast.candidate, dt.date(2027, 10, 18)))
        self.assertFalse(Attempt.objects.filter(registration=registration).exists())
        letter = Notice.objects.get(template="retake_decision", channel="email")
        self.assertEqual((letter.context["accepted"], letter.context["test_date_roc"]), (True, "116/03/13"))

    def test_accepting_after_sealing_adds_the_paper(self) -> None:
        other = completed(self.cast.other_candidate, self.cast.other_school)
        released.entitle(other)
        exams.register(self.cast.other_candidate, self.sitting)
        sealing.seal(round=self.coming, actor=None, now=AFTER)
        accepted = self.accept()
        self.assertTrue(Attempt.objects.filter(registration=accepted.registration).exists())

    def test_accepting_twice_takes_one_seat(self) -> None:
        made = self.apply()
        same = RetakeApplication.objects.get(pk=made.pk)
        retakes.accept(application=made, actor=self.cast.coordinator, now=AFTER)
        with self.assertRaises(retakes.AlreadyDecided):
            retakes.accept(application=same, actor=self.cast.coordinator, now=AFTER)
        self.assertEqual(Registration.objects.filter(sitting=self.sitting).count(), 1)

    def test_a_failed_seat_leaves_the_application_as_it_was(self) -> None:
        made = self.apply()
        Round.objects.filter(pk=self.coming.pk).update(state="released")
        with self.assertRaises(Exception) as refused:
            retakes.accept(application=made, actor=self.cast.coordinator, now=AFTER)
        self.assertEqual(getattr(refused.exception, "code", ""), "closed")
        made.refresh_from_db()
        self.assertEqual((made.state, Eligibility.objects.filter(kind="retake").count()), (RetakeState.SUBMITTED, 0))

    def test_a_test_is_offered_while_its_entry_is_open_even_past_midnight(self) -> None:
        opens = timezone.make_aware(dt.datetime.combine(COMING.date(), dt.time(23, 50)))
        Sitting.objects.filter(pk=self.sitting.pk).update(opens_at=opens, entry_closes_at=opens + dt.timedelta(hours=1))
        for minutes, offered in ((5, 1), (15, 1), (59, 1), (60, 0)):
            with self.subTest(minutes=minutes):
                found = reads.coming(self.failed, now=opens + dt.timedelta(minutes=minutes))
                self.assertEqual(found.count(), offered)

    def test_a_refusal_needs_its_reason(self) -> None:
        with self.assertRaises(retakes.NoteMissing):
            retakes.refuse(application=self.apply(), note="", actor=self.cast.coordinator, now=AFTER)


class Pages(World):
    def test_from_the_learners_request_to_the_schools_decision(self) -> None:
        with clock.frozen(AFTER):
            self.client.force_login(self.cast.candidate.user)
            page = self.client.get("/outcomes/retakes/")
            self.assertContains(page, "還可補測 2 次，須在 116年10月18日 以前應試。")
            self.client.post("/outcomes/retakes/apply/", {"round": str(self.coming.public_id)})
            application = RetakeApplication.objects.get()
            address = f"/outcomes/retakes/queue/{application.public_id}/"
            for user, status in {
                self.cast.stranger: 404,
                self.cast.officer: 403,
                self.cast.candidate.user: 403,
            }.items():
                self.client.force_login(user)
                self.assertEqual(self.client.post(address, {"decision": "accept"}).status_code, status)
            self.client.force_login(self.cast.stranger)
            self.assertNotContains(self.client.get("/outcomes/retakes/queue/"), "測試candidate")
            self.client.force_login(self.cast.coordinator)
            self.assertContains(self.client.get("/outcomes/retakes/queue/"), "測試candidate")
            self.client.post(address, {"decision": "accept"})
            application.refresh_from_db()
            self.assertEqual(application.state, RetakeState.ACCEPTED)
            self.client.force_login(self.cast.candidate.user)
            self.assertContains(self.client.get("/outcomes/retakes/"), "准考證（PDF）")

    def test_a_round_that_is_no_option_does_not_exist(self) -> None:
        self.client.force_login(self.cast.candidate.user)
        foreign = exams.build_round("ipas-nz-beginner", "116-1", exam_date=COMING.date())
        for chosen in (str(foreign.public_id), "nonsense", ""):
            with clock.frozen(AFTER), self.subTest(chosen):
                self.assertEqual(self.client.post("/outcomes/retakes/apply/", {"round": chosen}).status_code, 404)
        self.assertEqual(RetakeApplication.objects.count(), 0)
