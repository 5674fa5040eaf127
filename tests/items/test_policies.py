"""Who may read which item: can-view and visible agree, sealed items open to those named alone."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import TestCase

from lms.organizations.enums import Role
from question_bank.items import policies
from question_bank.items.enums import AccessPurpose, ItemUse
from question_bank.items.models import Item, ItemVersion, Lock, NamedAccess
from question_bank.syllabus.models import Topic
from tests.support import cast
from tests.support.exams import build_items

NOW = cast.NOW


class Reading(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast.Cast.make()
        cls.reviewer = cast.user("reviewer", role=Role.ITEM_REVIEWER)
        cls.author = cast.user("author", role=Role.ITEM_WRITER)
        topic = Topic.objects.order_by("id").first()
        assert topic is not None
        cls.items: dict[str, Item] = {}
        for name, use in (
            ("practice", ItemUse.PRACTICE),
            ("sample", ItemUse.SAMPLE),
            ("secure", ItemUse.SECURE),
            ("created", ItemUse.SECURE),
            ("written", ItemUse.SECURE),
            ("review", ItemUse.SECURE),
            ("ended", ItemUse.SECURE),
            ("sealed", ItemUse.SECURE),
            ("sealed practice", ItemUse.PRACTICE),
            ("sealed review", ItemUse.SECURE),
            ("sealed named", ItemUse.SECURE),
            ("released", ItemUse.SECURE),
        ):
            cls.items[name] = build_items(topic, 1, use)[0].item
        Item.objects.filter(pk=cls.items["created"].pk).update(created_by=cls.author)
        ItemVersion.objects.filter(item=cls.items["written"]).update(author=cls.author)
        cls.name("review", cls.reviewer, AccessPurpose.REVIEW)
        cls.name("ended", cls.reviewer, AccessPurpose.REVIEW, ended_at=NOW)
        for name in ("sealed", "sealed practice", "sealed review", "sealed named"):
            Lock.objects.create(item=cls.items[name], holder="manual", since_at=NOW)
        cls.name("sealed review", cls.reviewer, AccessPurpose.REVIEW)
        cls.name("sealed named", cls.author, AccessPurpose.SEALED)
        Lock.objects.create(item=cls.items["released"], holder="manual", since_at=NOW, released_at=NOW)
        for item in cls.items.values():
            item.refresh_from_db()

    @classmethod
    def name(cls, item: str, user: Any, purpose: AccessPurpose, **more: Any) -> None:
        NamedAccess.objects.create(item=cls.items[item], user=user, purpose=purpose, granted_at=NOW, **more)

    def test_can_view_equals_visible(self) -> None:
        public = {"practice", "sample"}
        open_ones = set(self.items) - {"sealed", "sealed practice", "sealed review", "sealed named"}
        expected = {
            self.cast.officer: open_ones,
            self.cast.second_officer: open_ones,
            self.author: public | {"created", "written", "sealed named"},
            self.cast.item_writer: public,
            self.reviewer: public | {"review"},
            self.cast.administrator: set(),
            self.cast.auditor: set(),
            self.cast.coordinator: set(),
            self.cast.candidate.user: set(),
        }
        for user, names in expected.items():
            with self.subTest(user=user.email):
                visible = set(policies.visible_items(user).values_list("pk", flat=True))
                found = {name for name, item in self.items.items() if item.pk in visible}
                viewable = {name for name, item in self.items.items() if policies.can_view_item(user, item)}
                self.assertEqual((found, viewable), (names, names))

    def test_visible_items_are_one_query(self) -> None:
        policies.is_bank_staff(self.author)
        with self.assertNumQueries(1):
            list(policies.visible_items(self.author))

    def test_strangers_find_nothing_and_others_lack_the_right(self) -> None:
        secure, practice = self.items["secure"].public_id, self.items["practice"].public_id
        self.assertEqual(policies.access_item(self.cast.officer, secure), self.items["secure"])
        for user, public_id in ((self.author, secure), (self.cast.auditor, practice), (self.author, uuid.uuid4())):
            with self.assertRaises(Http404):
                policies.access_item(user, public_id)

    def test_each_deed_has_its_roles(self) -> None:
        practice = self.items["practice"].public_id
        allowed = {
            "open": {self.author, self.reviewer, self.cast.officer},
            "edit": {self.author, self.cast.officer},
            "review": {self.reviewer, self.cast.officer},
            "approve": {self.cast.officer},
            "administer": {self.cast.officer},
        }
        for deed, users in allowed.items():
            for user in (self.author, self.reviewer, self.cast.officer):
                with self.subTest(deed=deed, user=user.email):
                    if user in users:
                        policies.access_item(user, practice, to=deed)  # type: ignore[arg-type]
                    else:
                        with self.assertRaises(PermissionDenied):
                            policies.access_item(user, practice, to=deed)  # type: ignore[arg-type]

    def test_officers_administer_sealed_items_without_opening_them(self) -> None:
        sealed = self.items["sealed"].public_id
        self.assertEqual(policies.access_item(self.cast.officer, sealed, to="administer"), self.items["sealed"])
        for deed in ("open", "edit", "review", "approve"):
            with self.assertRaises(Http404):
                policies.access_item(self.cast.officer, sealed, to=deed)  # type: ignore[arg-type]

    def test_editing_needs_the_role_and_the_sight(self) -> None:
        for user, name, expected in (
            (self.author, "created", True),
            (self.author, "secure", False),
            (self.reviewer, "review", False),
            (self.cast.officer, "sealed", False),
            (self.cast.officer, "secure", True),
        ):
            with self.subTest(user=user.email, name=name):
                self.assertEqual(policies.can_edit_item(user, self.items[name]), expected)
