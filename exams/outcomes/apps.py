from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "exams.outcomes"
    label = "outcomes"
    verbose_name = "Outcomes"
