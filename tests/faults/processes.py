"""The processes of a run: started in sessions of their own, told to the janitor, ended only by those who started them."""

import asyncio
import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import janitor

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """One process of ours with its name in the log."""

    name: str
    popen: "subprocess.Popen[bytes]"

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def tree(self) -> list[int]:
        """Its pid and those of all its children."""
        return [self.popen.pid, *janitor.children_of(self.popen.pid)]

    def send(self, what: int, *, children: bool = False) -> None:
        """A signal to it, with ``children`` to all of its tree."""
        if self.is_alive:
            for pid in self.tree() if children else [self.popen.pid]:
                janitor.send(pid, what)

    async def kill(self) -> None:
        """``kill -9``, the children with it."""
        self.send(signal.SIGKILL, children=True)
        await self.ended()

    async def stop(self, how: int = signal.SIGTERM, seconds: float = 15) -> None:
        """Ask it to end; killed when it does not."""
        self.send(signal.SIGCONT, children=True)
        self.send(how)
        try:
            await self.ended(seconds)
        except TimeoutError:
            await self.kill()

    async def ended(self, seconds: float = 15) -> int:
        """Wait for its end; the exit code. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while self.is_alive:
                await asyncio.sleep(0.02)
        return int(self.popen.returncode)


@dataclass
class Place:
    """Where a run lives: a folder of its own and the janitor that empties it, whatever happens to the run."""

    keep: bool = False
    folder: Path = field(init=False)
    started: list[Process] = field(default_factory=list)

    def __enter__(self) -> "Place":
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        self.folder.chmod(0o711)  # the database runs as a user of its own and must get through
        self._janitor = subprocess.Popen(
            [sys.executable, "-I", str(Path(janitor.__file__))], stdin=subprocess.PIPE, start_new_session=True
        )
        if not self.keep:
            self._tell(f"folder {self.folder}")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._janitor.stdin is not None
        self._janitor.stdin.close()
        self._janitor.wait()
        for process in self.started:
            process.popen.poll()

    def run(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: dict[str, str] | None = None,
        user: str | None = None,
        pipes: bool = False,
        end_with: int = signal.SIGTERM,
    ) -> Process:
        """Start a process; what it prints goes to ``<name>.log`` in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            popen = subprocess.Popen(
                list(command),
                cwd=self.folder if user else ROOT,
                env=environment or plain_environment(),
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else log,
                stderr=log,
                start_new_session=True,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        self._tell(f"process {popen.pid} {end_with:d}")
        process = Process(name, popen)
        self.started.append(process)
        return process

    def _tell(self, line: str) -> None:
        assert self._janitor.stdin is not None
        self._janitor.stdin.write(line.encode() + b"\n")
        self._janitor.stdin.flush()


def plain_environment() -> dict[str, str]:
    """Ours without what points at services outside the run."""
    outside = {"DATABASE_URL", "CHANNEL_URL", "CACHE_URL", "BROKER_URL", "EMAIL_URL", "STORAGE_URL", "DEMO", "DEBUG"}
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in outside}
    return kept | {"PYTHONWARNINGS": "ignore"}
