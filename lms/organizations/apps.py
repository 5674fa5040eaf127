from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "lms.organizations"
    label = "organizations"
    verbose_name = "Organizations"

    def ready(self) -> None:
        from lms.core.reference import load_after_migrate
        from lms.organizations.services import reference

        load_after_migrate(self, reference.load, "organizations.County")
