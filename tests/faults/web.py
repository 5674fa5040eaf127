"""The web processes and the worker, as an installation runs them."""

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lms.core import serving
from tests.faults.processes import Place, Process, free_port, plain_environment
from tests.faults.wire import Network, Unreachable, request

START_SECONDS = 90


@dataclass
class Web:
    """One web process on a port that stays its own over every restart."""

    place: Place
    name: str
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: Process | None = None
    is_spoiled: bool = False

    @property
    def hold(self) -> Path:
        """While this file exists the process holds back its replies to saves."""
        return self.place.folder / f"hold-{self.name}"

    def launch(self, **more: str) -> None:
        """Start it; ``more`` goes into its environment."""
        command = [sys.executable, "-m", "uvicorn", "tests.faults.server:application", "--port", str(self.port)]
        environment = plain_environment() | self.environment | {"FAULTS_HOLD_REPLY": str(self.hold)} | more
        options = [*serving.WEB, "--log-level", "warning"]
        self.process = self.place.run(self.name, [*command, *options], environment=environment)
        self.is_spoiled = bool(more)

    async def ready(self) -> None:
        """Until it answers. Raises ``RuntimeError`` when it has ended instead."""
        assert self.process is not None
        async with asyncio.timeout(START_SECONDS):
            while True:
                if not self.process.is_alive:
                    raise RuntimeError(f"{self.name} did not start; see {self.name}.log.")
                try:
                    await request(Network(), self.port, "GET", "/answers/v1/")
                    return
                except Unreachable:
                    await asyncio.sleep(0.1)

    async def start(self, **more: str) -> None:
        """Start it and wait until it answers."""
        self.launch(**more)
        await self.ready()

    async def kill(self) -> None:
        """``kill -9``."""
        assert self.process is not None
        await self.process.kill()


@dataclass
class Worker:
    """The task worker with its beat."""

    place: Place
    environment: dict[str, str]
    process: Process | None = None
    number: int = 0

    def start(self) -> None:
        """Start it; tasks wait in the broker until it is there."""
        self.number += 1
        schedule = self.place.folder / f"beat-{self.number}"
        command = [sys.executable, "-m", "celery", "-q", "-A", "lms.celery", "worker", "-B", "--pool", "solo"]
        options = ["--loglevel", "WARNING", "--schedule", str(schedule), "--without-gossip", "--without-mingle"]
        environment = plain_environment() | self.environment | {"C_FORCE_ROOT": "1"}
        self.process = self.place.run("worker", [*command, *options], environment=environment)

    async def kill(self) -> None:
        """``kill -9``, beat included."""
        assert self.process is not None
        await self.process.kill()
