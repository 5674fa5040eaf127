from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from lms.core import checks, logs  # noqa: F401 - importing registers the checks

        logs.configure()


def register_extensions() -> None:
    """Import every app's ``dated``, ``slots`` and ``effects`` modules once all apps are ready."""
    from django.conf import settings

    for app in settings.OWN_APPS[1:]:  # the first is the kernel, whose modules of these names are the registries
        for module in ("dated", "slots", "effects"):
            if find_spec(f"{app}.{module}") is not None:
                import_module(f"{app}.{module}")
