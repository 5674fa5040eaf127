"""Every kind from the start reply over the answers protocol to the mark, and what the protocol refuses."""

import datetime as dt
from typing import Any
from unittest import TestCase

from django.test import TransactionTestCase

from exams.delivery.gateway import protocol
from exams.delivery.rules.wire import Malformed
from exams.delivery.selectors import answering, responses
from exams.outcomes.rules import marking
from exams.outcomes.rules.enums import MarkReason
from exams.outcomes.selectors import keys
from lms.core import clock
from question_bank.items.enums import Credit
from question_bank.items.models import ItemVersion
from question_bank.syllabus.models import Subject
from tests.support import gateway as client
from tests.support.exams import KEYCANARY, build_sealed_sitting, start
from tests.support.gateway import answer
from tests.support.kinds import SAMPLES, build_kinds_form


class EveryKindTest(TransactionTestCase):
    def setUp(self) -> None:
        form = build_kinds_form(Subject.objects.get(code="L11"), credit=Credit.PARTIAL)
        self.world = build_sealed_sitting(form=form)
        self.started = start(self.world.attempts[0])
        self.attempt = self.started.attempt
        self.enterContext(client.running())
        self.enterContext(clock.frozen(self.world.opens_at + dt.timedelta(minutes=5)))
        self.versions = ItemVersion.objects.in_bulk([shown["item"] for shown in self.attempt.order])

    def reply(self) -> dict[str, Any]:
        return client.shown(self.attempt)

    def save(self, *answers: dict[str, Any]) -> client.Response:
        return client.save(self.attempt, self.started.token, list(answers))

    def test_the_paper_shows_each_stem_once_and_no_key(self) -> None:
        body = self.reply()
        kinds = [item["kind"] for item in body["items"]]
        self.assertEqual(sorted(kinds), sorted([*SAMPLES, "single", "multiple", "single"]))
        self.assertEqual([item["stimulus"] is not None for item in body["items"]].count(True), 3)
        self.assertEqual([str(item["stimulus"]) for item in body["items"] if item["stimulus"]], [*body["stimuli"]] * 3)
        self.assertNotIn(KEYCANARY, str(body))

    def test_every_answer_is_taken_held_counted_and_marked(self) -> None:
        for which, points, reason in [("right", 100, MarkReason.CORRECT), ("wrong", 0, MarkReason.WRONG)]:
            first = 1 if which == "right" else 101
            sent = [
                answer(seq, pk, *getattr(SAMPLES[version.kind], which))
                for seq, (pk, version) in enumerate(self.versions.items(), start=first)
            ]
            self.assertEqual(self.save(*sent).status, 200)
            held = responses.current(self.attempt)
            for each in sent:
                self.assertEqual(list(held[each["item"]].options), each["options"])
            found = responses.final([self.attempt.pk])[self.attempt.pk]
            marked = marking.mark(found, keys.of_forms([self.attempt.form_id])[self.attempt.form_id])
            self.assertEqual((marked.points, {each.reason for each in marked.items}), (points, {reason}))

    def test_blanks_count_as_no_answer(self) -> None:
        by_kind = {version.kind: pk for pk, version in self.versions.items()}
        sent = [answer(1, by_kind["short_text"], " 　"), answer(2, by_kind["numerical"], "", "kg")]
        self.assertEqual(self.save(*sent, answer(3, by_kind["true_false"], "true")).status, 200)
        self.assertEqual(responses.final([self.attempt.pk])[self.attempt.pk], {by_kind["true_false"]: ("true",)})
        self.assertEqual(responses.answered_counts([self.attempt.pk]), {self.attempt.pk: 1})
        self.assertEqual(self.save(answer(4, by_kind["true_false"])).status, 200)
        self.assertEqual(responses.answered_counts([self.attempt.pk]), {self.attempt.pk: 0})

    def test_what_no_kind_takes_stores_nothing(self) -> None:
        by_kind = {version.kind: pk for pk, version in self.versions.items()}
        for kind, given in [
            ("single", ("a", "b")),
            ("true_false", ("maybe",)),
            ("numerical", ("1", "mile")),
            ("matching", ("r1:t1", "r1:t2")),
            ("ordering", ("a", "b")),
            ("short_text", ("字" * 21,)),
            ("short_text", ("甲", "乙")),
        ]:
            with self.subTest(kind=kind, given=given):
                self.assertEqual(self.save(answer(1, by_kind[kind], *given)).status, 400)
        self.assertEqual(responses.final([self.attempt.pk]), {self.attempt.pk: {}})

    def test_a_remembered_paper_holds_no_texts(self) -> None:
        paper = answering.papers({self.attempt.form.public_id})[self.attempt.form.public_id]
        for version in self.versions.values():
            self.assertNotIn("text", str(paper.items[version.pk]).replace("short_text", ""))
            self.assertTrue(paper.accepts(version.pk, SAMPLES[version.kind].right))


class TextTest(TestCase):
    def read(self, *options: Any) -> tuple[str, ...]:
        fields = {"seq": 1, "item": 1, "options": list(options), "flagged": False}
        return protocol._answer(fields).options

    def test_lines_of_text_are_taken_as_they_are(self) -> None:
        for options in [("淨零 排放",), ("",), ("字" * 200,), tuple("abcdefghijklmnopqrstuvwxyz"), ("𠮷野", "👩‍🔬")]:
            with self.subTest(options):
                self.assertEqual(self.read(*options), options)

    def test_what_nobody_types_is_refused(self) -> None:
        for options in [
            ("\x00",),
            ("a\nb",),
            ("\x1b[31m",),
            ("\x7f",),
            ("\u2028",),
            ("\ud800",),
            ("字" * 201,),
            ("a",) * 27,
            (1,),
        ]:
            with self.subTest(options), self.assertRaises(Malformed):
                self.read(*options)
