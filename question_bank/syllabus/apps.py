from django.apps import AppConfig


class SyllabusConfig(AppConfig):
    name = "question_bank.syllabus"
    label = "syllabus"
    verbose_name = "Syllabus"
