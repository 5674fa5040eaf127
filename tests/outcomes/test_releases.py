"""From answers to a released round: everything saved is marked, two officers, each consequence exactly once."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.test import TestCase

from courses.tuition.models import TestPass
from exams.certificates.models import Certificate
from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.services import closing
from exams.outcomes import tasks  # noqa: F401 - registers the job's handler
from exams.outcomes.enums import ReleaseState, RunState, Verdict
from exams.outcomes.models import Award, LevelResult, Mark, Release, ScoreNotice
from exams.outcomes.points import RELEASE_PUBLISHED
from exams.outcomes.selectors import notice_texts, results
from exams.outcomes.services import marking, releases
from lms.core import clock, jobs, slots
from lms.core.effects import Effect
from lms.core.enums import JobState
from lms.core.models import Job
from lms.notices.models import Notice
from tests.support import cast, exams, released
from tests.support.classes_done import completed
from tests.support.released import AFTER


class World(TestCase):
    """A sealed green-collar test of five items: four right, two right, never started."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.absent = cast.person("absent")
        people = [cls.cast.candidate, cls.cast.other_candidate, cls.absent]
        for number, person in enumerate(people, start=1):
            released.entitle(completed(person, cls.cast.school, number=f"{number:03}"))
        cls.world = exams.build_sealed_sitting(
            programme="green", subject="GC", code="115-2", people=people, items=5, minutes=100
        )

    def sat(self) -> None:
        released.sit(self.world.attempts[0], right=4)
        released.sit(self.world.attempts[1], right=2, hand_in=False)

    def prepare(self) -> Release:
        return releases.prepare(round=self.world.round, actor=self.cast.officer, now=AFTER)

    def approve(self) -> Release:
        return releases.approve(release=self.prepare(), actor=self.cast.second_officer, now=AFTER)

    def release(self) -> Release:
        self.sat()
        return releases.carry_out(release=self.approve(), now=AFTER)


class Marking(World):
    def test_everything_saved_is_marked_however_the_attempt_ended(self) -> None:
        self.sat()
        run = marking.mark_round(round=self.world.round, actor=self.cast.officer, now=AFTER)
        marks = Mark.objects.filter(run=run).order_by("registration_id")
        self.assertEqual(
            [(mark.attended, mark.raw_hundredths, mark.score, mark.passed) for mark in marks],
            [(True, 8_000, 80, True), (True, 4_000, 40, False), (False, None, None, False)],
        )
        self.assertEqual([item["reason"] for item in marks[1].detail["items"]].count("mark_wrong"), 3)
        self.assertEqual(set(Attempt.objects.values_list("state", flat=True)), {AttemptState.CLOSED})

    def test_marking_again_is_the_same_run(self) -> None:
        self.sat()
        first, again = (
            marking.mark_round(round=self.world.round, actor=self.cast.officer, now=AFTER) for _ in range(2)
        )
        self.assertEqual(first.pk, again.pk)

    def test_nobody_is_marked_while_somebody_may_enter_or_writes(self) -> None:
        soon = exams.OPENS_AT + dt.timedelta(minutes=5)
        with self.assertRaises(closing.RoundNotOver) as early:
            marking.mark_round(round=self.world.round, actor=self.cast.officer, now=soon)
        exams.start(self.world.attempts[0])
        with self.assertRaises(closing.RoundNotOver) as writing:
            marking.mark_round(
                round=self.world.round, actor=self.cast.officer, now=exams.OPENS_AT + dt.timedelta(minutes=30)
            )
        self.assertEqual([early.exception.code, writing.exception.code], ["entry_open", "in_progress"])

    def test_an_open_round_has_no_answers_to_mark(self) -> None:
        other = exams.build_round("green", "115-3")
        with self.assertRaises(marking.UnableToMark):
            marking.mark_round(round=other, actor=self.cast.officer, now=AFTER)


