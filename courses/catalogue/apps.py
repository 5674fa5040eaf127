from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from courses.catalogue.services import reference
        from lms.core.reference import load_after_migrate

        load_after_migrate(self, reference.load, "catalogue.Unit", "syllabus.Topic")
