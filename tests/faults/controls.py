"""Positive controls: the checker is worth nothing until it has been seen to go red."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import report
from tests.faults.scene import Scene, Verdict, run_program, set_up
from tests.faults.stack import Stack

CANDIDATES = 40


@dataclass(frozen=True)
class Control:
    """``run`` gives a row that is good when the spoiled thing was found."""

    key: str
    run: Callable[[Stack, dict[str, Any], str, Path, Path | None], Awaitable[report.Row]]
    short: bool = True


async def mutations(stack: Stack, seeded: dict[str, Any], seed: str, folder: Path, passed: Path | None) -> report.Row:
    """One thing after another is spoiled in a case that has passed."""
    row = report.Row("C1", "mutations of rows and ledgers are found", seed)
    if passed is None:
        row.failures.append("no case has passed, so nothing could be spoiled")
        return row
    began = time.monotonic()
    told = await run_program("tests.faults.mutations", str(passed), stack.cluster.url)
    row.failures += [f"not seen: {name}" for name in told["unseen"]]
    row.notes.append(f"{len(told['seen']) - len(told['unseen'])} of {len(told['seen'])} mutations found")
    row.seconds = time.monotonic() - began
    return row


async def early_acknowledgement(
    stack: Stack, seeded: dict[str, Any], seed: str, folder: Path, passed: Path | None
) -> report.Row:
    """Servers that say "saved" before the commit, killed while they do."""

    async def act(scene: Scene) -> None:
        async with scene.fault():
            await asyncio.gather(*(web.kill() for web in stack.webs))
            await asyncio.gather(*(web.start() for web in stack.webs))

    row = report.Row("C2", "a server that acknowledges before the commit is found", seed)
    await asyncio.gather(*(web.kill() for web in stack.webs))
    await asyncio.gather(*(web.start(FAULTS_ACK_EARLY="1") for web in stack.webs))
    return await _expect_loss(row, stack, seeded, folder / "C2", act)


async def asynchronous_commit(
    stack: Stack, seeded: dict[str, Any], seed: str, folder: Path, passed: Path | None
) -> report.Row:
    """Commits that are confirmed before they are on the disk, and a crash. The answers server itself asks for durable
    commits whatever the database's default is, so the mutation sits in the process."""

    async def act(scene: Scene) -> None:
        async with scene.fault():
            await stack.cluster.crash()

    row = report.Row("C3", "F03 with synchronous_commit=off loses answers, and they are missed", seed)
    await asyncio.gather(*(web.kill() for web in stack.webs))
    await asyncio.gather(*(web.start(FAULTS_ASYNC_COMMIT="1") for web in stack.webs))
    await asyncio.to_thread(stack.cluster.set, wal_writer_delay="10s")
    try:
        return await _expect_loss(row, stack, seeded, folder / "C3", act)
    finally:
        await asyncio.to_thread(stack.cluster.set, wal_writer_delay="200ms")


async def _expect_loss(
    row: report.Row, stack: Stack, seeded: dict[str, Any], folder: Path, act: Callable[[Scene], Awaitable[None]]
) -> report.Row:
    began = time.monotonic()
    scene = await set_up(stack, row.key, row.seed, seeded=seeded, people=CANDIDATES, folder=folder)
    scene.recovers = False
    await scene.play(act)
    await scene.mark()
    verdict: Verdict = await scene.judge()
    lost = [each for each in verdict.violations if each["invariant"] == "I1"]
    row.counts = verdict.counts
    row.notes.append(f"the checker reports {len(lost)} violations of I1")
    if not lost:
        row.failures.append("the checker stayed green")
    row.seconds = time.monotonic() - began
    return row


CONTROLS = [
    Control("C1", mutations),
    Control("C2", early_acknowledgement),
    Control("C3", asynchronous_commit, short=False),
]
