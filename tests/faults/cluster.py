"""A PostgreSQL cluster of our own: made with ``initdb``, on a free port, durable as in production."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.faults.processes import Place, Process, free_port

DATABASE = "faults"
START_SECONDS = 60


class ProgramMissing(RuntimeError):
    """A program of the system is not installed; ``make setup-test`` installs it."""


@dataclass
class Cluster:
    """``make`` once, then ``start``; ``crash``, ``freeze`` and ``thaw`` as often as a case needs."""

    place: Place
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @property
    def url(self) -> str:
        """How the product reaches it."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place.folder / "pg"

    def make(self) -> None:
        """``initdb`` and the settings; acknowledged must mean durable, so fsync and synchronous_commit stay on."""
        self.data.mkdir()
        user = _user()
        if user:
            shutil.chown(self.data, user)
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"]
        _run([*(_program("initdb"), "-D", str(self.data)), *options], user)
        with (self.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = ''\n"
                "fsync = on\nsynchronous_commit = on\nmax_connections = 60\nlog_min_messages = warning\n"
            )

    async def start(self) -> None:
        """Start the server and wait until it takes connections."""
        command = [_program("postgres"), "-D", str(self.data)]
        self.process = self.place.run("postgres", command, user=_user(), end_with=signal.SIGQUIT)
        async with asyncio.timeout(START_SECONDS):
            while not await asyncio.to_thread(self._answers):
                if not self.process.is_alive:
                    raise RuntimeError("PostgreSQL did not start; see postgres.log.")
                await asyncio.sleep(0.05)

    async def crash(self) -> None:
        """``pg_ctl restart -m immediate``: no checkpoint, no goodbye; recovery from the log on the way up."""
        assert self.process is not None
        command = [_program("pg_ctl"), "stop", "-m", "immediate", "-D", str(self.data)]
        await asyncio.to_thread(_run, command, _user())
        await self.process.ended()
        await self.start()

    def freeze(self) -> None:
        """Stop every process of the cluster where it stands: connections stay open and nobody answers."""
        assert self.process is not None
        self.process.send(signal.SIGSTOP, children=True)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send(signal.SIGCONT, children=True)

    def set(self, **settings: str) -> None:
        """Change server settings and reload them."""
        with psycopg.connect(self._maintenance, autocommit=True) as database:
            for name, value in settings.items():
                database.execute(
                    psycopg.sql.SQL("ALTER SYSTEM SET {} = {}").format(
                        psycopg.sql.Identifier(name), psycopg.sql.Literal(value)
                    )
                )
            database.execute("SELECT pg_reload_conf()")

    def create_database(self) -> None:
        """The database of the product."""
        with psycopg.connect(self._maintenance, autocommit=True) as database:
            database.execute(f"CREATE DATABASE {DATABASE}")

    @property
    def _maintenance(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres connect_timeout=2"

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._maintenance) as database:
                database.execute("SELECT 1")
            return True
        except psycopg.OperationalError:
            return False


def _program(name: str) -> str:
    """A server program of the newest PostgreSQL here: Debian keeps them off the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise ProgramMissing(f"{name} of PostgreSQL is missing: run `make setup-test`.")
    return found


def _user() -> str | None:
    """PostgreSQL refuses to run as root; anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(command: list[str], user: str | None) -> None:
    group = pwd.getpwnam(user).pw_gid if user else None
    subprocess.run(
        command,
        check=True,
        cwd="/",
        user=user,
        group=group,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
    )
