from django.apps import AppConfig


class SyllabusConfig(AppConfig):
    name = "question_bank.syllabus"
    label = "syllabus"
    verbose_name = "Syllabus"

    def ready(self) -> None:
        from lms.core.reference import load_after_migrate
        from question_bank.syllabus.services import reference

        load_after_migrate(self, reference.load, "syllabus.Topic")
