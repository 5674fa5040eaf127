from django.apps import AppConfig


class TuitionConfig(AppConfig):
    name = "courses.tuition"
    label = "tuition"
    verbose_name = "Tuition"
