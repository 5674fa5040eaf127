"""The real ``content/``: complete, balanced, without a single fault."""

from collections import Counter

from django.conf import settings
from django.test import TestCase

from courses.catalogue.models import Unit
from courses.catalogue.services import content
from question_bank.items.enums import ItemKind
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.pools import KEY_SHARE
from question_bank.items.selectors import bank

MIN_ITEMS = 200
MIN_LESSON_CHARACTERS = 900


class RealContent(TestCase):
    bundle: content.Bundle

    @classmethod
    def setUpTestData(cls) -> None:
        cls.bundle = content.inspect(settings.CONTENT_DIR)

    def test_no_fault_and_no_warning(self) -> None:
        self.assertEqual([str(fault) for fault in (*self.bundle.faults, *self.bundle.warnings)], [])

    def test_pools_are_large_enough(self) -> None:
        counts = Counter(draft.pool for draft in self.bundle.items)
        wanted = {
            ("green/standard/GC", "practice"): 50,
            ("green/standard/GC", "secure"): 50,
            ("ipas-nz/beginner/L11", "practice"): 50,
            ("ipas-nz/beginner/L12", "practice"): 50,
        }
        self.assertEqual({pool: min(counts[pool], size) for pool, size in wanted.items()}, wanted)
        self.assertGreaterEqual(len(self.bundle.items), MIN_ITEMS)

    def test_the_intermediate_pool_has_the_shape_of_its_papers(self) -> None:
        """28 single, 10 multiple and four groups of three make a paper (IPS-5); parallel papers need more than one."""
        mine = [draft for draft in self.bundle.items if draft.pool == ("ipas-nz/intermediate/L21", "practice")]
        alone = Counter(draft.kind for draft in mine if draft.stimulus is None)
        groups: dict[str, list[ItemDraft]] = {}
        for draft in mine:
            if draft.stimulus is not None:
                groups.setdefault(draft.stimulus.code, []).append(draft)
        self.assertEqual(
            {kind: min(alone[kind], need) for kind, need in (("single", 42), ("multiple", 15))},
            {"single": 42, "multiple": 15},
        )
        self.assertGreaterEqual(len(groups), 6)
        for code, parts in groups.items():
            with self.subTest(group=code):
                self.assertEqual([part.part for part in parts], [1, 2, 3])
                self.assertEqual(len({part.stimulus for part in parts}), 1)

    def test_every_topic_of_the_pools_has_items(self) -> None:
        subjects = ("green/standard/GC/", "ipas-nz/beginner/L11/", "ipas-nz/beginner/L12/")
        topics = {key for key in bank.topics_by_key() if key.startswith(subjects)}
        self.assertEqual(len(topics), 16 + 7 + 2)
        self.assertEqual(topics - {draft.topic for draft in self.bundle.items}, set())
        secure = {draft.topic for draft in self.bundle.items if draft.use == "secure"}
        self.assertEqual({key for key in topics if key.startswith(subjects[0])} - secure, set())

    def test_key_letters_are_balanced(self) -> None:
        low, high = KEY_SHARE
        for pool in {draft.pool for draft in self.bundle.items}:
            keys = Counter(
                draft.key[0][0] for draft in self.bundle.items if draft.pool == pool and draft.kind == ItemKind.SINGLE
            )
            for letter in "abcd":
                with self.subTest(pool=pool, letter=letter):
                    self.assertTrue(low <= keys[letter] / keys.total() <= high)

    def test_sixteen_lessons_with_substance_and_sources(self) -> None:
        self.assertEqual(
            sorted(lesson.unit for lesson in self.bundle.lessons),
            sorted(Unit.objects.values_list("topic__code", flat=True)),
        )
        thin = [x.file for x in self.bundle.lessons if len("".join(x.body.split())) < MIN_LESSON_CHARACTERS]
        self.assertEqual(thin, [])
        self.assertEqual([x.file for x in self.bundle.lessons if len(x.sources) < 2 or len(x.goals) < 2], [])
