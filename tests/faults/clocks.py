"""F10: the clock of one server is moved while people write. Both must go on giving the same verdicts."""

import asyncio
import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.candidate import Candidate
from tests.faults.cluster import ProgramMissing
from tests.faults.scene import GRACE_SECONDS, Scene
from tests.faults.web import Web
from tests.faults.wire import Network, Reply, Unreachable, request

JUMPS = ("+90s", "-3600s", "+7200s")
EVERY_SECONDS = 0.5
MOST_APART = 0.3


@dataclass
class Compared:
    """What asking both servers at once has shown."""

    pairs: int = 0
    different: int = 0
    furthest: float = 0.0


async def under_another_clock(scene: Scene) -> None:
    """Before the case: the second web process runs under libfaketime, for the moment with the true time."""
    web = scene.stack.webs[1]
    await web.kill()
    await web.start(**_faked(web, "+0"))


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
        f"{compared.pairs} pairs asked, {compared.different} differ, at most {compared.furthest:.3f} s apart"
    )
    if compared.different or not compared.pairs or compared.furthest > MOST_APART:
        scene.notes.append("FAILED: the two servers do not agree")


async def refuse_to_start(scene: Scene) -> None:
    """After the case: with a clock that is wrong at the start, a process does not start at all."""
    await scene.stack.webs[1].kill()
    stray = Web(scene.stack.place, "web-skewed", scene.stack.environment)
    stray.launch(**_faked(stray, "+90s"))
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


async def _ask(candidate: Candidate, port: int) -> Reply:
    headers = {"Authorization": f"Bearer {candidate.token}"}
    return await request(Network(), port, "GET", f"/answers/v1/{candidate.attempt}", headers=headers)


def _note(both: list[Reply], candidate: Candidate, compared: Compared) -> None:
    if any("server_now" not in reply.body for reply in both):
        return
    one, other = (dt.datetime.fromisoformat(reply.body["server_now"]).timestamp() for reply in both)
    compared.pairs += 1
    # The two were not asked at the very same instant: what they waited for each other is not a difference of clocks.
    if (one < candidate.ends_at) == (other < candidate.ends_at):
        compared.different += both[0].body["state"] != both[1].body["state"]
    compared.furthest = max(compared.furthest, abs(one - other))


def _faked(web: Web, offset: str) -> dict[str, str]:
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise ProgramMissing("libfaketime is missing: run `make setup-test`.")
    _set(web, offset)
    monotonic = {"DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_CACHE_DURATION": "1"}
    return monotonic | {"LD_PRELOAD": str(libraries[0]), "FAKETIME_TIMESTAMP_FILE": str(_file(web))}


def _set(web: Web, offset: str) -> None:
    """Written beside and moved into place: the process looks into the file every second."""
    fresh = _file(web).with_suffix(".new")
    fresh.write_text(offset + "\n")
    fresh.replace(_file(web))


def _file(web: Web) -> Path:
    return web.place.folder / f"clock-{web.name}"
