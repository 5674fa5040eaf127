from django.db import connection
from django.test import TransactionTestCase

from exams.papers.models import Assembly, Blueprint, Form, FormItem
from exams.papers.services import assemblies, blueprints, forms
from question_bank.items.enums import ItemUse
from question_bank.items.models import Exposure
from question_bank.syllabus.models import Subject
from tests.support import papers
from tests.support.exams import NOW, build_items
from tests.support.races import shared_database, together


class TwoOfficers(TransactionTestCase):
    """Two officers press the same button; one wins, the other is told or gets the same thing."""

    def setUp(self) -> None:
        self.subject = Subject.objects.get(code="L11", level__code="beginner")
        self.topic = self.subject.topics.order_by("position").first()
        build_items(self.topic, 6)
        self.cells = [{"topic": self.topic.code, "count": 3}]

    def ensure(self, name: str = "A") -> Blueprint:
        return blueprints.ensure(subject=self.subject, name=name, pool=ItemUse.SECURE, cells=self.cells)

    def test_the_same_form_drawn_at_once_is_one_form(self) -> None:
        blueprint = self.ensure()
        with shared_database():
            drawn = together(
                *[lambda: forms.draw(blueprint=blueprint, code="F1", seed=1, now=NOW) for _ in range(4)],
            )
            counts = (Form.objects.count(), FormItem.objects.count(), Exposure.objects.count())
            connection.close()
        self.assertEqual([type(each) for each in drawn], [Form] * 4, drawn)
        self.assertEqual(len({each.pk for each in drawn}), 1)
        self.assertEqual(counts, (1, 3, 3))

    def test_a_code_given_to_two_forms_at_once_is_refused_to_one(self) -> None:
        blueprint = self.ensure()
        with shared_database():
            drawn = together(
                *[lambda seed=seed: forms.draw(blueprint=blueprint, code="F1", seed=seed, now=NOW) for seed in (1, 2)]
            )
            connection.close()
        self.assertEqual(sorted(type(each).__name__ for each in drawn), ["Form", "FormCodeTaken"])

    def test_the_same_blueprint_made_at_once_is_one_blueprint(self) -> None:
        with shared_database():
            made = together(*[self.ensure] * 4)
            connection.close()
        self.assertEqual([type(each) for each in made], [Blueprint] * 4, made)
        self.assertEqual(len({each.pk for each in made}), 1)


class TwoDecisions(TransactionTestCase):
    """A rehearsal is kept or discarded by one officer; a name is given once."""

    def setUp(self) -> None:
        self.subject = papers.intermediate_bank(forms=1)
        self.blueprint = papers.blueprint(self.subject)

    def test_kept_once(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        with shared_database():
            results = together(
                *[
                    lambda code=code: assemblies.keep(
                        assembly=Assembly.objects.get(pk=asked.pk), code=code, actor=None, now=NOW
                    )
                    for code in ("A", "B")
                ]
            )
            kept = Form.objects.count()
            connection.close()
        self.assertEqual(sorted(type(each).__name__ for each in results), ["NotRehearsed", "list"], results)
        self.assertEqual(kept, 1)

    def test_two_blueprints_of_one_name(self) -> None:
        with shared_database():
            results = together(*[lambda: papers.blueprint(self.subject, name="同名")] * 2)
            connection.close()
        self.assertEqual(sorted(type(each).__name__ for each in results), ["Blueprint", "BlueprintNameTaken"], results)
