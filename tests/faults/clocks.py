"""F10: the clock of one server is moved while people write. Both must go on giving the same verdicts."""

import asyncio
import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.candidate import Candidate
from tests.faults.scene import GRACE_SECONDS, Scene
from tests.faults.web import Web
from tests.faults.wire import Network, Reply, Unreachable, request

JUMPS = (90.0, -3600.0, 7200.0)
EVERY_SECONDS = 0.5
MOST_APART = 0.3


@dataclass
class Compared:
    """What asking both servers at once has shown."""

    pairs: int = 0
    different: int = 0
    furthest: float = 0.0


async def under_another_clock(scene: Scene) -> None:
    """Before the case: the second web process has a clock that can be moved; for the moment it is right."""
    web = scene.stack.webs[1]
    await web.kill()
    await web.start(**_faked(web, 0))


async def clock_moved(scene: Scene) -> None:
    """The clock of one process jumps ahead and back across the end; somebody asks both processes all the while."""
    web = scene.stack.webs[1]
    compared = Compared()
    last = max(each.ends_at for each in scene.candidates)
    asking = asyncio.create_task(_compare(scene, scene.candidates[::8], last + GRACE_SECONDS + 1, compared))
    async with scene.fault():
        for jump in JUMPS:
            _set(web, jump)
            await asyncio.sleep(max(1.0, (last + GRACE_SECONDS - time.time()) / len(JUMPS)))
        await asking
    scene.notes.append(
        f"{compared.pairs} pairs asked, {compared.different} differ, at most {compared.furthest:.3f} s off"
    )
    if compared.different or not compared.pairs or compared.furthest > MOST_APART:
        scene.notes.append("FAILED: the two servers do not agree")


async def refuse_to_start(scene: Scene) -> None:
    """After the case: with a clock that is wrong at the start, a process does not start at all."""
    await scene.stack.webs[1].kill()
    stray = Web(scene.stack.place, "web-skewed", scene.stack.environment)
    stray.launch(**_faked(stray, 90))
    assert stray.process is not None
    try:
        code = await stray.process.ended(60)
    except TimeoutError:
        await stray.kill()
        code = 0
    scene.notes.append("a process 90 s off refuses to start" if code else "FAILED: a process 90 s off has started")


async def _compare(scene: Scene, candidates: list[Candidate], until: float, compared: Compared) -> None:
    ports = [web.port for web in scene.stack.webs]
    while time.time() < until:
        for candidate in candidates:
            try:
                both = await asyncio.gather(*(_ask(candidate, port) for port in ports))
            except Unreachable:
                continue
            _note(both, candidate, compared)
        await asyncio.sleep(EVERY_SECONDS)


async def _ask(candidate: Candidate, port: int) -> tuple[Reply, float]:
    """The reply, and by how many seconds the server's now lies outside the time in which it was asked: the database's
    clock, which everybody goes by, is this host's."""
    headers = {"Authorization": f"Bearer {candidate.token}"}
    asked = time.time()
    reply = await request(Network(), port, "GET", f"/answers/v1/{candidate.attempt}", headers=headers)
    heard = time.time()
    told = _now_of(reply)
    return reply, max(asked - told, told - heard, 0.0) if told else 0.0


def _note(both: list[tuple[Reply, float]], candidate: Candidate, compared: Compared) -> None:
    (one, one_off), (other, other_off) = both
    if not _now_of(one) or not _now_of(other):
        return
    compared.pairs += 1
    compared.furthest = max(compared.furthest, one_off, other_off)
    if (_now_of(one) < candidate.ends_at) == (_now_of(other) < candidate.ends_at):
        compared.different += one.body["state"] != other.body["state"]


def _now_of(reply: Reply) -> float:
    told = reply.body.get("server_now")
    return dt.datetime.fromisoformat(told).timestamp() if told else 0.0


def _faked(web: Web, seconds: float) -> dict[str, str]:
    _set(web, seconds)
    return {"FAULTS_CLOCK": str(_file(web))}


def _set(web: Web, seconds: float) -> None:
    """Written beside and moved into place: the process looks into the file twice a second."""
    fresh = _file(web).with_suffix(".new")
    fresh.write_text(str(seconds))
    fresh.replace(_file(web))


def _file(web: Web) -> Path:
    return web.place.folder / f"clock-{web.name}"
