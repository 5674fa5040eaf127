"""A generator of WebSockets in a process of its own: it opens them, answers pings, and notes when each was told something.

Commands on standard input, one JSON line in reply to each: ``open PORT FILE`` (FILE: a list of {"path", "cookie"}),
``told`` (what has arrived since the last time: [socket, monotonic seconds] each; and how many are open), ``close``.
"""

import asyncio
import base64
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

AT_ONCE = 100
HANDSHAKE_SECONDS = 60.0
SOURCE_EVERY = 20_000
"""So many connections leave from one loopback address, whose ports would otherwise run short."""
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
# What a browser sends with a handshake, so that the server holds as much for each socket as it does in earnest.
HEADERS = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7",
    "Cache-Control: no-cache",
    "Pragma: no-cache",
)


class Screen(asyncio.Protocol):
    """One socket."""

    __slots__ = ("buffer", "is_open", "number", "opened", "told", "transport")

    def __init__(self, number: int, head: bytes, told: list[tuple[int, float]]) -> None:
        self.number, self.buffer, self.told, self.is_open = number, head, told, False
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        transport.write(self.buffer)
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        """The reply to the handshake, then frames."""
        self.buffer += data
        if not self.is_open:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self.is_open, self.buffer = head.startswith(b"HTTP/1.1 101"), rest
            self._tell_opened()
        while len(self.buffer) >= 2 and len(self.buffer) >= 2 + (self.buffer[1] & 127):
            size = 2 + (
                self.buffer[1] & 127
            )  # what a hint, a ping or a goodbye carries is always shorter than 126 bytes
            frame, self.buffer = self.buffer[:size], self.buffer[size:]
            self._hear(frame[0] & 15, frame[2:])

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self.is_open = False
        self._tell_opened()

    def _tell_opened(self) -> None:
        if not self.opened.done():
            self.opened.set_result(self.is_open)

    def _hear(self, opcode: int, said: bytes) -> None:
        if opcode == TEXT:
            self.told.append((self.number, time.monotonic()))
        elif opcode == PING:
            self.transport.write(bytes((128 | PONG, 128 | len(said), 0, 0, 0, 0)) + said)  # masked with zeros
        elif opcode == CLOSE:
            self.is_open = False
            self.transport.close()


class Hall:
    """All sockets of this process."""

    def __init__(self) -> None:
        self.screens: list[Screen] = []
        self.told: list[tuple[int, float]] = []

    async def open(self, port: str, file: str) -> dict[str, Any]:
        """Open one for each entry of the file; how many were let in, how long all took, and each handshake's seconds."""
        wanted, gate = json.loads(Path(file).read_text()), asyncio.Semaphore(AT_ONCE)
        begin = time.perf_counter()
        took = await asyncio.gather(*(self._open(int(port), place, one, gate) for place, one in enumerate(wanted)))
        ordered = sorted(each for each in took if each is not None)
        return {"open": self.open_now(), "seconds": time.perf_counter() - begin, "handshakes": ordered}

    async def _open(self, port: int, number: int, one: dict[str, str], gate: asyncio.Semaphore) -> float | None:
        async with gate:
            begin = time.perf_counter()
            screen = Screen(number, _head(port, one), self.told)
            self.screens.append(screen)
            source = (f"127.0.0.{1 + number // SOURCE_EVERY}", 0)
            try:
                async with asyncio.timeout(HANDSHAKE_SECONDS):
                    await asyncio.get_running_loop().create_connection(
                        lambda: screen, "127.0.0.1", port, local_addr=source
                    )
                    return time.perf_counter() - begin if await screen.opened else None
            except (OSError, TimeoutError):
                return None

    def open_now(self) -> int:
        """How many are open."""
        return sum(each.is_open for each in self.screens)

    def hand_over(self) -> dict[str, Any]:
        """What has arrived since the last time."""
        found, self.told[:] = list(self.told), []
        return {"open": self.open_now(), "told": found}

    async def close(self) -> dict[str, Any]:
        """Close all."""
        for each in self.screens:
            each.transport.close()
        await asyncio.sleep(0.5)
        self.screens.clear()
        self.told.clear()
        return {"open": 0}


def _head(port: int, one: dict[str, str]) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    own = (f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}", f"Cookie: {one['cookie']}")
    return "\r\n".join([f"GET {one['path']} HTTP/1.1", *own, f"Sec-WebSocket-Key: {key}", *HEADERS, "", ""]).encode()


async def _main() -> None:
    hall, loop = Hall(), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command, *terms = line.split()
        if command == "open":
            reply = await hall.open(*terms)
        elif command == "told":
            reply = hall.hand_over()
        else:
            reply = await hall.close()
        sys.stdout.write(f"{json.dumps(reply)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_main())
