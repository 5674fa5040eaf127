"""Odd input at the bank's doors: answered with a page that says what is wrong, never with an error of the server."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from lms.core import clock
from question_bank.formats.models import ImportBatch
from question_bank.items.models import Item
from question_bank.items.rules.drafts import StimulusDraft
from question_bank.items.services import bank
from tests.support import cast, items

NOW = cast.NOW
ODD = ("\x00", "a\x00b", "%", "_", "\\", "'", '"', "𠮷" * 60, "9" * 200, "1e999999", "NaN", "-1", "../x", "\u202e")
NAMES = (
    *("words", "subject", "topic", "kind", "state", "use", "source", "band", "facility_from", "facility_to"),
    *("discrimination_below", "used", "overdue", "flagged", "sealed", "order", "item", "page", "stimulus", "version"),
    *("from", "to", "show", "code", "severity", "format", "forms", "preset", "query", "verdict"),
)


class OddInputTest(TestCase):
    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.cast = cast.Cast.make()
        self.item = bank.save_draft(draft=items.draft(), actor=self.cast.officer, now=NOW).item
        self.client.force_login(self.cast.officer)

    def test_every_name_in_an_address_takes_anything(self) -> None:
        pages = [
            *(reverse(f"items:{name}") for name in ("list", "new", "references", "lint")),
            *(reverse(f"items:{name}", args=[self.item.public_id]) for name in ("item", "edit", "versions")),
            reverse("review:queue"),
            reverse("formats:export"),
            reverse("papers:blueprints"),
            reverse("papers:new"),
        ]
        for address in pages:
            for text in ODD:
                with self.subTest(address=address, text=text):
                    answer = self.client.get(address, dict.fromkeys(NAMES, text))
                    self.assertIn(answer.status_code, (200, 302, 400, 404, 422))

    def test_a_new_item_at_a_single_odd_stem(self) -> None:
        for text in ODD:
            with self.subTest(text):
                answer = self.client.get(reverse("items:new"), {"kind": "single", "stimulus": text, "topic": text})
                self.assertEqual(answer.status_code, 400 if "\x00" in text else 200)

    def test_a_place_in_a_group_is_given_once(self) -> None:
        first = items.draft(code="GC-U01-P71", stimulus=StimulusDraft("GC-G71", "情境。"), part=1)
        bank.save_draft(draft=first, actor=self.cast.officer, now=NOW)
        answer = self.post({"stimulus_code": "GC-G71", "part": 1, "save": "1"})
        self.assertContains(answer, "請改小題序號")
        self.assertEqual(Item.objects.filter(stimulus__code="GC-G71").count(), 1)

    def test_forms_take_odd_texts(self) -> None:
        for text in ODD:
            for name in ("stem", "stimulus_code", "code", "source_title", "source_url", "difficulty", "part", "base"):
                with self.subTest(name=name, text=text):
                    self.assertEqual(self.post({name: text, "preview": "1"}).status_code, 200)
            with self.subTest(text):
                sent = {"options-0-text": text, "options-0-id": text, "options-0-stored": text, "preview": "1"}
                self.assertEqual(self.post(sent).status_code, 200)

    def test_scripts_are_no_sources(self) -> None:
        for url in ("javascript:alert(1)", "data:text/html,x", "//x", "vbscript:x", " javascript:alert(1)"):
            with self.subTest(url):
                answer = self.post({"source_url": url, "save": "1"})
                self.assertNotContains(answer, f'href="{url.strip()}"')
        self.assertFalse(Item.objects.exclude(latest__source_url__regex="^(https?://.*)?$").exists())

    def test_files_with_signs_that_no_database_takes(self) -> None:
        for name, content in (
            ("a.gift", b"::q\x00:: what\x00\x01 {=a\x00 ~b}\n"),
            ("a.csv", b"type,stem,option_a,option_b,key\nsingle,q\x00\x01,a\x00,b,A\n"),
            ("a\x00\r\nX: y.gift", b"what {=a ~b}\n"),
        ):
            with self.subTest(name):
                sent = {"format": name[-4:].strip("."), "topic": items.TOPIC, "use": "practice"}
                sent |= {"file": SimpleUploadedFile(name, content)}
                answer = self.client.post(reverse("formats:import"), sent)
                self.assertEqual(answer.status_code, 302)
                batch = ImportBatch.objects.latest("id")
                self.assertEqual(self.client.get(answer["Location"]).status_code, 200)
                self.assertFalse(set("\x00\r\n") & set(batch.file_name))
                self.client.post(reverse("formats:commit", args=[batch.public_id]), {"leave_out": "on"})
        self.assertFalse(Item.objects.filter(latest__stem__contains="\x01").exists())

    def post(self, more: dict[str, Any]) -> Any:
        rows: dict[str, Any] = {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0}
        rows |= {"options-0-text": "甲", "options-0-right": "on", "options-1-text": "乙"}
        sent = {"base": 0, "topic": items.TOPIC, "use": "practice", "stem": "小題？"}
        return self.client.post(f"{reverse('items:new')}?kind=single", rows | sent | more, follow=True)
