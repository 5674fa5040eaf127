"""A load generator in one asyncio process: persistent connections, requests at set instants or as fast as replies come.

Latency is counted from the instant at which a request was due, so a server that holds up the queue is not flattered.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

RETRY_SECONDS = 1.0


@dataclass
class Tally:
    """Replies as they came: status by number of the request, latency in seconds, bodies, and what had to be repeated."""

    seconds: float = 0.0
    latency: list[float] = field(default_factory=list)
    bodies: dict[int, bytes] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    repeated: int = 0
    received: int = 0

    @property
    def rate(self) -> float:
        """Requests answered with 200 per second."""
        return sum(status == 200 for status in self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency below which this share of the requests stayed, in milliseconds."""
        ordered = sorted(self.latency)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(port: int, requests: Sequence[bytes], *, clients: int, spread: float | None = None) -> Tally:
    """Send every request once and repeat those that are told to come back. ``spread``: all are due within so many
    seconds, evenly; None: each client sends its next as soon as it has an answer."""
    return asyncio.run(_run(port, requests, clients, spread))


async def _run(port: int, requests: Sequence[bytes], clients: int, spread: float | None) -> Tally:
    tally, begin = Tally(), time.perf_counter()
    waiting: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    if spread is None:
        for number in range(len(requests)):
            waiting.put_nowait((number, 0.0))
    workers = [asyncio.create_task(_work(port, requests, waiting, tally)) for _ in range(clients)]
    if spread is not None:
        for number in range(len(requests)):
            due = begin + spread * number / len(requests)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            waiting.put_nowait((number, due))
    await waiting.join()
    tally.seconds = time.perf_counter() - begin
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return tally


async def _work(
    port: int, requests: Sequence[bytes], waiting: "asyncio.Queue[tuple[int, float]]", tally: Tally
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        while True:
            number, due = await waiting.get()
            due = due or time.perf_counter()
            while True:
                writer.write(requests[number])
                status, body = await _reply(reader)
                tally.received += len(body)
                if status != 503:
                    break
                tally.repeated += 1
                await asyncio.sleep(RETRY_SECONDS)
            tally.latency.append(time.perf_counter() - due)
            tally.statuses[number], tally.bodies[number] = status, body
            waiting.task_done()
    finally:
        writer.close()


async def _reply(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    length = int(lower[at : lower.index(b"\r", at)])
    return int(head[9:12]), await reader.readexactly(length)


def post(path: str, *, body: bytes, headers: dict[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
