from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    label = "catalogue"
    verbose_name = "Catalogue"
