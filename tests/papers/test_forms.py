from django.test import TestCase

from exams.papers.models import Blueprint, FormItem
from exams.papers.services import blueprints, forms
from question_bank.items.enums import ItemState, ItemUse
from question_bank.items.models import Item
from question_bank.syllabus.models import Subject
from tests.support import papers
from tests.support.exams import NOW, build_items


class DrawTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.subject = Subject.objects.get(code="L11", level__code="beginner")
        cls.first, cls.second = cls.subject.topics.order_by("position")[:2]
        cls.secure = build_items(cls.first, 4) + build_items(cls.second, 3)
        cls.practice = build_items(cls.first, 6, ItemUse.PRACTICE)

    def blueprint(self, first: int = 3, second: int = 2, name: str = "A", pool: ItemUse = ItemUse.SECURE) -> Blueprint:
        cells = [{"topic": self.first.code, "count": first}, {"topic": self.second.code, "count": second}]
        return blueprints.ensure(subject=self.subject, name=name, pool=pool, cells=cells)

    def test_a_form_has_the_cells_of_its_blueprint_and_a_hundred_marks(self) -> None:
        form = forms.draw(blueprint=self.blueprint(), code="F1", seed=11, now=NOW)
        rows = FormItem.objects.filter(form=form).order_by("position")
        topics = list(rows.values_list("version__item__topic__code", flat=True))
        self.assertEqual(topics, [self.first.code] * 3 + [self.second.code] * 2)
        self.assertEqual([row.points_hundredths for row in rows], [2000] * 5)

    def test_the_same_seed_draws_the_same_content(self) -> None:
        blueprint = self.blueprint()
        one, two, other = (
            forms.draw(blueprint=blueprint, code=code, seed=seed, now=NOW)
            for code, seed in [("F1", 11), ("F2", 11), ("F3", 12)]
        )
        self.assertEqual(one.content_hash, two.content_hash)
        self.assertNotEqual(one.content_hash, other.content_hash)

    def test_a_code_is_one_form(self) -> None:
        blueprint = self.blueprint()
        form = forms.draw(blueprint=blueprint, code="F1", seed=11, now=NOW)
        self.assertEqual(forms.draw(blueprint=blueprint, code="F1", seed=11, now=NOW), form)
        with self.assertRaises(forms.FormCodeTaken):
            forms.draw(blueprint=blueprint, code="F1", seed=12, now=NOW)

    def test_short_cells_are_named_with_their_numbers(self) -> None:
        blueprint = self.blueprint(5, 3)
        with self.assertRaises(forms.CellsShort) as caught:
            forms.draw(blueprint=blueprint, code="F1", seed=11, now=NOW)
        self.assertEqual(
            [(gap.topic, gap.wanted, gap.found) for gap in caught.exception.gaps], [(self.first.code, 5, 4)]
        )
        self.assertIn(self.first.code, str(caught.exception))
        self.assertEqual(FormItem.objects.count(), 0)

    def test_only_approved_items_of_the_pool_are_drawn(self) -> None:
        Item.objects.filter(pk=self.secure[0].item_id).update(state=ItemState.RETIRED)
        with self.assertRaises(forms.CellsShort):
            forms.draw(blueprint=self.blueprint(4, 1), code="F1", seed=11, now=NOW)
        practice = blueprints.ensure(
            subject=self.subject, name="P", pool=ItemUse.PRACTICE, cells=[{"topic": self.first.code, "count": 6}]
        )
        drawn = forms.draw(blueprint=practice, code="P1", seed=1, now=NOW)
        uses = set(drawn.form_items.values_list("version__item__use", flat=True))
        self.assertEqual(uses, {ItemUse.PRACTICE.value})

    def test_parts_of_a_group_stand_side_by_side(self) -> None:
        topic = self.subject.topics.order_by("position")[2]
        groups = [papers.group(topic) for _ in range(3)]
        cells = [{"topic": topic.code, "count": 9}]
        blueprint = blueprints.ensure(subject=self.subject, name="G", pool=ItemUse.SECURE, cells=cells)
        form = forms.draw(blueprint=blueprint, code="G1", seed=5, now=NOW)
        rows = form.form_items.order_by("position").values_list("version__item__stimulus_id", "version__item__part")
        stems = [stem for stem, _part in rows]
        self.assertEqual(stems, [stem for stem in dict.fromkeys(stems) for _ in range(3)])
        self.assertEqual([part for _stem, part in rows], [1, 2, 3] * 3)
        self.assertEqual(set(stems), {parts[0].stimulus_id for parts in groups})

    def test_points_can_be_given_and_must_sum_up(self) -> None:
        points = {1: 1000, 2: 1500, 3: 2500, 4: 2500, 5: 2500}
        form = forms.draw(blueprint=self.blueprint(), code="F1", seed=11, points=points, now=NOW)
        given = form.form_items.order_by("position").values_list("points_hundredths", flat=True)
        self.assertEqual(list(given), [1000, 1500, 2500, 2500, 2500])
        with self.assertRaises(forms.PointsInvalid):
            forms.draw(blueprint=self.blueprint(), code="F2", seed=11, points={1: 10_000}, now=NOW)

    def test_cells_must_fit_the_subject(self) -> None:
        for cells in (
            [],
            [{"topic": "U99", "count": 1}],
            [{"topic": self.first.code, "count": 0}],
            [{"topic": "x"}],
            7,
        ):
            with self.subTest(cells=cells), self.assertRaises(blueprints.BlueprintInvalid):
                blueprints.ensure(subject=self.subject, name="X", pool=ItemUse.SECURE, cells=cells)  # type: ignore[arg-type]
