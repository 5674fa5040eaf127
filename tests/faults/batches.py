"""F13 and F14: the worker dies in the middle of a release, the job comes again, twice at once, and once more later."""

import asyncio
import time

from tests.faults.scene import Scene

TAKEN_UP_SECONDS = 240.0
"""A job lost with its worker is taken up when its sign of life is two minutes old."""


async def quiet(scene: Scene) -> None:
    """Nothing breaks while people write; the fault comes with the release."""
    async with scene.fault():
        await asyncio.sleep(1)


async def worker_dies_in_a_release(scene: Scene) -> None:
    """After the round is marked: released by a worker that is killed at a random one of the documents."""
    office, worker = scene.stack.office, scene.stack.worker
    job = await office.do("release", round_id=scene.round)
    enough = scene.chance.randrange(1, len(scene.candidates) - 1)
    began = time.monotonic()
    while (told := await office.do("released", round_id=scene.round, job=job))["documents"] < enough:
        if time.monotonic() - began > TAKEN_UP_SECONDS:
            scene.notes.append(f"FAILED: the release does not get on: {told}")
            return
        await asyncio.sleep(0.05)
    await worker.kill()
    told = await office.do("released", round_id=scene.round, job=job)
    worker.start()
    began = time.monotonic()
    await office.do("redeliver", job=job, times=2)
    while (state := await office.do("released", round_id=scene.round, job=job))["state"] != "done":
        if time.monotonic() - began > TAKEN_UP_SECONDS:
            scene.notes.append(f"FAILED: the release was not taken up again: {state}")
            return
        await asyncio.sleep(1)
    await office.do("redeliver", job=job, times=2)
    await office.do("rerun", job=job)
    await asyncio.sleep(2)
    final = await office.do("released", round_id=scene.round, job=job)
    scene.notes.append(f"killed at {told['documents']} documents, resumed in {time.monotonic() - began:.0f} s: {final}")
    if final != state | {"files": final["people"], "documents": final["people"], "doubled": 0}:
        scene.notes.append("FAILED: documents, files and people are not one each, or a rerun changed something")
