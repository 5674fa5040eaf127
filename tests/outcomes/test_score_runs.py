import datetime as dt
from dataclasses import replace

from django.core.management.base import CommandError
from django.test import TestCase

from exams.outcomes.enums import RunOrigin
from exams.outcomes.models import Award, LevelResult, ScoreRun
from exams.outcomes.selectors import verdicts
from exams.outcomes.services import awards, score_runs
from exams.outcomes.services.score_runs import MarkInput
from exams.sittings.enums import RoundState
from exams.sittings.models import Registration, Round
from exams.statistics.models import StatisticsRun
from lms.accounts.models import ExternalReference, Person
from tests.support import cast
from tests.support.cast import NOW
from tests.support.exams import build_round, build_sitting, register
from tests.support.imported_rounds import refused, rows, run

LATER = NOW + dt.timedelta(days=1)


class PlatformRoundTest(TestCase):
    """A beginner round 115-3 held here with two candidates; ``ann`` and ``ben`` are known to the imports too."""

    round: Round
    people: dict[str, Person]
    seats: dict[tuple[str, str], Registration]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.round = build_round()
        cls.people = {name: cast.person(name) for name in ("ann", "ben")}
        for name, person in cls.people.items():
            ExternalReference.objects.create(person=person, issuer="ipas", reference=name)
        sittings = {code: build_sitting(cls.round, code) for code in ("L11", "L12")}
        cls.seats = {
            (name, code): register(person, sittings[code])
            for name, person in cls.people.items()
            for code in ("L11", "L12")
        }

    def inputs(self, **scores: tuple[int | None, int | None]) -> list[MarkInput]:
        """``ann=(70, None)``: points of both subjects, None = absent."""
        return [
            MarkInput(
                self.seats[name, code].pk,
                self.people[name].pk,
                code,
                points is not None,
                None if points is None else points * 100,
            )
            for name, both in scores.items()
            for code, points in zip(("L11", "L12"), both, strict=True)
        ]

    def draft(self, *, reason: str = "", **scores: tuple[int | None, int | None]) -> ScoreRun:
        return score_runs.create(
            round=self.round,
            origin=RunOrigin.ANSWERS,
            inputs=self.inputs(**scores),
            actor=None,
            reason=reason,
            now=NOW,
        )

    def release(self, **scores: tuple[int | None, int | None]) -> ScoreRun:
        made = self.draft(**scores)
        score_runs.put_in_force(run=made, actor=None, now=NOW)
        return made

    def verdicts(self) -> dict[str, str]:
        names = {person.pk: name for name, person in self.people.items()}
        found = LevelResult.objects.filter(run__round=self.round, run__state="released")
        return {names[person]: verdict for person, verdict in found.values_list("person_id", "verdict")}


class CreateTest(PlatformRoundTest):
    def test_a_draft_awards_nothing_and_the_same_inputs_are_the_same_run(self) -> None:
        first = self.draft(ann=(70, 70), ben=(50, None))
        self.assertEqual((first.number, first.state, Award.objects.count()), (1, "draft", 0))
        self.assertEqual(self.draft(ann=(70, 70), ben=(50, None)).pk, first.pk)
        self.assertEqual(self.draft(ann=(70, 71), ben=(50, None)).number, 2)
        self.assertEqual(self.draft(ann=(70, 71), ben=(50, None), reason="重算").number, 3)
        self.assertEqual((first.policy["pass_mark"], first.policy["subjects"]), (70, ["L11", "L12"]))

    def test_inputs_that_do_not_fit_the_registrations(self) -> None:
        good = self.inputs(ann=(70, 70), ben=(50, None))
        first, *rest = good
        stranger = MarkInput(first.registration_id + 999, first.person_id, "L11", True, 7000)
        swapped = MarkInput(first.registration_id, first.person_id, "L12", True, 7000)
        impossible = MarkInput(first.registration_id, first.person_id, "L11", True, 10_001)
        scoreless = MarkInput(first.registration_id, first.person_id, "L11", True, None)
        cases = {
            "missing": rest,
            "twice": [*good, first],
            "foreign": [*good, stranger],
            "mismatch": [swapped, *rest],
            "inconsistent": [impossible, *rest],
        }
        for code, inputs in [*cases.items(), ("inconsistent", [scoreless, *rest])]:
            with self.subTest(code=code), self.assertRaises(score_runs.InputsInvalid) as refusal:
                score_runs.create(round=self.round, origin=RunOrigin.ANSWERS, inputs=inputs, actor=None, now=NOW)
            self.assertEqual(refusal.exception.code, code)
        self.assertEqual(ScoreRun.objects.count(), 0)

    def test_the_second_officer_reads_what_is_retained_and_what_rounding_moved(self) -> None:
        inputs = self.inputs(ann=(81, 59), ben=(70, None))
        inputs[2] = replace(inputs[2], raw_hundredths=6950)
        run = score_runs.create(round=self.round, origin=RunOrigin.ANSWERS, inputs=inputs, actor=None, now=NOW)
        shown = verdicts.masked(run, list(verdicts.of_run(run)), green=False)
        self.assertEqual([row.scores for row in shown], [["L11 81", "L12 59"], ["L11 70（原始 69.5）", "L12 —"]])
        self.assertEqual([row.retained for row in shown], [["L11"], ["L11"]])


