"""The editor: every kind is written, previewed and changed; two tabs never overwrite each other."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image as Picture

from lms.core import clock
from lms.organizations.enums import Role
from question_bank.items.enums import ItemKind, ItemState
from question_bank.items.models import Asset, Item, ItemVersion, Sighting, StimulusVersion
from question_bank.items.rules.drafts import StimulusDraft
from question_bank.items.selectors import editing
from question_bank.items.services import bank
from question_bank.syllabus.models import Reference
from tests.support import cast, items

NOW = cast.NOW
TOPIC = "green/standard/GC/U01"


def rows(name: str, *given: dict[str, Any]) -> dict[str, Any]:
    """A list of the form as a browser sends it."""
    sent: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        sent |= {f"{name}-{number}-{field}": value for field, value in row.items()}
    return sent


OPTIONS = rows(
    "options", {"text": "電費單", "right": "on"}, {"text": "名冊"}, {"text": "以上皆非", "pinned": "on"}, {"text": ""}
)
SENT: dict[ItemKind, dict[str, Any]] = {
    ItemKind.SINGLE: OPTIONS,
    ItemKind.MULTIPLE: OPTIONS | {"key-others": "AB"},
    ItemKind.TRUE_FALSE: {"key-answer": "false"},
    ItemKind.NUMERICAL: rows("units", {"text": "公噸"})
    | rows("answers", {"value": "1,234.5", "tolerance": "0.5"}, {"value": "", "unit": "公噸"}),
    ItemKind.MATCHING: rows("rows", {"text": "範疇一", "target": "b"}, {"text": "範疇二", "target": "A"})
    | rows("targets", {"text": "外購電力"}, {"text": "鍋爐燃燒"}, {"text": "差旅"}),
    ItemKind.ORDERING: rows("options", {"text": "盤查"}, {"text": "查證"}, {"text": "申報"}),
    ItemKind.SHORT_TEXT: rows("answers", {"text": "淨零"}, {"text": "Net Zero", "exact": "on"})
    | {"key-max_length": "20"},
}
STORED: dict[ItemKind, tuple[Any, Any]] = {
    ItemKind.SINGLE: (
        {"options": [*items.options("電費單", "名冊"), {"id": "c", "text": "以上皆非", "pinned": True}]},
        [["a"]],
    ),
    ItemKind.MULTIPLE: (
        {"options": [*items.options("電費單", "名冊"), {"id": "c", "text": "以上皆非", "pinned": True}]},
        [["a"], ["a", "b"]],
    ),
    ItemKind.TRUE_FALSE: ({}, [["false"]]),
    ItemKind.NUMERICAL: (
        {"units": [{"id": "u1", "text": "公噸"}]},
        [{"value": "1234.5", "tolerance": "0.5", "unit": "u1"}],
    ),
    ItemKind.MATCHING: (
        {
            "rows": [{"id": "r1", "text": "範疇一"}, {"id": "r2", "text": "範疇二"}],
            "targets": [
                {"id": f"t{n}", "text": text} for n, text in enumerate(("外購電力", "鍋爐燃燒", "差旅"), start=1)
            ],
        },
        [["r1:t2", "r2:t1"]],
    ),
    ItemKind.ORDERING: ({"options": items.options("盤查", "查證", "申報")}, [["a", "b", "c"]]),
    ItemKind.SHORT_TEXT: ({"max_length": 20}, [{"text": "淨零"}, {"text": "Net Zero", "exact": True}]),
}


class Editor(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.writer = cls.cast.item_writer

    def setUp(self) -> None:
        self.enterContext(clock.frozen(NOW))
        self.client.force_login(self.writer)

    def facts(self, **changes: Any) -> dict[str, Any]:
        return {"base": 0, "topic": TOPIC, "use": "practice", "stem": "應採何種佐證？", "save": "new"} | changes

    def create(self, kind: ItemKind = ItemKind.SINGLE, **changes: Any) -> Any:
        address = f"{reverse('items:new')}?kind={kind.value}"
        return self.client.post(address, self.facts() | SENT[kind] | changes)

    def change(self, item: Item, **changes: Any) -> Any:
        """The form as the page gives it, with changes, sent back."""
        address = reverse("items:edit", args=[item.public_id])
        return self.client.post(address, sent_by(self.client.get(address)) | {"save": "new"} | changes)


def sent_by(page: Any) -> dict[str, Any]:
    """What a browser would send for the form of a page, untouched."""
    editor, sent = page.context["editor"], {}
    forms = [editor.facts, *([editor.values] if editor.values else [])]
    for listed in editor.lists:
        forms += [listed.form_set.management_form, *listed.form_set.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if not bound.field.disabled and value not in (None, False, ""):
                sent[bound.html_name] = "on" if value is True else bound.field.prepare_value(value)
    return sent


class Writing(Editor):
    def test_every_kind_is_stored_in_its_shape(self) -> None:
        self.assertEqual(set(SENT), set(ItemKind))
        for kind in ItemKind:
            with self.subTest(kind):
                form = self.client.get(reverse("items:new"), {"kind": kind.value, "topic": TOPIC})
                self.assertContains(form, 'name="save"')
                answer = self.create(kind)
                version = ItemVersion.objects.latest("id")
                self.assertRedirects(answer, reverse("items:item", args=[version.item.public_id]))
                self.assertEqual((version.kind, (version.body, version.key)), (kind, STORED[kind]))
                self.assertEqual((version.item.state, version.author), (ItemState.DRAFT, self.writer))

    def test_an_untouched_form_of_every_kind_changes_nothing(self) -> None:
        for kind in ItemKind:
            with self.subTest(kind):
                self.create(kind)
                item = Item.objects.latest("id")
                self.assertRedirects(self.change(item), reverse("items:item", args=[item.public_id]))
                self.assertEqual(item.versions.count(), 1)
                self.change(item, stem="改過的題幹？")
                self.assertEqual(item.versions.count(), 2)
                self.assertEqual(item.versions.latest("number").body, STORED[kind][0])

    def test_every_kind_is_previewed_without_saving(self) -> None:
        for kind in ItemKind:
            with self.subTest(kind):
                address = f"{reverse('items:new')}?kind={kind.value}"
                sent = self.facts() | SENT[kind]
                del sent["save"]
                page = self.client.post(address, sent | {"preview": "1"})
                self.assertContains(page, "face-answer")
                self.assertContains(page, "face-review")
        self.assertEqual(Item.objects.count(), 0)

    def test_the_first_page_offers_the_kinds_and_keeps_the_query(self) -> None:
        page = self.client.get(reverse("items:new"), {"topic": TOPIC})
        self.assertContains(page, "kind=", count=len(ItemKind))
        self.assertContains(page, "topic=green%2Fstandard%2FGC%2FU01&amp;kind=single")

    def test_codes_follow_topic_and_use(self) -> None:
        self.create(code="GC-U01-P07")
        self.create(stem="第二題？")
        self.create(stem="第三題？", use="secure")
        self.assertEqual(
            list(Item.objects.order_by("id").values_list("code", flat=True)), ["GC-U01-P07", "GC-U01-P08", "GC-U01-S01"]
        )
        self.assertEqual(editing.next_code("ipas-nz/beginner/L11/L11101", "practice"), "L11101-P01")
        self.assertContains(self.create(code="GC-U01-P07", stem="第四題？"), "已有題目用這個代碼")
        self.assertContains(self.create(code="../x", stem="第四題？"), "代碼只能用英數字")

    def test_all_facts_are_stored(self) -> None:
        Reference.objects.create(code="climate-act", title_zh="氣候變遷因應法")
        self.create(
            explanation="因為。\r\n\r\n第二段",
            source_title="示範教材",
            source_url="https://example.org/",
            valid_as_of="115/11/01",
            review_by="2027-11-01",
            difficulty="0.65",
            other_topics=["green/standard/GC/U02"],
            references=["climate-act"],
        )
        version = ItemVersion.objects.get()
        self.assertEqual(version.explanation, "因為。\n\n第二段")
        self.assertEqual((str(version.valid_as_of), str(version.difficulty)), ("2026-11-01", "0.65"))
        self.assertEqual(str(Item.objects.get().review_by), "2027-11-01")
        self.assertEqual([one.code for one in version.references.all()], ["climate-act"])
        self.assertEqual([topic.code for topic in version.item.other_topics.all()], ["U02"])


class Mending(Editor):
    def test_what_is_missing_is_named(self) -> None:
        none_right = rows("options", {"text": "甲", "right": ""}, {"text": "乙"})
        for kind, changes, told in (
            (ItemKind.SINGLE, {"stem": ""}, "請填寫題幹"),
            (ItemKind.SINGLE, {"topic": "nowhere"}, "主題"),
            (ItemKind.SINGLE, none_right, "正解"),
            (ItemKind.SINGLE, rows("options", {"text": "甲", "right": "on"}), "須有 2 至 26 個"),
            (ItemKind.TRUE_FALSE, {"key-answer": ""}, "正解"),
            (ItemKind.NUMERICAL, rows("answers", {"value": "多"}), "正解須為數字"),
            (ItemKind.MATCHING, rows("rows", {"text": "一", "target": "Z"}), "正解"),
            (ItemKind.SHORT_TEXT, {"key-max_length": "900"}, "字數上限"),
            (ItemKind.SINGLE, {"stimulus_code": "G1"}, "要一起填"),
            (ItemKind.SINGLE, {"stimulus_code": "G1", "part": "1"}, "請填寫共用題幹"),
            (ItemKind.SINGLE, {"valid_as_of": "昨天"}, "內容依據日"),
            (ItemKind.SINGLE, {"difficulty": "2"}, "預期難度"),
        ):
            with self.subTest(kind=kind, changes=changes):
                page = self.create(kind, **changes)
                self.assertEqual(page.status_code, 200)
                summary = page.content.decode().split("data-error-summary")[1].split("</ul>")[0]
                self.assertIn(told, summary)
        self.assertEqual(Item.objects.count(), 0)

    def test_another_row_without_script(self) -> None:
        address = f"{reverse('items:new')}?kind=single"
        sent = self.facts() | OPTIONS | {"add": "options"}
        del sent["save"]
        page = self.client.post(address, sent)
        self.assertEqual([len(listed.rows) for listed in page.context["editor"].lists], [5])
        self.assertContains(page, "電費單")
        self.assertNotContains(page, "data-error-summary")

    def test_more_rows_than_any_item_has_are_refused(self) -> None:
        many = rows("options", *({"text": str(number), "right": "on"} for number in range(40)))
        self.assertEqual(self.create(**many).status_code, 200)
        self.assertEqual(self.create(**(OPTIONS | {"options-TOTAL_FORMS": "x"})).status_code, 200)
        self.assertEqual(Item.objects.count(), 0)


class Changing(Editor):
    def setUp(self) -> None:
        super().setUp()
        self.create()
        self.item = Item.objects.get()

    def publish(self) -> None:
        Item.objects.filter(pk=self.item.pk).update(published=self.item.latest, state=ItemState.APPROVED)

    def test_topic_and_use_stay_once_published(self) -> None:
        self.change(self.item, use="sample", topic="green/standard/GC/U02")
        self.item.refresh_from_db()
        self.assertEqual((self.item.use, self.item.topic.code), ("sample", "U02"))
        self.publish()
        self.change(self.item, use="secure", topic=TOPIC, stem="新題幹？", effect="meaning")
        self.item.refresh_from_db()
        self.assertEqual((self.item.use, self.item.topic.code), ("sample", "U02"))

    def test_a_published_item_must_say_what_a_change_does(self) -> None:
        self.publish()
        self.assertContains(self.change(self.item, stem="應採用何種佐證？"), "請選擇修改的影響")
        self.change(self.item, stem="應採用何種佐證？", effect="cosmetic")
        self.item.refresh_from_db()
        assert self.item.latest is not None
        self.assertEqual((self.item.latest.effect, self.item.latest.meaning), ("cosmetic", 1))
        self.assertEqual((self.item.state, self.item.published_id == self.item.latest_id), (ItemState.DRAFT, False))

    def test_another_key_is_never_cosmetic(self) -> None:
        self.publish()
        page = self.change(self.item, **{"options-0-right": "", "options-1-right": "on", "effect": "cosmetic"})
        self.assertContains(page, "請選「題意改變」")
        page = self.change(self.item, **{"options-1-text": "", "effect": "cosmetic"})
        self.assertContains(page, "請選「題意改變」")
        self.change(self.item, **{"options-0-right": "", "options-1-right": "on", "effect": "meaning"})
        self.item.refresh_from_db()
        assert self.item.latest is not None
        self.assertEqual((self.item.latest.key, self.item.latest.meaning), ([["b"]], 2))

    def test_two_tabs_never_overwrite_each_other(self) -> None:
        address = reverse("items:edit", args=[self.item.public_id])
        first, second = sent_by(self.client.get(address)), sent_by(self.client.get(address))
        self.client.post(address, first | {"stem": "甲的題幹？", "save": "new"})
        page = self.client.post(address, second | {"stem": "乙的題幹？", "save": "new"})
        self.assertContains(page, "您的修改還沒有儲存")
        self.assertContains(page, "<del>甲</del>")
        self.assertContains(page, "<ins>乙</ins>")
        self.assertContains(page, "乙的題幹？</textarea>")
        self.assertEqual(self.item.versions.count(), 2)
        saved = self.client.post(address, second | {"stem": "乙的題幹？", "save": "2"})
        self.assertEqual(saved.status_code, 302)
        stems = list(self.item.versions.order_by("number").values_list("stem", flat=True))
        self.assertEqual(stems, ["應採何種佐證？", "甲的題幹？", "乙的題幹？"])

    def test_an_editor_of_a_secure_item_is_its_author(self) -> None:
        Item.objects.filter(pk=self.item.pk).update(use="secure")
        address = reverse("items:edit", args=[self.item.public_id])
        for user, expected in (
            (self.writer, 200),
            (self.cast.officer, 200),
            (cast.user("writer2", role=Role.ITEM_WRITER), 404),
            (cast.user("reviewer", role=Role.ITEM_REVIEWER), 403),
        ):
            self.client.force_login(user)
            self.assertEqual(self.client.get(address).status_code, expected, user)

    def test_editing_is_a_sight(self) -> None:
        self.client.get(reverse("items:edit", args=[self.item.public_id]))
        self.assertEqual(Sighting.objects.get().kind, "edited")


class Stimuli(Editor):
    def setUp(self) -> None:
        super().setUp()
        shared = StimulusDraft("GC-G1", "某工廠的共用情境。")
        self.parts = [
            bank.save_draft(
                draft=items.draft(code=f"G1-{part}", stem=f"第 {part} 小題？", stimulus=shared, part=part),
                actor=self.writer,
                now=NOW,
            ).item
            for part in (1, 2)
        ]
        self.address = reverse("items:stimulus", args=[self.parts[0].stimulus.public_id])

    def send(self, **changes: Any) -> Any:
        return self.client.post(
            self.address, {"base": 1, "text": "新的情境。", "change": "cosmetic", "save": "1"} | changes
        )

    def test_a_new_text_is_a_new_version_of_every_part(self) -> None:
        self.assertContains(self.client.get(self.address), "某工廠的共用情境")
        self.assertRedirects(self.send(), self.address)
        for item in self.parts:
            latest = item.versions.latest("number")
            self.assertEqual((latest.number, latest.stimulus.text, latest.meaning), (2, "新的情境。", 1))
        self.assertEqual(StimulusVersion.objects.count(), 2)

    def test_a_preview_saves_nothing_and_an_old_page_is_refused(self) -> None:
        page = self.client.post(self.address, {"base": 1, "text": "預覽**情境**", "preview": "1"})
        self.assertContains(page, "<strong>情境</strong>")
        self.send()
        self.assertContains(self.send(text="另一個分頁的情境"), "已有新版本（第 2 版）")
        self.assertContains(self.send(base=2, change=""), "請選擇修改的影響")
        self.assertEqual(StimulusVersion.objects.count(), 2)

    def test_a_new_part_takes_over_stem_topic_and_place(self) -> None:
        page = self.client.get(reverse("items:new"), {"kind": "single", "stimulus": "GC-G1"})
        sent = sent_by(page)
        self.assertEqual((sent["stimulus_code"], sent["part"], sent["topic"]), ("GC-G1", 3, TOPIC))
        self.create(stem="第三小題？", stimulus_code="GC-G1", part="3")
        made = Item.objects.latest("id")
        self.assertEqual((made.part, made.latest.stimulus.text), (3, "某工廠的共用情境。"))

    def test_who_may(self) -> None:
        Item.objects.filter(pk=self.parts[1].pk).update(use="secure")
        second = cast.user("writer2", role=Role.ITEM_WRITER)
        for user, expected in ((self.writer, 200), (second, 403), (self.cast.auditor, 403)):
            self.client.force_login(user)
            self.assertEqual(self.client.get(self.address).status_code, expected)
        Item.objects.filter(pk=self.parts[0].pk).update(use="secure")
        self.client.force_login(second)
        self.assertEqual(self.client.get(self.address).status_code, 404)


class Images(Editor):
    def insert(self, content: bytes, **changes: Any) -> Any:
        address = f"{reverse('items:new')}?kind=single"
        sent = self.facts() | OPTIONS | {"insert": "1", "alt": "流程 [圖]", "into": "stem"} | changes
        del sent["save"]
        return self.client.post(address, sent | {"image": SimpleUploadedFile("x.png", content)})

    def png(self) -> bytes:
        written = io.BytesIO()
        Picture.new("RGB", (4, 3), "green").save(written, "PNG")
        return written.getvalue()

    def test_an_image_is_kept_and_written_into_its_field(self) -> None:
        page = self.insert(self.png())
        asset = Asset.objects.get()
        self.assertEqual((asset.width, asset.height), (4, 3))
        stem = page.context["editor"].facts["stem"].value()
        self.assertEqual(stem, f"應採何種佐證？\n\n![流程 圖](asset:{asset.sha256})")
        page = self.insert(self.png(), into="options-1-text")
        self.assertContains(page, f"名冊 ![流程 圖](asset:{asset.sha256})")
        self.assertEqual((Asset.objects.count(), Item.objects.count()), (1, 0))

    def test_what_is_no_image_or_has_no_description_is_refused(self) -> None:
        for content, changes, told in (
            (b"no image", {}, "圖片"),
            (self.png(), {"alt": ""}, "請填寫替代文字"),
            (self.png(), {"into": "save"}, "fieldless"),
        ):
            with self.subTest(changes):
                page = self.insert(content, **changes)
                self.assertTrue(page.context["image"].errors)
                if told != "fieldless":
                    self.assertContains(page, told)
        self.assertEqual(Asset.objects.count(), 0)
