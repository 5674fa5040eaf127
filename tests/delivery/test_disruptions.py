"""Typhoon mode: only the people of the counties are touched, by two officers, and everybody is told."""

import datetime as dt
from typing import Any
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase

from exams.delivery.enums import AttemptState, DisruptionMeasure
from exams.delivery.models import AnswerSheet, Attempt, DisruptedCase, Disruption
from exams.delivery.selectors import disruptions as reads
from exams.delivery.selectors import status
from exams.delivery.services import attempts, disruptions, pauses, sealing
from exams.delivery.services.disruptions import Window
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Registration, Sitting
from exams.sittings.services import rooms
from lms.notices.models import Notice
from lms.organizations import models as organizations
from question_bank.items.models import Lock
from tests.support import cast, exams

NOW = exams.OPENS_AT
LATER = NOW + dt.timedelta(days=14)


class Typhoon(TestCase):
    def setUp(self) -> None:
        self.round = exams.build_round()
        self.sitting = exams.build_sitting(self.round, "L11", minutes=75)
        self.hit, self.safe = self.room("E1", "HUA"), self.room("N1", "TPE")
        self.registrations = [
            exams.register(cast.person("hit"), self.sitting, room=self.hit, seat="01"),
            exams.register(cast.person("hit2"), self.sitting, room=self.hit, seat="02"),
            exams.register(cast.person("safe"), self.sitting, room=self.safe, seat="01"),
        ]
        sealing.seal(round=self.round, actor=None, now=exams.NOW)
        self.first, self.second = cast.user("first@test.example"), cast.user("second@test.example")

    def room(self, code: str, county: str) -> ExamRoom:
        area, _ = organizations.TestArea.objects.get_or_create(
            code=county.lower(),
            defaults={"name_zh": county, "name_en": county, "county": organizations.County.objects.get(pk=county)},
        )
        return rooms.ensure(round=self.round, test_area=area, code=code, name_zh=f"{code} 試場", name_en=code)

    def carry_out(self, measure: DisruptionMeasure, *, now: dt.datetime = NOW, **plan: object) -> Disruption:
        made = disruptions.propose(
            round=self.round,
            counties=["HUA"],
            measure=measure,
            reason="颱風停班停課",
            actor=self.first,
            now=now,
            **plan,  # type: ignore[arg-type]
        )
        return disruptions.confirm(disruption=made, actor=self.second, now=now)

    def attempt(self, place: int) -> Attempt:
        return Attempt.objects.get(registration=self.registrations[place])

    def window(self, form: int | None = None) -> dict[int, Window]:
        return {self.sitting.pk: Window(LATER, LATER + dt.timedelta(minutes=10), form)}

    def test_postponing_moves_only_the_people_there(self) -> None:
        done = self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window())
        make_up = Sitting.objects.get(make_up_of=self.sitting)
        moved = Registration.objects.filter(sitting=make_up)
        self.assertEqual({each.pk for each in moved}, {each.pk for each in self.registrations[:2]})
        self.assertEqual(self.attempt(0).sitting, make_up)
        self.assertEqual(self.attempt(2).sitting, self.sitting)
        with self.assertRaises(attempts.UnableToEnter):
            attempts.start(attempt=self.admitted(0, LATER), now=NOW)
        self.assertTrue(make_up.config_hash)
        self.assertEqual(DisruptedCase.objects.filter(disruption=done).count(), 2)

    def admitted(self, place: int, now: dt.datetime) -> Attempt:
        return attempts.admit(attempt=self.attempt(place), actor=None, now=now)

    def test_another_day_may_take_another_form(self) -> None:
        other = exams.build_form(self.sitting.subject)
        before = self.attempt(0).order
        self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window(other.pk))
        found = self.attempt(0)
        self.assertEqual(found.form, other)
        self.assertNotEqual(found.order, before)
        self.assertEqual(
            {each["item"] for each in found.order}, set(other.form_items.values_list("version", flat=True))
        )
        self.assertNotEqual(self.attempt(2).form, other)

    def test_the_items_of_another_form_are_closed_at_once(self) -> None:
        other = exams.build_form(self.sitting.subject)
        items = set(other.form_items.values_list("version__item", flat=True))
        self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window(other.pk))
        closed = set(Lock.objects.filter(released_at=None).values_list("item", flat=True))
        self.assertLessEqual(items, closed)

    def test_somebody_who_starts_at_this_moment_goes_on(self) -> None:
        """Between reading whom it concerns and doing it, one of them has started: that paper stays as it is."""
        other, read = exams.build_form(self.sitting.subject), reads.reach
        asked: list[int] = []

        def reach(*args: Any, **options: Any) -> reads.Reach:
            found = read(*args, **options)
            asked.append(len(found.touched))
            if len(asked) == 2:  # the first time it is proposed
                exams.start(self.attempt(0), now=NOW)
            return found

        with mock.patch.object(reads, "reach", reach):
            self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window(other.pk))
        running, moved = self.attempt(0), self.attempt(1)
        self.assertEqual((running.state, running.sitting), (AttemptState.RUNNING, self.sitting))
        self.assertEqual((moved.form, moved.sitting.make_up_of), (other, self.sitting))

    def test_paper_takes_over_from_the_screen(self) -> None:
        """Those who have not started answer the same form on paper, in its printed order, on numbered sheets."""
        form = self.attempt(0).form
        self.carry_out(DisruptionMeasure.PAPER, windows={self.sitting.pk: Window(NOW, NOW + dt.timedelta(minutes=30))})
        make_up = Sitting.objects.get(make_up_of=self.sitting)
        self.assertEqual(make_up.mode, SittingMode.PAPER)
        found = self.attempt(0)
        printed = list(form.form_items.order_by("position").values_list("version", flat=True))
        self.assertEqual((found.form, [each["item"] for each in found.order]), (form, printed))
        self.assertEqual(AnswerSheet.objects.filter(sitting=make_up, attempt__isnull=False).count(), 2)
        self.assertEqual(self.attempt(2).sitting.mode, SittingMode.COMPUTER)

    def test_stopping_keeps_the_remaining_time(self) -> None:
        started = exams.start(self.attempt(0), now=NOW).attempt
        elsewhere = exams.start(self.attempt(2), now=NOW).attempt
        at = NOW + dt.timedelta(minutes=30)
        self.carry_out(DisruptionMeasure.STOP, now=at)
        stopped = self.attempt(0)
        self.assertEqual(stopped.state, AttemptState.PAUSED)
        self.assertEqual(status.state(self.attempt(2), at), AttemptState.RUNNING)
        self.assertEqual(DisruptedCase.objects.get().after["seconds_left"], 45 * 60)
        on = at + dt.timedelta(days=9)
        resumed = pauses.resume(attempt=stopped, actor=self.first, now=on)
        self.assertEqual(resumed.ends_at, on + dt.timedelta(minutes=45))
        self.assertEqual((started.started_at, self.attempt(2).ends_at), (stopped.started_at, elsewhere.ends_at))

    def test_moving_gives_another_room_and_a_free_seat(self) -> None:
        self.carry_out(DisruptionMeasure.MOVE, rooms={self.hit.pk: self.safe.pk})
        found = Registration.objects.filter(pk__in=[each.pk for each in self.registrations])
        self.assertEqual({each.room for each in found}, {self.safe})
        self.assertEqual(sorted(found.values_list("seat", flat=True)), ["01", "02", "M01"])

    def test_a_full_room_takes_nobody(self) -> None:
        ExamRoom.objects.filter(pk=self.safe.pk).update(capacity=2)
        with self.assertRaises(disruptions.UnableToDisrupt) as refused:
            self.carry_out(DisruptionMeasure.MOVE, rooms={self.hit.pk: self.safe.pk})
        self.assertEqual(refused.exception.code, "seats")
        self.assertEqual(Registration.objects.filter(room=self.hit).count(), 2)
        self.assertFalse(DisruptedCase.objects.exists())

    def test_everybody_touched_is_told_once(self) -> None:
        self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window())
        told = Notice.objects.filter(template="exam_disrupted", channel="email")
        self.assertEqual({each.person for each in told}, {each.person for each in self.registrations[:2]})

    def test_the_proposer_does_not_confirm(self) -> None:
        made = disruptions.propose(
            round=self.round,
            counties=["HUA"],
            measure=DisruptionMeasure.POSTPONE,
            reason="颱風",
            windows=self.window(),
            actor=self.first,
            now=NOW,
        )
        with self.assertRaises(disruptions.UnableToDisrupt) as refused:
            disruptions.confirm(disruption=made, actor=self.first, now=NOW)
        self.assertEqual(refused.exception.code, "own_proposal")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Disruption.objects.filter(pk=made.pk).update(decided_by=self.first)
        self.assertFalse(Sitting.objects.filter(make_up_of=self.sitting).exists())

    def test_confirmed_twice_it_happens_once(self) -> None:
        done = self.carry_out(DisruptionMeasure.POSTPONE, windows=self.window())
        with self.assertRaises(disruptions.UnableToDisrupt):
            disruptions.confirm(disruption=done, actor=self.second, now=NOW)
        self.assertEqual(Sitting.objects.filter(make_up_of=self.sitting).count(), 1)

    def test_counties_without_anybody_are_refused(self) -> None:
        with self.assertRaises(disruptions.UnableToDisrupt) as refused:
            disruptions.propose(
                round=self.round,
                counties=["PIF"],
                measure=DisruptionMeasure.STOP,
                reason="颱風",
                actor=self.first,
                now=NOW,
            )
        self.assertEqual(refused.exception.code, "nobody")

    def test_a_plan_names_every_sitting(self) -> None:
        with self.assertRaises(disruptions.UnableToDisrupt) as refused:
            self.carry_out(DisruptionMeasure.POSTPONE, windows={})
        self.assertEqual(refused.exception.code, "no_plan")
