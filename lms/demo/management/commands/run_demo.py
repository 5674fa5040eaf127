"""Start the whole product on this machine: seed if needed, the web process and the worker, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lms.core import serving
from lms.demo import cast

STOP_SECONDS = 10


class Command(BaseCommand):
    """``manage.py run_demo``: used by ``make demo``."""

    help = "Run the demo: web process and worker on this machine."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("run_demo needs DEMO=1 (use `make demo`).")
        self._check_port()
        call_command("seed_demo")
        # Set here, since a process started in the background of a script inherits an ignored SIGINT.
        for interrupt in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(interrupt, signal.default_int_handler)
        processes = [self._start(command) for command in (self._web(), self._worker())]
        try:
            self._await_answer(processes)
            self._greet()
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("A process of the demo stopped; see the lines above.")
        except KeyboardInterrupt:
            self.stdout.write("\n停止中… · stopping")
        finally:
            self._stop(processes)

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError:
                raise CommandError(
                    f"連接埠 {settings.PORT} 已被使用，請改用其他埠 · Port {settings.PORT} is taken: "
                    "PORT=8010 make demo"
                ) from None

    def _web(self) -> list[str]:
        return [
            *(sys.executable, "-m", "uvicorn", "lms.asgi:application", "--host", "127.0.0.1"),
            *("--port", str(settings.PORT), *serving.WEB, "--log-level", "warning"),
        ]

    def _worker(self) -> list[str]:
        schedule = settings.VAR_DIR / "beat"
        schedule.mkdir(parents=True, exist_ok=True)
        return [
            *(sys.executable, "-m", "celery", "-q", "-A", "lms.celery", "worker", "-B", "--concurrency", "1"),
            *(
                "--loglevel",
                "WARNING",
                "--schedule",
                str(schedule / "schedule"),
                "--without-gossip",
                "--without-mingle",
            ),
        ]

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # Warnings only, unless asked for more: the sign-ins printed below must stay in sight.
        # Own sessions: Ctrl-C reaches this process alone, which then stops both in order.
        environment = {"LOG_LEVEL": "WARNING"} | os.environ | {"C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore"}
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603

    def _await_answer(self, processes: list[subprocess.Popen[bytes]]) -> None:
        address = f"http://127.0.0.1:{settings.PORT}/livez"
        for _ in range(120):
            if any(process.poll() is not None for process in processes):
                raise CommandError("A process of the demo did not start; see the lines above.")
            try:
                urllib.request.urlopen(address, timeout=2)
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        raise CommandError(f"No answer from {address}.")

    def _greet(self) -> None:
        line = "─" * 72
        self.stdout.write(f"\n{line}\n  {settings.PRODUCT_NAME_ZH} {settings.PRODUCT_NAME_EN}  示範 DEMO")
        self.stdout.write(f"  {settings.PUBLIC_URL}\n  信箱 mailbox: {settings.PUBLIC_URL}/notices/mailbox/\n")
        for account in cast.ACCOUNTS:
            self.stdout.write(f"  {account.email:34} {account.role_zh} · {account.role_en}")
        self.stdout.write(f"  密碼 password: {cast.PASSWORD}\n  Ctrl-C 停止 stops everything\n{line}\n")
        self.stdout.flush()

    def _stop(self, processes: list[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()  # each ends its own children; the group is only killed when that takes too long
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
