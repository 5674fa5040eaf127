"""Everything a run stands on, started in order: cluster, Redis, office, two web processes, worker, nginx."""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from tests.faults.cluster import Cluster
from tests.faults.neighbours import Front, Redis
from tests.faults.processes import ROOT, Place, Process, free_port, plain_environment
from tests.faults.web import Web, Worker


class OfficeFailed(RuntimeError):
    """The office could not do what it was told."""


@dataclass
class Office:
    """The process of ``tests.faults.office``; one order at a time."""

    process: Process
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def do(self, what: str, **arguments: Any) -> Any:
        """Carry out an order and return what it gave. Raises :class:`OfficeFailed`."""
        async with self.lock:
            reply = await asyncio.to_thread(self._exchange, json.dumps({"do": what} | arguments))
        if "failed" in reply:
            raise OfficeFailed(f"{what}: {reply['failed']}")
        return reply["done"]

    def _exchange(self, line: str) -> dict[str, Any]:
        talk = self.process.popen
        assert talk.stdin is not None
        assert talk.stdout is not None
        talk.stdin.write(line.encode() + b"\n")
        talk.stdin.flush()
        found: dict[str, Any] = json.loads(
            talk.stdout.readline() or '{"failed": "the office has gone; see office.log"}'
        )
        return found


@dataclass
class Stack:
    """The running installation of a test run."""

    place: Place
    cluster: Cluster = field(init=False)
    redis: Redis = field(init=False)
    webs: list[Web] = field(init=False)
    worker: Worker = field(init=False)
    front: Front = field(init=False)
    office: Office = field(init=False)
    environment: dict[str, str] = field(init=False)

    async def start(self) -> None:
        """From nothing to an installation that answers."""
        self.cluster, self.redis = Cluster(self.place), Redis(self.place)
        await asyncio.to_thread(self.cluster.make)
        await asyncio.gather(self.cluster.start(), self.redis.start())
        self.cluster.create_database()
        port = free_port()
        self.environment = {
            "DATABASE_URL": self.cluster.url,
            "CHANNEL_URL": self.redis.url(0),
            "CACHE_URL": self.redis.url(1),
            "BROKER_URL": self.redis.url(2),
            "VAR_DIR": str(self.place.folder / "var"),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TRUSTED_PROXY_COUNT": "1",
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "LOG_LEVEL": "WARNING",
        }
        self.cluster.set(synchronous_commit="off")  # nothing is acknowledged to anybody yet
        await asyncio.to_thread(self._prepare)
        self.cluster.set(synchronous_commit="on")
        self.webs = [Web(self.place, name, self.environment) for name in ("web-a", "web-b")]
        self.worker = Worker(self.place, self.environment)
        self.front = Front(self.place, [web.port for web in self.webs], port)
        self.office = Office(self._run_office())
        await self.front.start()

    async def serve(self) -> None:
        """Both web processes and the worker."""
        self.worker.start()
        await asyncio.gather(*(web.start() for web in self.webs))

    async def revive(self) -> None:
        """Start again whatever a case has left dead, or running as no installation would."""
        await asyncio.gather(*(web.kill() for web in self.webs if web.is_spoiled))
        dead = [web for web in self.webs if web.process is None or not web.process.is_alive]
        await asyncio.gather(*(web.start() for web in dead))
        if self.worker.process is None or not self.worker.process.is_alive:
            self.worker.start()

    def _prepare(self) -> None:
        environment = plain_environment() | self.environment
        command = [sys.executable, "manage.py", "prepare"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    def _run_office(self) -> Process:
        environment = plain_environment() | self.environment
        return self.place.run(
            "office", [sys.executable, "-m", "tests.faults.office"], environment=environment, pipes=True
        )
