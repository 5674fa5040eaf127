from django.core.management import call_command
from django.test import TestCase

from courses.catalogue.models import Programme, Unit
from courses.catalogue.services import reference as catalogue
from lms.core import reference
from lms.organizations.models import County
from lms.organizations.services import reference as organizations
from question_bank.syllabus.models import Certification, Level, Subject, Topic
from question_bank.syllabus.services import reference as syllabus

MODELS = (County, Certification, Level, Subject, Topic, Programme, Unit)


class ReferenceRowsTest(TestCase):
    def test_a_migrated_database_has_them(self) -> None:
        self.assertEqual([model._default_manager.count() for model in MODELS], [22, 2, 3, 5, 51, 3, 16])
        self.assertEqual(
            [(subject.code, subject.position_code) for subject in Subject.objects.order_by("level", "position")],
            [("L11", "S1"), ("L12", "S2"), ("L21", "S1"), ("L22", "S2"), ("GC", "S1")],
        )
        self.assertEqual(County.objects.get(pk="PEN").region, "east")  # ORG-3
        self.assertEqual(sum(unit.hours for unit in Unit.objects.all()), 48)

    def test_loading_again_changes_no_row(self) -> None:
        before = [list(model._default_manager.order_by("pk").values()) for model in MODELS]
        for loader in (organizations, syllabus, catalogue):
            loader.load()
        self.assertEqual([list(model._default_manager.order_by("pk").values()) for model in MODELS], before)

    def test_migrate_brings_a_changed_row_back(self) -> None:
        Programme.objects.filter(code="green").update(hours=1)
        County.objects.filter(pk="LIE").delete()
        call_command("migrate", verbosity=0)
        self.assertEqual(Programme.objects.get(code="green").hours, 48)
        self.assertEqual(County.objects.count(), 22)

    def test_a_bad_row_in_a_shipped_file_is_an_error(self) -> None:
        with self.assertRaisesMessage(ValueError, "header"):
            reference.rows(organizations.REGIONS, ("region_zh",))
