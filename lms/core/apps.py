from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


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

    for config in apps.get_app_configs():
        if config.name in settings.OWN_APPS:
            for module in ("dated", "slots", "effects"):
                name = f"{config.name}.{module}"
                if find_spec(name) is not None and not (config.name == "lms.core"):
                    import_module(name)
