from importlib import import_module

from django.apps import apps
from django.test import TestCase

from question_bank.items.models import Exposure
from question_bank.syllabus.models import Subject
from tests.support.exams import build_form


class Uses(TestCase):
    def test_forms_of_before_are_noted_once(self) -> None:
        build_form(Subject.objects.get(code="L11", level__code="beginner"), items=3)
        written = sorted(Exposure.objects.values_list("version_id", "form_code", "use", "drawn_at"))
        Exposure.objects.all().delete()
        note = import_module("exams.papers.migrations.0003_note_where_items_stand").note
        for _ in range(2):
            note(apps, None)
            self.assertEqual(
                sorted(Exposure.objects.values_list("version_id", "form_code", "use", "drawn_at")), written
            )