class FourEyes(World):
    def test_whoever_prepared_cannot_approve(self) -> None:
        self.sat()
        release = self.prepare()
        with self.assertRaises(releases.FourEyes):
            releases.approve(release=release, actor=self.cast.officer, now=AFTER)
        self.assertEqual(releases.approve(release=release, actor=self.cast.second_officer, now=AFTER).state, "approved")

    def test_the_database_refuses_it_too(self) -> None:
        """Positive control: past the service's guard, the constraint still holds."""
        release = self.prepare()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(approved_by=release.prepared_by)

    def test_a_release_nobody_approved_is_not_carried_out(self) -> None:
        with self.assertRaises(releases.UnableToApprove):
            releases.carry_out(release=self.prepare(), now=AFTER)
        self.assertEqual(ScoreNotice.objects.count(), 0)

    def test_approved_twice_is_one_job(self) -> None:
        release = self.approve()
        again = Release.objects.get(pk=release.pk)
        with self.assertRaises(releases.UnableToApprove):
            releases.approve(release=again, actor=self.cast.second_officer, now=AFTER)
        self.assertEqual(Job.objects.filter(kind=releases.JOB).count(), 1)

    def test_an_older_draft_cannot_be_approved_after_a_new_marking(self) -> None:
        release = self.prepare()
        type(release.run).objects.create(
            round=release.run.round,
            number=release.run.number + 1,
            origin="answers",
            policy={},
            input_hash="0" * 64,
            created_at=AFTER,
        )
        with self.assertRaises(releases.UnableToApprove) as refused:
            releases.approve(release=release, actor=self.cast.second_officer, now=AFTER)
        self.assertEqual(refused.exception.code, "newer_run")

    def test_a_name_that_cannot_be_printed_stops_the_release(self) -> None:
        registration = self.world.registrations[0]
        registration.snapshot["name"] = "王\ue123"
        registration.save()
        self.sat()
        with self.assertRaises(releases.UnprintableNames) as refused:
            self.approve()
        self.assertIn("\ue123", str(refused.exception))


