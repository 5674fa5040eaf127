from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    label = "sittings"
    verbose_name = "Sittings"
