"""Load the demo programme. Called again it adds what is missing and moves windows that have passed."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.core import clock
from lms.demo import seed


class Command(BaseCommand):
    """``manage.py seed_demo``."""

    help = "Load the demo programme (needs DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("seed_demo needs DEMO=1 (use `make demo`).")
        for title, step in seed.steps(clock.now()):
            self._run(title, step)

    def _run(self, title: str, step: Callable[[], None]) -> None:
        began = time.monotonic()
        self.stdout.write(f"  {title} …", ending="")
        self.stdout.flush()
        step()
        self.stdout.write(f" {time.monotonic() - began:.1f} s")
