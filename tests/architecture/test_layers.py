"""What the import linter cannot see: foreign keys follow the order of the apps, every app stands in the order."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

ROOT = Path(settings.BASE_DIR)
#: Foreign keys to the user model may point from anywhere: it is the one name Django lets settings swap.
EXEMPT = {"accounts.User"}


def app_order() -> list[str]:
    """The apps from the bottom up, as the first import contract lists them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"] == "The order of the apps")
    return [app.strip() for layer in reversed(layers) for app in layer.split("|")]


class Order(SimpleTestCase):
    def test_every_own_app_stands_in_the_order(self) -> None:
        self.assertEqual(sorted(settings.OWN_APPS), sorted([*app_order(), "lms.demo"]))

    def test_foreign_keys_never_point_up(self) -> None:
        height = {name: index for index, name in enumerate(app_order())}
        upward = []
        for config in apps.get_app_configs():
            for model in config.get_models() if config.name in height else []:
                for field in model._meta.get_fields():
                    target = getattr(field, "related_model", None)
                    if not field.concrete or target is None or target._meta.label in EXEMPT:
                        continue
                    owner = apps.get_app_config(target._meta.app_label).name
                    if owner in height and height[owner] > height[config.name]:
                        upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
        self.assertEqual(upward, [])


class Migrations(TestCase):
    def test_no_migration_is_missing(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
