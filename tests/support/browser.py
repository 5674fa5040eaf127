"""Debian's Chromium behind one Playwright per test process: a second one in the same process would refuse to start."""

import atexit
import functools

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = "/usr/bin/chromium"


def launch(arguments: list[str]) -> Browser:
    """A browser of its own for the caller, who closes it."""
    return _playwright().chromium.launch(executable_path=CHROMIUM, args=arguments)


@functools.cache
def _playwright() -> Playwright:
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started
