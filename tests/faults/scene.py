"""One case being played: candidates, the fault among them, the end, the judgement."""

import asyncio
import contextlib
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.candidate import Candidate
from tests.faults.entry import Door
from tests.faults.ledger import Ledger
from tests.faults.processes import ROOT, plain_environment
from tests.faults.stack import Stack
from tests.faults.wire import Network

GRACE_SECONDS = 5
CALM_SECONDS = 3.0
AFTER_SECONDS = 5.0
ENTER_SECONDS = 90.0
DELIVER_SECONDS = 90.0
EXTENSION_SECONDS = 60


class CaseBroken(RuntimeError):
    """The case could not be played to its end: somebody never got in, or never got rid of their answers."""


@dataclass(frozen=True)
class Verdict:
    """What the checker said about a case."""

    counts: dict[str, Any]
    violations: list[dict[str, str]]


@dataclass
class Scene:
    """The stage of one case. ``fault`` runs between two calm periods; every random choice comes from ``seed``."""

    stack: Stack
    key: str
    seed: str
    round: str
    candidates: list[Candidate]
    folder: Path
    banned: list[str]
    chance: random.Random
    recovers: bool = True
    most_silence: float = 30.0
    notes: list[str] = field(default_factory=list)
    fault_began: float = 0.0
    fault_ended: float = 0.0
    _sitting: list["asyncio.Task[None]"] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def fault(self) -> AsyncIterator[None]:
        """Within, something is broken."""
        self.fault_began = self.fault_began or time.time()
        try:
            yield
        finally:
            self.fault_ended = time.time()

    async def play(self, act: Callable[["Scene"], Awaitable[None]]) -> None:
        """Everybody enters, ``act`` breaks something, everybody delivers and hands in."""
        self._sitting = [asyncio.create_task(each.sit()) for each in self.candidates]
        try:
            await self._entered([each for each in self.candidates if each.pace.enters_after < CALM_SECONDS])
            await asyncio.sleep(CALM_SECONDS)
            extending = asyncio.create_task(self._extend())
            await act(self)
            await extending
            await asyncio.sleep(AFTER_SECONDS if self.recovers else 0)
            await self.finish()
        finally:
            for task in self._sitting:
                task.cancel()
            await asyncio.gather(*self._sitting, return_exceptions=True)
            for each in self.candidates:
                each.ledger.close()

    async def finish(self) -> None:
        """Everybody delivers what is left and hands in. Raises :class:`CaseBroken`."""
        for each in self.candidates:
            each.finish()
        _, waiting = await asyncio.wait(self._sitting, timeout=DELIVER_SECONDS)
        for task in self._sitting:
            if task.done() and not task.cancelled() and task.exception():
                raise task.exception() or CaseBroken("unreachable")
        problems = [problem for each in self.candidates for problem in each.problems]
        if problems:
            raise CaseBroken(f"{len(problems)} requests were refused, the first: {problems[0]}")
        if waiting:
            left = sum(len(each.pending) for each in self.candidates)
            raise CaseBroken(f"{len(waiting)} candidates are not done, {left} answers are not confirmed")

    async def mark(self) -> None:
        """Close the round and mark it, as the office does."""
        await self.stack.office.do("mark", round_id=self.round)

    async def judge(self) -> Verdict:
        """Write the case down and let the checker read it."""
        case = {
            "key": self.key,
            "seed": self.seed,
            "round": self.round,
            "fault_began": self.fault_began,
            "fault_ended": self.fault_ended,
            "grace_seconds": GRACE_SECONDS,
            "recovers": self.recovers,
            "most_silence": self.most_silence,
            "repeated": sum(each.network.repeated for each in self.candidates),
            "banned": self.banned,
        }
        (self.folder / "case.json").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
        told = await run_program("tests.faults.checker", str(self.folder), self.stack.cluster.url)
        (self.folder / "verdict.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return Verdict(told["counts"], told["violations"])

    async def _entered(self, expected: list[Candidate]) -> None:
        try:
            async with asyncio.timeout(ENTER_SECONDS):
                while not all(each.has_entered for each in expected):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            outside = sum(1 for each in expected if not each.has_entered)
            raise CaseBroken(f"{outside} candidates did not get in") from None

    async def _extend(self) -> None:
        """Somewhere in the middle, a third of the candidates gets more time; the office tries until it is done."""
        await asyncio.sleep(self.chance.random() * 4)
        chosen = [each.attempt for each in self.candidates if self.chance.random() < 1 / 3 and each.hands_in]
        deadline = time.monotonic() + 60
        while chosen:
            try:
                await self.stack.office.do("extend", attempts_ids=chosen, seconds=EXTENSION_SECONDS)
                return
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(1)


async def set_up(
    stack: Stack, key: str, seed: str, *, seeded: dict[str, Any], people: int, minutes: int = 75, folder: Path
) -> Scene:
    """A sealed round of its own for a case, and its candidates before the door."""
    made = await stack.office.do("prepare", key=key, people=people, minutes=minutes)
    (folder / "ledgers").mkdir(parents=True)
    chance = random.Random(seed)
    pairs = enumerate(zip(made["attempts"], seeded["cookies"], strict=False))
    candidates = [_candidate(stack, f"{seed}:{number}", attempt, cookie, folder) for number, (attempt, cookie) in pairs]
    return Scene(stack, key, seed, made["round"], candidates, folder, seeded["banned"], chance)


def _candidate(stack: Stack, seed: str, attempt: str, cookie: str, folder: Path) -> Candidate:
    network = Network(chance=random.Random(f"{seed}:network"))
    return Candidate(
        attempt=attempt,
        door=Door(network, stack.front.port, attempt, cookie),
        port=stack.front.port,
        ledger=Ledger(folder / "ledgers" / f"{attempt}.jsonl"),
        chance=random.Random(seed),
        network=network,
    )


async def run_program(module: str, *arguments: str) -> dict[str, Any]:
    """What a program of this package prints as JSON; its exit code is judged by what it printed."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments), cwd=ROOT, env=plain_environment(), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await program.communicate()
    if not told:
        raise CaseBroken(f"{module} said nothing (exit {program.returncode})")
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found
