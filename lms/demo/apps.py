from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The last app: when it is ready every other is, so seams are registered here."""

    name = "lms.demo"
    label = "demo"
    verbose_name = "Demo"

    def ready(self) -> None:
        from lms.core.apps import register_extensions

        register_extensions()
