"""What candidates receive tells nothing by the names and the order of its parts (KL-01)."""

import datetime as dt
import json
import re
from typing import Any

from django.test import TestCase, TransactionTestCase

from exams.delivery.models import AnswerEvent
from exams.delivery.rules import masking
from exams.delivery.selectors import printing
from lms.core import clock
from question_bank.items.enums import ItemKind
from question_bank.items.models import ItemVersion
from question_bank.items.rules import kinds
from question_bank.syllabus.models import Subject
from tests.support import gateway as client
from tests.support.exams import build_sealed_sitting, start
from tests.support.gateway import answer
from tests.support.kinds import SAMPLES, build_kinds_form

_PARTS = re.compile(r'data-part="([^"]+)"')


class MaskedPaperTest(TransactionTestCase):
    def setUp(self) -> None:
        form = build_kinds_form(Subject.objects.get(code="L11"))
        self.world = build_sealed_sitting(form=form, candidates=2)
        self.started = start(self.world.attempts[0])
        self.attempt = self.started.attempt
        self.enterContext(client.running())
        self.enterContext(clock.frozen(self.world.opens_at + dt.timedelta(minutes=5)))
        self.versions = ItemVersion.objects.in_bulk([shown["item"] for shown in self.attempt.order])

    def reply(self, attempt: Any = None) -> dict[str, Any]:
        return client.shown(attempt or self.attempt)

    def test_parts_go_out_under_names_that_say_nothing(self) -> None:
        for item in self.reply()["items"]:
            version = self.versions[item["item"]]
            arranged = [part.id for part in kinds.get(version.kind).arranged(version.body)]
            if not arranged:
                self.assertEqual(item["options"], [])
                continue
            shown = _PARTS.findall(item["html"])
            with self.subTest(version.kind):
                self.assertEqual(shown, sorted(item["options"]))  # the order of the names, not the writer's
                self.assertEqual(set(shown) & set(arranged), set())
                self.assertEqual(len(set(shown)), len(arranged))
                named = masking.names(self.attempt.form.public_id, version.pk, version.kind, version.body)
                here = next(each for each in self.attempt.order if each["item"] == version.pk)
                self.assertEqual(item["options"], [named[part] for part in here["options"]])

    def test_the_same_face_for_everybody_with_the_form(self) -> None:
        other = start(self.world.attempts[1]).attempt
        one, two = ({each["item"]: each["html"] for each in self.reply(a)["items"]} for a in (self.attempt, other))
        self.assertEqual(one, two)

    def test_answers_come_back_to_the_ids_and_go_out_masked_again(self) -> None:
        public_id = self.attempt.form.public_id
        sent = []
        for seq, (pk, version) in enumerate(self.versions.items(), start=1):
            named = masking.names(public_id, pk, version.kind, version.body)
            sent.append(answer(seq, pk, *masking.renamed(SAMPLES[ItemKind(version.kind)].right, named)))
        self.assertEqual(client.save(self.attempt, self.started.token, sent).status, 200)
        stored = dict(AnswerEvent.objects.values_list("item_id", "options"))
        self.assertEqual(
            stored, {pk: list(SAMPLES[ItemKind(version.kind)].right) for pk, version in self.versions.items()}
        )
        held = self.reply()["answers"]
        self.assertEqual({each["item"]: each["options"] for each in sent}, {int(i): held[i]["options"] for i in held})

    def test_names_of_another_form_are_no_answer(self) -> None:
        strange = build_kinds_form(Subject.objects.get(code="L12")).public_id
        pk, version = next((pk, each) for pk, each in self.versions.items() if each.kind == "ordering")
        named = masking.names(strange, pk, version.kind, version.body)
        given = masking.renamed(SAMPLES[ItemKind.ORDERING].right, named)
        self.assertEqual(client.save(self.attempt, self.started.token, [answer(1, pk, *given)]).status, 400)

    def test_no_reply_names_the_form(self) -> None:
        """The names are worked out from it."""
        text = json.dumps(self.reply())
        self.assertNotIn(str(self.attempt.form.public_id), text)
        self.assertNotIn(self.attempt.form.public_id.hex, text)


class MaskingRuleTest(TestCase):
    def test_only_what_is_shuffled_is_renamed(self) -> None:
        body = {"rows": [{"id": "a", "text": "1"}, {"id": "b", "text": "2"}], "targets": [{"id": "a", "text": "甲"}]}
        named = {"a": "o1"}
        masked = masking.masked("matching", body, named)
        self.assertEqual(masked, {"rows": body["rows"], "targets": [{"id": "o1", "text": "甲"}]})
        self.assertEqual(masking.renamed(("a:a", "b:z"), named), ("a:o1", "b:z"))

    def test_typed_answers_stay_as_they_are(self) -> None:
        for given in [("12:30",), ("a",), ("::",), ("https://a:b",)]:
            self.assertEqual(masking.renamed(given, {}), given)


class PrintedOrderTest(TestCase):
    def test_steps_and_targets_are_not_printed_in_the_writers_order(self) -> None:
        """Of ten papers at least one would differ; the order typed is the key of an ordering."""
        seen = set()
        for _each in range(10):
            form = build_kinds_form(Subject.objects.get(code="L21"))
            entries = list(printing._entries(printing._lines(form)))
            texts = [part["text"] for part in SAMPLES[ItemKind.ORDERING].body["options"]]
            html = next(each.html for each in entries if 'data-kind="ordering"' in each.html)
            seen.add(tuple(sorted(texts, key=html.index)))
        self.assertGreater(len(seen), 1)