class CarryingOut(World):
    def test_everything_follows_once(self) -> None:
        release = self.release()
        self.assertEqual((release.state, release.run.state), (ReleaseState.RELEASED, RunState.RELEASED))
        self.assertEqual(self.consequences(), {"notices": 2, "awards": 1, "certificates": 1, "passes": 1, "letters": 3})
        self.assertEqual(release.due_date, dt.date(2026, 12, 11))

    def consequences(self) -> dict[str, int]:
        return {
            "notices": ScoreNotice.objects.count(),
            "awards": Award.objects.count(),
            "certificates": Certificate.objects.exclude(pdf_sha256="").count(),
            "passes": TestPass.objects.count(),
            "letters": Notice.objects.filter(channel="email").count(),
        }

    def test_carried_out_again_from_the_start_nothing_is_doubled(self) -> None:
        release = self.release()
        before = self.consequences()
        Release.objects.filter(pk=release.pk).update(done=[], state=ReleaseState.APPROVED)
        releases.carry_out(release=Release.objects.get(pk=release.pk), now=AFTER + dt.timedelta(hours=1))
        self.assertEqual(self.consequences(), before)

    def test_a_job_killed_at_any_effect_goes_on_and_doubles_nothing(self) -> None:
        names = [effect.name for effect in RELEASE_PUBLISHED.effects]
        self.sat()
        release = self.approve()
        job = Job.objects.get(kind=releases.JOB)
        broken = [_Breaking(effect) for effect in RELEASE_PUBLISHED.effects]
        untouched, RELEASE_PUBLISHED.effects = RELEASE_PUBLISHED.effects, [each.as_effect() for each in broken]
        self.addCleanup(setattr, RELEASE_PUBLISHED, "effects", untouched)
        with clock.frozen(AFTER), self.assertLogs("lms.core.jobs", "ERROR"):
            for _ in range(jobs.MAX_ATTEMPTS):  # each run breaks right after one more effect has worked
                jobs.run(job.pk)
                Job.objects.filter(pk=job.pk).update(attempts=0)
                if Job.objects.get(pk=job.pk).state == JobState.DONE:
                    break
            else:
                jobs.run(job.pk)
        release.refresh_from_db()
        self.assertEqual((release.state, sorted(release.done)), (ReleaseState.RELEASED, sorted(names)))
        self.assertEqual([each.calls for each in broken], [2] * len(broken))
        self.assertEqual(self.consequences()["certificates"], 1)
        self.assertEqual(self.consequences()["letters"], 3)

    def test_what_the_worker_gave_up_goes_on_where_it_stopped(self) -> None:
        self.sat()
        release = self.approve()
        with self.assertRaises(releases.NothingToResume):
            releases.resume(release=release, actor=self.cast.officer, now=AFTER)
        broken = _Breaking(RELEASE_PUBLISHED.effects[0])
        untouched = RELEASE_PUBLISHED.effects
        RELEASE_PUBLISHED.effects = [broken.as_effect(), *untouched[1:]]
        self.addCleanup(setattr, RELEASE_PUBLISHED, "effects", untouched)
        Job.objects.update(attempts=jobs.MAX_ATTEMPTS - 1)
        address = f"/outcomes/releases/{release.public_id}/"
        self.client.force_login(self.cast.officer)
        with clock.frozen(AFTER), self.assertLogs("lms.core.jobs", "ERROR"):
            jobs.run(Job.objects.get().pk)
            self.assertContains(self.client.get(address), "成績已生效，但通知、證書或統計尚未全部完成")
            self.client.post(f"{address}resume/")
            self.assertEqual(Job.objects.get().state, JobState.QUEUED)
            jobs.run(Job.objects.get().pk)
        release.refresh_from_db()
        self.assertEqual(release.state, ReleaseState.RELEASED)
        self.assertEqual(self.consequences(), {"notices": 2, "awards": 1, "certificates": 1, "passes": 1, "letters": 3})

    def test_the_preview_counts_what_will_happen_and_writes_nothing(self) -> None:
        self.sat()
        lines = releases.preview(self.prepare())
        self.assertEqual(
            [line for line in lines if "份" in line or "張" in line or "通知 " in line],
            ["製作 2 份成績通知單", "核發 1 張合格證明", "通知 3 人（電子郵件與帳號內通知）"],
        )
        self.assertEqual(self.consequences(), {"notices": 0, "awards": 0, "certificates": 0, "passes": 0, "letters": 0})

    def test_the_letter_carries_notice_and_certificate(self) -> None:
        self.release()
        letter = Notice.objects.get(person=self.cast.candidate, channel="email")
        number = Certificate.objects.get().number
        self.assertEqual([each["name"] for each in letter.attachments], ["score-notice.pdf", f"{number}.pdf"])
        failed = Notice.objects.get(person=self.cast.other_candidate, channel="email")
        self.assertEqual([each["name"] for each in failed.attachments], ["score-notice.pdf"])
        self.assertTrue(failed.context["retake"])
        absent = Notice.objects.get(person=self.absent, channel="email")
        self.assertEqual((absent.attachments, absent.context["outcome"]), ([], "absent"))

    def test_the_notice_has_the_fields_of_the_rule_book(self) -> None:
        self.release()
        shown = ScoreNotice.objects.get(person=self.cast.candidate).snapshot
        fields = ("title", "name", "serial", "learner_number", "sitting_kind", "test_date", "score", "result")
        self.assertEqual(
            [shown[field] for field in fields],
            [
                "環境部淨零綠領人才培育課程 測驗成績通知單",
                "測試candidate",
                shown["serial"],
                "001",
                "正期",
                "115/11/20",
                "80",
                "及格",
            ],
        )
        self.assertEqual(len(shown["remarks"]), 3)


