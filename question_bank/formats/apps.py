from django.apps import AppConfig


class FormatsConfig(AppConfig):
    name = "question_bank.formats"
    label = "formats"
    verbose_name = "Formats"
