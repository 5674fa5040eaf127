"""From sheets on paper to scores: closing, marking and release run as they do after a sitting on the computer."""

from django.test import TestCase

from exams.delivery.enums import AttemptState
from exams.delivery.models import AnswerEvent
from exams.delivery.selectors import responses
from exams.delivery.services import closing, readings
from exams.outcomes.models import LevelResult, Mark
from exams.outcomes.rules import marking
from exams.outcomes.rules.enums import Disposition, MarkReason
from exams.outcomes.selectors import keys
from exams.outcomes.services import marking as rounds
from tests.support import cast, on_paper, released
from tests.support.classes_done import completed

AFTER = released.AFTER


class PaperToScore(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        people = [cls.cast.candidate, cls.cast.other_candidate, cast.person("absent")]
        for number, person in enumerate(people, start=1):
            released.entitle(completed(person, cls.cast.school, number=f"{number:03}"))
        cls.world = on_paper.build(people=people, items=5)
        on_paper.hold(cls.world, absent=[2])
        cls.readers = [cls.cast.officer, cls.cast.second_officer]
        # Every key is B. The first has three right, a blank and a double mark that contains the key; the second all.
        cls.read(0, ["B", "B", "B", "", "AB"])
        cls.read(1, ["B"] * 5)

    @classmethod
    def read(cls, place: int, letters: list[str]) -> None:
        for reader in cls.readers:
            on_paper.read(on_paper.sheet(cls.world, place), letters, by=reader, now=AFTER)

    def marks(self) -> dict[int, Mark]:
        run = rounds.mark_round(round=self.world.round, actor=None, now=AFTER)
        return {mark.registration_id: mark for mark in Mark.objects.filter(run=run)}

    def test_scores_of_the_present_and_none_for_the_absent(self) -> None:
        found = self.marks()
        first, second, absent = (found[each.pk] for each in self.world.registrations)
        self.assertEqual((first.attended, first.raw_hundredths), (True, 6_000))
        self.assertEqual((second.attended, second.raw_hundredths), (True, 10_000))
        self.assertEqual((absent.attended, absent.raw_hundredths), (False, None))
        reasons = [each["reason"] for each in first.detail["items"]]
        self.assertEqual(reasons, [*[MarkReason.CORRECT] * 3, MarkReason.BLANK, MarkReason.WRONG])
        states = [type(each).objects.get(pk=each.pk).state for each in self.world.attempts]
        self.assertEqual(states, [AttemptState.CLOSED] * 3)

    def test_a_double_mark_is_kept_and_fits_no_key(self) -> None:
        event = AnswerEvent.objects.get(attempt=self.world.attempts[0], client_seq=5)
        self.assertEqual(event.options, ["a", "b"])
        self.assertEqual(AnswerEvent.objects.get(attempt=self.world.attempts[0], client_seq=4).options, [])
        key = keys.of_forms([self.world.attempts[0].form_id])[self.world.attempts[0].form_id]
        several = {
            item: marking.key_entry(
                [["a"], ["b"]], entry.hundredths, Disposition.SEVERAL, kind=entry.kind, body=entry.body
            )
            for item, entry in key.items()
        }
        given = responses.final([self.world.attempts[0].pk])[self.world.attempts[0].pk]
        marked = marking.mark(given, several)  # both letters accepted, each alone: two marks still earn nothing
        self.assertEqual([each.hundredths for each in marked.items], [2_000, 2_000, 2_000, 0, 0])

    def test_credit_to_all_reaches_blanks_and_double_marks(self) -> None:
        attempt = self.world.attempts[0]
        key = keys.of_forms([attempt.form_id])[attempt.form_id]
        for item in list(key)[3:]:
            key[item] = marking.key_entry([], key[item].hundredths, Disposition.CREDIT_TO_ALL, kind=key[item].kind)
        given = responses.final([attempt.pk])[attempt.pk]
        self.assertEqual(marking.mark(given, key).total, 10_000)
        self.assertEqual(marking.mark({}, key, sat=False).total, 0)

    def test_the_release_runs_unchanged(self) -> None:
        made = released.release(self.world.round, officer=self.cast.officer, second=self.cast.second_officer)
        verdicts = LevelResult.objects.filter(run=made.run).values_list("person_id", "verdict")
        passed = {person for person, verdict in verdicts if verdict == "current_round"}
        self.assertEqual(passed, {self.world.people[0].pk, self.world.people[1].pk})

    def test_nothing_is_read_after_the_round_was_closed(self) -> None:
        closing.close_round(round=self.world.round, actor=None, now=AFTER)
        with self.assertRaises(readings.UnableToRead):
            on_paper.read(on_paper.sheet(self.world, 2), ["B"] * 5, by=cast.user("late"), now=AFTER)
