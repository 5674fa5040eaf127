"""The faults (SECURITY.md §4), each a few lines over a :class:`Scene`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults import batches, clocks, pages
from tests.faults.candidate import Candidate
from tests.faults.scene import GRACE_SECONDS, Scene

LEFT_SECONDS = 18.0
"""How long the time of a case about the end still runs when it begins."""


@dataclass(frozen=True)
class Case:
    """A fault of the catalogue. ``minutes`` is the paper's allowance; one minute means that its end falls into the case.

    ``before`` the candidates come, ``act`` while they write, ``after`` they have gone, ``finale`` once the round is marked.
    ``repeats``: how often in a full run. ``most_silence``: for how many seconds nobody's answer may be confirmed.
    ``shares``: in the short form it is played together with the others that share.
    """

    key: str
    title: str
    act: Callable[[Scene], Awaitable[None]]
    short: bool = True
    minutes: int = 75
    before: Callable[[Scene], Awaitable[None]] | None = None
    after: Callable[[Scene], Awaitable[None]] | None = None
    finale: Callable[[Scene], Awaitable[None]] | None = None
    repeats: int = 3
    most_silence: float = 30.0
    shares: bool = False


async def one_web_process(scene: Scene, times: int = 2) -> None:
    """kill -9 of either process at random moments, every second time while its replies wait behind the commit."""
    async with scene.fault():
        for number in range(times):
            web = scene.chance.choice(scene.stack.webs)
            await asyncio.sleep(scene.chance.random() * 1.5)
            if number % 2 == 0:
                web.hold.touch()
                await asyncio.sleep(0.2 + scene.chance.random() * 0.2)
            await web.kill()
            web.hold.unlink(missing_ok=True)
            await reopen_some(scene)
            await web.start()


async def one_web_process_often(scene: Scene) -> None:
    """The same twenty times."""
    await one_web_process(scene, times=20)


async def all_web_processes(scene: Scene) -> None:
    """Both at once; a supervisor starts them again two seconds later."""
    async with scene.fault():
        await asyncio.gather(*(web.kill() for web in scene.stack.webs))
        await asyncio.sleep(2)
        await scene.stack.revive()


async def database_crash(scene: Scene) -> None:
    """``pg_ctl restart -m immediate`` in the middle of saves, twice."""
    async with scene.fault():
        for _ in range(2):
            await asyncio.sleep(scene.chance.random() * 2)
            await scene.stack.cluster.crash()


async def database_hang(scene: Scene) -> None:
    """Every process of the cluster is stopped for 15 s; meanwhile replies must come, and say 503."""
    before = _told_busy(scene)
    async with scene.fault():
        scene.stack.cluster.freeze()
        try:
            await asyncio.sleep(15)
        finally:
            scene.stack.cluster.thaw()
    told = _told_busy(scene) - before
    scene.notes.append(f"{told} × 503")
    if not told:
        scene.notes.append("FAILED: nobody was told to come back")


async def redis_gone(scene: Scene) -> None:
    """Killed and restarted empty, flushed, stopped; some candidates enter meanwhile."""
    redis = scene.stack.redis
    async with scene.fault():
        await redis.kill()
        await asyncio.sleep(3)
        await redis.start()
        await redis.flush()
        redis.freeze()
        try:
            await asyncio.sleep(4)
        finally:
            redis.thaw()


async def late_entrants(scene: Scene) -> None:
    """One in six enters while the fault lasts."""
    for candidate in scene.candidates[::6]:
        candidate.pace.enters_after = 12.0


async def bad_network(scene: Scene) -> None:
    """A fifth of the messages lost, a fifth repeated, all delayed by up to two seconds, so that they overtake each other."""
    async with scene.fault():
        for candidate in scene.candidates:
            candidate.network.loss = candidate.network.duplicates = 0.2
            candidate.network.delay_seconds = 2.0
        await asyncio.sleep(8)
        await reopen_some(scene)
        for candidate in scene.candidates:
            candidate.network.loss = candidate.network.duplicates = candidate.network.delay_seconds = 0.0


async def time_runs_out(scene: Scene) -> None:
    """Before the candidates come, their attempts are started so that the time of all is up soon."""
    await _run_out(scene, LEFT_SECONDS)


async def _run_out(scene: Scene, seconds_left: float) -> None:
    ids = [each.attempt for each in scene.candidates]
    await scene.stack.office.do("begin", attempts_ids=ids, seconds_left=seconds_left)
    scene.recovers = False


async def offline_across_the_end(scene: Scene) -> None:
    """Two in five lose the network before the end: some are back within the grace, the others later."""
    away = [each for each in scene.candidates if scene.chance.random() < 0.4]
    async with scene.fault():
        await asyncio.gather(*(_away(scene, each) for each in away))
    scene.notes.append(f"{len(away)} offline")


async def worker_dead_at_the_end(scene: Scene) -> None:
    """The worker is dead when the time is up; every third candidate leaves it to the clock."""
    for candidate in scene.candidates[::3]:
        candidate.hands_in = False
    async with scene.fault():
        await scene.stack.worker.kill()
        await _until_over(scene)


async def close_later(scene: Scene) -> None:
    """The worker comes back, gets its task three times, and another process closes at the same moment."""
    office = scene.stack.office
    open_before = await office.do("running", round_id=scene.round)
    await office.do("deliver", times=3)
    scene.stack.worker.start()
    await asyncio.sleep(scene.chance.random() * 6)
    await office.do("close_together")
    async with asyncio.timeout(60):
        while await office.do("running", round_id=scene.round):
            await asyncio.sleep(0.3)
    scene.notes.append(f"{open_before} ends written later")


async def reopen_some(scene: Scene, share: float = 0.1) -> None:
    """Some close the window and open it again: a new lease over an old journal."""
    chosen = [each for each in scene.candidates if each.state == "running" and scene.chance.random() < share]
    await asyncio.gather(*(each.reopen() for each in chosen))


async def _away(scene: Scene, candidate: Candidate) -> None:
    leaves = candidate.ends_at - 2 - scene.chance.random() * 5
    late = scene.chance.random() < 0.7
    returns = candidate.ends_at + (
        GRACE_SECONDS + 0.5 + scene.chance.random() * 3 if late else scene.chance.random() * 3
    )
    await asyncio.sleep(max(0.0, leaves - time.time()))
    candidate.network.is_offline = True
    await asyncio.sleep(max(0.0, returns - time.time()))
    candidate.network.is_offline = False


async def _another_clock_and_an_end(scene: Scene) -> None:
    await clocks.under_another_clock(scene)
    await _run_out(scene, 2 * LEFT_SECONDS)


async def _until_over(scene: Scene) -> None:
    last = max(each.ends_at for each in scene.candidates if each.has_entered)
    await asyncio.sleep(max(0.0, last + GRACE_SECONDS + 1 - time.time()))


def _told_busy(scene: Scene) -> int:
    return sum(each.refusals.get(503, 0) for each in scene.candidates)


CASES = [
    Case("F01", "one web process killed, also between COMMIT and reply", one_web_process, most_silence=5.0),
    Case(
        "F01+", "one web process killed twenty times", one_web_process_often, short=False, repeats=1, most_silence=5.0
    ),
    Case("F02", "all web processes killed", all_web_processes, short=False),
    Case("F03", "database crash (pg_ctl restart -m immediate), twice", database_crash),
    Case("F04", "database hangs for 15 s", database_hang, short=False),
    Case("F06", "Redis killed, flushed, stopped", redis_gone, before=late_entrants, most_silence=5.0),
    Case("F08", "20 % loss, duplicates, delays, reordering", bad_network),
    Case("F07", "offline across the end", offline_across_the_end, minutes=1, before=time_runs_out, shares=True),
    Case(
        "F23",
        "worker dead at the end; its task delivered three times later",
        worker_dead_at_the_end,
        minutes=1,
        before=time_runs_out,
        after=close_later,
        shares=True,
    ),
    Case(
        "F10",
        "the clock of one server jumps; a wrong one refuses to start",
        clocks.clock_moved,
        short=False,
        minutes=1,
        before=_another_clock_and_an_end,
        after=clocks.refuse_to_start,
        repeats=2,
    ),
    Case(
        "F13",
        "worker dies in a release; the job comes again, twice at once and later",
        batches.quiet,
        short=False,
        finale=batches.worker_dies_in_a_release,
        repeats=1,
    ),
    Case("F17", "two servers without sticky sessions", pages.either_server, short=False, repeats=1),
]