class PutInForceTest(PlatformRoundTest):
    def test_once(self) -> None:
        made = self.release(ann=(70, 70), ben=(50, None))
        self.round.refresh_from_db()
        self.assertEqual((made.state, self.round.state, Award.objects.count()), ("released", RoundState.RELEASED, 1))
        again = score_runs.put_in_force(run=made, actor=None, now=LATER)
        self.assertEqual((again, Award.objects.count()), (score_runs.Changes(), 1))

    def test_the_next_run_supersedes_and_says_who_changes(self) -> None:
        first = self.release(ann=(70, 70), ben=(50, 70))
        award = Award.objects.get()
        second = self.draft(ann=(75, 65), ben=(70, 70))
        changes = score_runs.put_in_force(run=second, actor=None, now=LATER)
        found = [(each.person_id, each.before, each.after) for each in changes.verdicts]
        self.assertEqual(found, [(self.people["ben"].pk, "not_certified", "current_round")])
        first.refresh_from_db()
        self.assertEqual((first.state, second.state), ("superseded", "released"))
        with self.assertRaises(score_runs.RunClosed):
            score_runs.put_in_force(run=first, actor=None, now=LATER)
        kept = Award.objects.get(person=award.person)
        self.assertEqual((kept.pk, kept.by_average, kept.is_active), (award.pk, True, True))

    def test_a_draft_is_stale_once_an_earlier_round_changed(self) -> None:
        draft = self.draft(ann=(50, 70), ben=(50, 50))
        run(rows("115-1", "ann 70 -"), "115-1")
        with self.assertRaises(score_runs.StaleRun):
            score_runs.put_in_force(run=draft, actor=None, now=LATER)
        fresh = self.release(ann=(50, 70), ben=(50, 50))
        self.assertEqual((fresh.number, self.verdicts()["ann"]), (2, "cross_round"))

    def test_an_earlier_round_of_strangers_leaves_the_draft_good(self) -> None:
        draft = self.draft(ann=(50, 70), ben=(50, 50))
        run(rows("115-1", "cat 70 -"), "115-1")
        score_runs.put_in_force(run=draft, actor=None, now=LATER)
        self.assertEqual(self.verdicts()["ann"], "not_certified")


class LateImportTest(PlatformRoundTest):
    def test_it_may_add_an_award_to_a_released_round(self) -> None:
        self.release(ann=(50, 70), ben=(50, 50))
        run(rows("115-1", "ann 70 -"), "115-1")
        self.assertEqual(self.verdicts(), {"ann": "cross_round", "ben": "not_certified"})
        award = Award.objects.get(is_active=True)
        self.assertEqual((award.run.round_id, award.run.number, award.basis), (self.round.pk, 2, "cross_round"))
        self.assertEqual(StatisticsRun.objects.get(score_run=award.run).table["cross_round"], 1)

    def test_it_never_takes_a_released_award_away(self) -> None:
        self.release(ann=(70, 70), ben=(50, 50))
        before = (ScoreRun.objects.count(), Round.objects.count(), Award.objects.count())
        error = refused(rows("115-1", "ann 90 90"), "115-1")
        self.assertEqual(error.returncode, 1)
        self.assertIn("1 筆已公布的證書", str(error))
        self.assertEqual((ScoreRun.objects.count(), Round.objects.count(), Award.objects.count()), before)
        self.assertEqual(self.verdicts()["ann"], "current_round")

    def test_nor_does_a_correction_of_the_round_itself(self) -> None:
        self.release(ann=(70, 70), ben=(50, 50))
        second = self.draft(ann=(60, 70), ben=(50, 50))
        with self.assertRaises(awards.AwardAtStake) as refusal:
            score_runs.put_in_force(run=second, actor=None, now=LATER)
        self.assertEqual(refusal.exception.code, "award_at_stake")
        self.assertEqual(self.verdicts()["ann"], "current_round")

    def test_a_round_held_here_takes_no_file(self) -> None:
        self.assertIsInstance(refused(rows("115-3", "ann 90 90"), "115-3"), CommandError)
        self.assertEqual(ScoreRun.objects.count(), 0)
