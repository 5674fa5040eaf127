"""The product as a user meets it: real web process, real worker, the demo programme, Debian's Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.product import Product
from tests.support import browser as browsers

ROOT = Path(__file__).resolve().parents[2]
POLICY = "Content Security Policy"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`make demo` without the installing: seeds a new database, starts web process and worker, stops both."""
    var = tmp_path_factory.mktemp("var")
    port = free_port()
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "CHANNEL_URL", "CACHE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE")
    } | {"VAR_DIR": str(var), "PORT": str(port), "DEMO": "1", "PUBLIC_URL": f"http://localhost:{port}"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "prepare"], env=environment, check=True, cwd=ROOT)
    log = (var / "demo.log").open("w+", encoding="utf-8")
    process = subprocess.Popen([*manage, "run_demo"], env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        _await(f"http://127.0.0.1:{port}/livez", process, log.name)
        yield Product(address=f"http://localhost:{port}", var=var)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        log.close()


def _await(address: str, process: "subprocess.Popen[bytes]", log: str) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The demo stopped: {Path(log).read_text(encoding='utf-8')[-3000:]}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"The demo did not answer: {Path(log).read_text(encoding='utf-8')[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all journeys."""
    started = browsers.launch(ARGUMENTS)
    yield started
    started.close()


@pytest.fixture
def visit(browser: Browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh, signed-out browser profile: ``visit()``, ``visit(locale="en")``.

    Afterwards no script may have failed and nothing may have been refused by the content security policy.
    """
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def open_page(*, locale: str = "zh-TW", width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("weberror", lambda error: broken.append(str(error.error)))
        context.on("console", lambda said: broken.append(said.text) if POLICY in said.text else None)
        page = context.new_page()
        page.goto(product.address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert broken == []
