"""A web process for a benchmark, and a database of its own on the server that DATABASE_URL names."""

import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def prepare_environment(work: str) -> None:
    """Before Django is set up: the work directory, and on PostgreSQL a fresh database (dropped by :func:`clean_up`)."""
    os.environ["VAR_DIR"] = work
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    for outside in ("CHANNEL_URL", "CACHE_URL", "BROKER_URL"):
        os.environ.pop(outside, None)
    given = os.environ.setdefault("DATABASE_URL", f"sqlite:///{work}/db.sqlite3")
    if given.startswith("postgres"):
        name = f"bench_{uuid.uuid4().hex[:10]}"
        os.environ["BENCH_SERVER_URL"] = given
        _administer(given, f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = re.sub(r"/[^/]*$", f"/{name}", given)


def clean_up() -> None:
    """Drop the database of the run."""
    server = os.environ.get("BENCH_SERVER_URL")
    if server:
        from django.db import connection

        connection.close()
        name = os.environ["DATABASE_URL"].rsplit("/", 1)[1]
        _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def serving(application: str, *, lifespan: str = "on", options: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Uvicorn with this application; gives its port and process id, once it answers.

    ``lifespan``: ``off`` for an application that knows none. ``options``: further ones of uvicorn.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "error"]
    command += ["--lifespan", lifespan, "--no-access-log", "--backlog", "8192", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")


class Meter:
    """What a process uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.last = self._seconds()

    def lap(self) -> float:
        """Processor seconds since the last lap."""
        before, self.last = self.last, self._seconds()
        return self.last - before

    def peak_memory(self) -> float:
        """The most memory it ever held, in MB."""
        return self._megabytes("VmHWM")

    def memory(self) -> float:
        """What it holds now (resident set), in MB."""
        return self._megabytes("VmRSS")

    def _megabytes(self, name: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def _seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