class _Breaking:
    """An effect that works and then dies once, as a worker killed between the work and its note."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        self.calls = 0

    def apply(self, value: object) -> None:
        self.effect.apply(value)
        self.calls += 1
        if self.calls == 1:
            raise ConnectionError("killed")

    def as_effect(self) -> Effect:
        return Effect(self.effect.name, self.apply, self.effect.preview, self.effect.order)


class Visibility(World):
    def test_nothing_is_seen_before_release(self) -> None:
        self.sat()
        release = self.approve()
        self.client.force_login(self.cast.candidate.user)
        with clock.frozen(AFTER):
            page = self.client.get("/outcomes/")
        self.assertContains(page, "成績尚未公布")
        self.assertContains(page, "115年12月11日")
        self.assertNotContains(page, "80 分")
        self.assertEqual(results.of_person(self.cast.candidate), [])
        releases.carry_out(release=release, now=AFTER)
        with clock.frozen(AFTER):
            self.assertContains(self.client.get("/outcomes/"), "80 分，達 60 分，及格")

    def test_a_score_notice_is_its_owners_alone(self) -> None:
        self.release()
        notice = ScoreNotice.objects.get(person=self.cast.candidate)
        expected = {
            self.cast.candidate.user: 200,
            self.cast.other_candidate.user: 404,
            self.cast.coordinator: 404,
            self.cast.stranger: 404,
            self.cast.officer: 404,
        }
        for user, status in expected.items():
            with self.subTest(user=user.email):
                self.client.force_login(user)
                self.assertEqual(self.client.get(f"/outcomes/score-notices/{notice.public_id}.pdf").status_code, status)
                unknown = self.client.get(f"/outcomes/score-notices/{uuid.uuid4()}.pdf")
                self.assertEqual(unknown.status_code, 404)

    def test_the_release_desk_is_for_officers(self) -> None:
        self.sat()
        release = self.prepare()
        pages = ["/outcomes/releases/", f"/outcomes/releases/{release.public_id}/"]
        for user, status in {self.cast.coordinator: 403, self.cast.administrator: 403, self.cast.officer: 200}.items():
            self.client.force_login(user)
            with clock.frozen(AFTER):
                self.assertEqual([self.client.get(page).status_code for page in pages], [status, status])

    def test_two_officers_release_through_the_pages(self) -> None:
        self.sat()
        with clock.frozen(AFTER):
            self.client.force_login(self.cast.officer)
            self.assertContains(self.client.get("/outcomes/releases/"), "結束測驗並計分")
            page = self.client.post(f"/outcomes/releases/prepare/{self.world.round.public_id}/", follow=True)
            self.assertContains(page, "須由另一位試務人員核准")
            self.assertNotContains(page, "測試candidate")
            self.assertEqual(page.context["verdicts"], [("及格", 1), ("不及格", 1), ("缺考", 1)])
            release = Release.objects.get()
            address = f"/outcomes/releases/{release.public_id}/approve/"
            self.assertContains(self.client.post(address, follow=True), "不能核准同一份")
            self.client.force_login(self.cast.second_officer)
            self.assertContains(self.client.post(address, follow=True), "公布中")
            jobs.run(Job.objects.get().pk)
            self.assertContains(self.client.get(f"/outcomes/releases/{release.public_id}/"), "已公布")


class AcrossPages(World):
    def test_other_pages_learn_of_results_after_release_only(self) -> None:
        ids = [self.cast.candidate.pk, self.cast.other_candidate.pk, self.absent.pk]
        self.assertEqual(results.last_scores(ids), {})
        self.release()
        self.assertEqual(results.last_scores(ids), dict(zip(ids, ("80 及格", "40 不及格", "缺考"), strict=True)))
        with clock.frozen(AFTER):
            steps = [step.title for step in slots.collect("timeline", self.cast.candidate)]
            self.assertIn("成績：測試梯次 115-2", steps)
            self.assertIn("合格證明", steps)
            cards = {card.title: card.count for card in slots.collect("desk_card", self.cast.officer)}
        self.assertEqual(cards["計分與公布"], 0)


class Levels(TestCase):
    def test_a_pass_by_average_is_told_in_words(self) -> None:
        who = cast.Cast.make()
        round = exams.build_round("ipas-nz-beginner", "115-4")
        sittings = [exams.build_sitting(round, code, items=20) for code in ("L11", "L12")]
        seats = [exams.register(who.candidate, sitting) for sitting in sittings]
        exams.sealing.seal(round=round, actor=None, now=exams.NOW)
        for seat, right in zip(seats, (12, 16), strict=True):  # 60 and 80
            released.sit(Attempt.objects.get(registration=seat), right=right)
        released.release(round, officer=who.officer, second=who.second_officer)
        [result] = results.of_person(who.candidate)
        self.assertEqual(LevelResult.objects.get().verdict, Verdict.CURRENT_ROUND)
        self.assertEqual(result.verdict, "獲證（當次報考，平均及格）")
        self.assertIn("同次報考全部考科，平均 70 分，達 70 分，視為及格。", result.reasons)
        notice = ScoreNotice.objects.get()
        self.assertEqual([line["result"] for line in notice.snapshot["subjects"]], ["不及格", "及格"])
        self.assertIn("不再取整數（暫定）", notice.snapshot["remarks"][2])
        run = notice.release.run
        run.policy["round_mean"] = True
        again = notice_texts.snapshot(run, LevelResult.objects.get())
        self.assertIn("並四捨五入取整數（暫定）", again["remarks"][2])
