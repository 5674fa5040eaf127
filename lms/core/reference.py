"""Reference rows: loaded after every ``migrate`` and ``flush`` by the app that owns them, always the same result."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import models
from django.db.models.signals import post_migrate

from lms.core.tables import reading


def rows(path: Path, columns: Sequence[str]) -> tuple[reading.Row, ...]:
    """The rows of a CSV that ships with an app. A bad row is a mistake in the product: raises ``ValueError``."""
    sheet = reading.read_csv(path.read_bytes(), columns=columns)
    if sheet.problems:
        raise ValueError(f"{path.name}: {sheet.problems[0].en}")
    return sheet.rows


def upsert(model: type[models.Model], found: Sequence[models.Model], *, key: Sequence[str]) -> None:
    """Write reference rows by their natural ``key``: new ones are added, known ones brought up to date."""
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    changed = [name for name in fields if name not in key]
    model._default_manager.bulk_create(found, update_conflicts=True, unique_fields=list(key), update_fields=changed)


def load_after_migrate(config: AppConfig, load: Callable[[], None], *needed: str) -> None:
    """Call ``load`` whenever ``migrate`` or ``flush`` is through with ``config``, if the ``needed`` models exist by then.

    A migration back to an early state has no tables to fill; then nothing happens.
    """

    def receive(sender: AppConfig, **kwargs: Any) -> None:
        state = kwargs.get("apps", apps)
        for label in needed:
            try:
                state.get_model(label)
            except LookupError:
                return
        load()

    post_migrate.connect(receive, sender=config, weak=False, dispatch_uid=f"reference:{config.label}")
