"""A web process of its own on a database file of its own: for what only a real server can show."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.core import serving

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """``prepare`` once, then ``start``, ``stop`` (orderly) or ``kill`` (-9) as often as a test needs."""

    var: Path
    port: int = field(default_factory=_free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Ours without the databases and brokers of the surrounding run."""
        outside = {"DATABASE_URL", "CHANNEL_URL", "CACHE_URL", "BROKER_URL"}
        mine = {"VAR_DIR": str(self.var), "PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "lms.settings.dev"}
        return {key: value for key, value in os.environ.items() if key not in outside} | mine

    def prepare(self, seed: str) -> Any:
        """Make the database and run ``seed``, a Python statement that prints one line of JSON; returns its value."""
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "prepare"], cwd=ROOT, env=self.environment, check=True, capture_output=True)
        program = f"import django; django.setup(); {seed}"
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "lms.asgi:application", "--port", str(self.port)]
        options = [*serving.WEB, "--log-level", "warning"]
        self.process = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                self.request("GET", "/answers/v1/")
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The server did not start.")

    def stop(self) -> None:
        """Ask it to end and wait: what is waiting is written first."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self._end(signal.SIGKILL)

    def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, bytes, Any]:
        """Status, body and headers of one request. Raises ``OSError`` when there is no answer."""
        asked = urllib.request.Request(self.address + path, data=body, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as reply:
                return reply.status, reply.read(), reply.headers
        except urllib.error.HTTPError as reply:
            with reply:
                return reply.code, reply.read(), reply.headers

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            self.process = None


def seed_mocks(number: int) -> None:
    """Visitors' mocks of 20 items, prepared, not started; prints their ids and the visitors' cookies."""
    from django.http import HttpResponse

    from exams.delivery import policies
    from exams.delivery.services import attempts
    from lms.core import clock
    from tests.support.exams import build_mock

    sitting, made = build_mock(items=20), []
    for _ in range(number):
        response = HttpResponse()
        visitor = policies.new_visitor(response)
        attempt = attempts.prepare_mock(sitting=sitting, visitor_hash=visitor, now=clock.now())
        cookie = f"{policies.COOKIE}={response.cookies[policies.COOKIE].value}"
        made.append({"attempt": str(attempt.public_id), "cookie": cookie})
    print(json.dumps(made))  # noqa: T201
