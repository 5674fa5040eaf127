"""Secure and sealed items: no page, file or answer of the bank tells those who may not read them a word of one."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from lms.core import clock
from lms.organizations.enums import Role
from question_bank.formats.models import ImportBatch
from question_bank.items.enums import AccessPurpose
from question_bank.items.models import Item, StimulusVersion
from question_bank.items.rules.drafts import StimulusDraft
from question_bank.items.services import access, bank, inspections
from question_bank.review.services import decisions
from tests.support import cast, items

NOW = cast.NOW
SECRET = "祕密題幹甲乙丙丁戊己庚辛"
SHARED = "祕密情境子丑寅卯辰巳午未"
OPTION = "祕密選項壹貳參肆伍陸"
CODE = "GC-U01-S77"
GROUP = "GC-G77"
SECRETS = (SECRET, SHARED, OPTION)


class SecrecyTest(TestCase):
    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.cast = cast.Cast.make()
        self.author = cast.user("author", role=Role.ITEM_WRITER)
        self.secure = self.write(CODE, SECRET, self.author)
        self.part = self.write("GC-U01-S78", "祕密小題一二三四五六", self.author, group=GROUP)

    def write(self, code: str, stem: str, actor: Any, *, use: str = "secure", group: str = "", part: int = 1) -> Item:
        body = {"options": items.options(OPTION + code, "名冊" + code, "型錄" + code, "照片" + code)}
        draft = items.draft(code=code, use=use, stem=stem, body=body)
        if group:
            draft = items.draft(
                code=code, use=use, stem=stem, body=body, stimulus=StimulusDraft(group, SHARED), part=part
            )
        return bank.save_draft(draft=draft, actor=actor, now=NOW).item

    def seal(self, *sealed: Item) -> None:
        access.seal(items=sealed, holder="round:1", now=NOW)

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query, follow=True)

    def assertSilent(self, text: str) -> None:
        for secret in SECRETS:
            self.assertNotIn(secret, text)


class JoiningTest(SecrecyTest):
    """A part of a shared stem shows it, so nobody makes one to read a stem closed to them."""

    def post(self, **more: Any) -> Any:
        rows: dict[str, Any] = {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0}
        rows |= {"options-0-text": "甲", "options-0-right": "on", "options-1-text": "乙"}
        sent = {"base": 0, "topic": items.TOPIC, "use": "secure", "stem": "小題", "stimulus_code": GROUP, "part": 2}
        return self.client.post(f"{reverse('items:new')}?kind=single", rows | sent | more)

    def test_the_editor_neither_shows_nor_takes_a_closed_stem(self) -> None:
        self.client.force_login(self.cast.item_writer)
        for button in ("preview", "save"):
            answer = self.post(**{button: "1"})
            self.assertEqual(answer.status_code, 200)
            self.assertSilent(answer.content.decode())
        self.post(save="1", stimulus_text="改寫")
        self.assertEqual(Item.objects.filter(stimulus__code=GROUP).count(), 1)
        self.assertEqual(StimulusVersion.objects.filter(stimulus__code=GROUP).count(), 1)

    def test_its_author_goes_on(self) -> None:
        self.client.force_login(self.author)
        self.assertContains(self.post(preview="1"), SHARED)
        self.assertEqual(self.post(save="1").status_code, 302)
        self.assertEqual(Item.objects.filter(stimulus__code=GROUP).count(), 2)

    def test_no_file_writes_into_a_closed_stem(self) -> None:
        self.client.force_login(self.cast.item_writer)
        file = (
            f"type,stem,option_a,option_b,key,group,group_stem\nsingle,小題甲,是這樣,不是這樣,A,{GROUP},改寫的情境\n"
        ).encode()
        batch = self.uploaded(file)
        self.client.post(reverse("formats:commit", args=[batch.public_id]), {"leave_out": "on"})
        self.assertEqual(StimulusVersion.objects.filter(stimulus__code=GROUP).count(), 1)
        self.assertEqual(Item.objects.filter(stimulus__code=GROUP).count(), 1)

    def uploaded(self, content: bytes) -> ImportBatch:
        sent = {"file": SimpleUploadedFile("a.csv", content), "format": "csv", "topic": items.TOPIC, "use": "secure"}
        self.client.post(reverse("formats:import"), sent)
        return ImportBatch.objects.latest("id")


class SealedTest(SecrecyTest):
    def test_a_sealed_part_closes_its_stem(self) -> None:
        other = self.write("GC-U01-S79", "未密封小題", self.author, group=GROUP, part=2)
        address = reverse("items:item", args=[other.public_id])
        self.client.force_login(self.cast.officer)
        self.assertContains(self.get(address), SHARED)
        self.seal(self.part)
        for user in (self.cast.officer, self.author):
            self.client.force_login(user)
            for name in ("items:item", "items:versions", "items:edit", "review:item"):
                answer = self.get(reverse(name, args=[other.public_id]))
                self.assertEqual(answer.status_code, 404, name)
            stem = self.get(reverse("items:stimulus", args=[self.part.stimulus.public_id]))  # type: ignore[union-attr]
            self.assertEqual(stem.status_code, 404)
            self.assertNotContains(self.get(reverse("items:list")), "未密封小題")

    def test_who_was_named_reads_the_part_and_its_siblings(self) -> None:
        other = self.write("GC-U01-S79", "未密封小題", self.author, group=GROUP, part=2)
        self.seal(self.part)
        access.name(
            item=self.part,
            user=self.cast.officer,
            purpose=AccessPurpose.SEALED,
            granted_by=self.cast.second_officer,
            reason="覆核",
            now=NOW,
        )
        self.client.force_login(self.cast.officer)
        for item in (self.part, other):
            self.assertContains(self.get(reverse("items:item", args=[item.public_id])), SHARED)

    def test_no_sealed_item_leaves_by_a_file(self) -> None:
        self.seal(self.secure)
        access.name(
            item=self.secure,
            user=self.cast.officer,
            purpose=AccessPurpose.SEALED,
            granted_by=self.cast.second_officer,
            reason="覆核",
            now=NOW,
        )
        self.client.force_login(self.cast.officer)
        self.assertContains(self.get(reverse("items:item", args=[self.secure.public_id])), SECRET)
        for name in ("csv", "gift", "moodle-xml"):
            for query in (f"item={self.secure.public_id}", ""):
                sent = {"format": name, "version": "newest", "query": query}
                answer = self.client.post(reverse("formats:download"), sent)
                self.assertNotIn(SECRET.encode(), answer.content)
                shown = self.get(f"{reverse('formats:export')}?{query}&format={name}")
                self.assertNotContains(shown, SECRET)


class OracleTest(SecrecyTest):
    def test_no_filter_or_word_counts_what_is_closed(self) -> None:
        self.seal(self.part)
        for user in (self.cast.item_writer, self.cast.item_reviewer):
            self.client.force_login(user)
            nothing = self.get(reverse("items:list"), words="這些字沒有任何題目寫過").content
            for query in (
                {"words": SECRET},
                {"words": CODE},
                {"words": OPTION},
                {"item": str(self.secure.public_id)},
                {"use": "secure"},
                {"sealed": "1"},
                {"use": "secure", "order": "facility"},
                {"use": "secure", "order": "exposure"},
                {"words": SHARED, "page": "9999"},
            ):
                with self.subTest(user=user.email, query=query):
                    answer = self.get(reverse("items:list"), **query)
                    self.assertSilent(answer.content.decode().replace(f'value="{query.get("words")}"', ""))
                    self.assertNotContains(answer, str(self.secure.public_id) + "/")
                    self.assertEqual(answer.context["page"].count, 0)
            self.assertNotIn(CODE.encode(), nothing)

    def test_a_likeness_to_a_closed_item_has_no_measure(self) -> None:
        """A share would lead a guesser word by word to the text."""
        mine = self.write("GC-U01-P70", SECRET + "嗎", self.cast.item_writer, use="practice")
        self.client.force_login(self.cast.item_writer)
        answer = self.get(reverse("items:item", args=[mine.public_id]))
        told = [each for each in answer.context["findings"] if "您無權開啟" in each.text_zh]
        self.assertEqual(len(told), 1)
        self.assertNotRegex(told[0].text_zh + told[0].text_en, r"\d")
        self.assertNotContains(answer, CODE)

    def test_a_run_of_the_checks_does_not_say_what_is_like_a_sealed_item(self) -> None:
        twin = self.write("GC-U01-S80", SECRET, self.author)
        asked = inspections.request(subject=None, use=None, actor=self.author, now=NOW)
        inspections.carry_out(inspection=asked, report=lambda done, of: None)
        asked.refresh_from_db()
        address = reverse("items:inspection", args=[asked.public_id])
        self.client.force_login(self.cast.officer)
        self.assertContains(self.get(address), CODE)
        self.seal(self.secure)
        for query in ({}, {"show": "pairs"}):
            answer = self.get(address, **query)
            self.assertContains(answer, str(asked.public_id))
            self.assertNotContains(answer, CODE)
        self.assertTrue(Item.objects.filter(pk=twin.pk).exists())


class StrangersTest(SecrecyTest):
    def test_everything_under_the_bank_is_closed_to_others(self) -> None:
        batch = ImportBatch.objects.create(
            owner=self.author,
            file_name="a.csv",
            sha256="0" * 64,
            size=1,
            format="csv",
            fingerprint="",
            uploaded_at=NOW,
            expires_at=NOW + dt.timedelta(days=1),
        )
        decisions.submit(version=self.secure.latest, actor=self.author, now=NOW)  # type: ignore[arg-type]
        item = self.secure.public_id
        pages = [
            *(reverse(f"items:{name}") for name in ("list", "new", "references", "lint")),
            *(reverse(f"items:{name}", args=[item]) for name in ("item", "edit", "versions")),
            *(reverse(f"review:{name}", args=[item]) for name in ("item", "access")),
            reverse("review:queue"),
            reverse("formats:import"),
            reverse("formats:export"),
            reverse("formats:batch", args=[batch.public_id]),
            reverse("papers:blueprints"),
        ]
        for user in (
            None,
            self.cast.candidate.user,
            self.cast.coordinator,
            self.cast.stranger,
            self.cast.invigilator,
            self.cast.auditor,
            self.cast.administrator,
        ):
            if user is not None:
                self.client.force_login(user)
            for address in pages:
                for method in ("get", "head"):
                    with self.subTest(user=user and user.email, address=address, method=method):
                        answer = getattr(self.client, method)(address)
                        self.assertIn(answer.status_code, (302, 404) if user is None else (403, 404))
                        self.assertSilent(answer.content.decode())

    def test_writers_and_reviewers_meet_404_at_others_secure_items(self) -> None:
        item = self.secure.public_id
        for user in (self.cast.item_writer, self.cast.item_reviewer):
            self.client.force_login(user)
            for name in ("items:item", "items:versions", "review:item"):
                for suffix in ("", "?version=1", "?from=1&to=1"):
                    self.assertEqual(self.client.get(reverse(name, args=[item]) + suffix).status_code, 404)
            for name in ("items:report", "items:relate", "review:comment"):
                self.assertEqual(self.client.post(reverse(name, args=[item]), {"version": 1}).status_code, 404)
        for name in ("submit", "withdraw", "return", "review", "approve"):
            for user, expected in ((self.cast.item_writer, (403, 404)), (self.cast.item_reviewer, (403, 404))):
                self.client.force_login(user)
                answer = self.client.post(reverse(f"review:{name}", args=[item]), {"version": 1, "note": "x"})
                self.assertIn(answer.status_code, expected)
        self.secure.refresh_from_db()
        self.assertEqual(self.secure.state, "draft")
