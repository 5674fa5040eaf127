from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "courses.classes"
    label = "classes"
    verbose_name = "Classes"
