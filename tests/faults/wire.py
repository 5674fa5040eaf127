"""A small HTTP/1.1 client, and the network it goes through: which can lose, delay, repeat and reorder."""

import asyncio
import contextlib
import json
import random
import zlib
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 8.0


class Unreachable(Exception):
    """No reply arrived: the connection failed, was cut, or took too long. What the server did is not known."""


@dataclass(frozen=True)
class Reply:
    """Status, headers (lower case) and body."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body; empty when it is none."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Network:
    """One candidate's way to the server. Half of what is lost is lost on the way there, half on the way back.

    A repeated request travels on its own and may arrive seconds later, after newer ones: duplicates and reordering.
    """

    loss: float = 0.0
    duplicates: float = 0.0
    delay_seconds: float = 0.0
    is_offline: bool = False
    chance: random.Random = field(default_factory=random.Random)
    repeated: int = 0
    _strays: set["asyncio.Task[None]"] = field(default_factory=set)

    async def carry(self, port: int, message: bytes) -> Reply:
        """The reply to a request. Raises :class:`Unreachable`."""
        if self.is_offline:
            raise Unreachable("offline")
        await self._travel()
        if self.chance.random() < self.duplicates:
            self._repeat(port, message)
        lost = self.chance.random() < self.loss
        if lost and self.chance.random() < 0.5:
            raise Unreachable("lost on the way there")
        reply = await _exchange(port, message)
        await self._travel()
        if lost or self.is_offline:
            raise Unreachable("lost on the way back")
        return reply

    async def calm(self) -> None:
        """Until every repeated request has arrived."""
        await asyncio.gather(*self._strays, return_exceptions=True)

    async def _travel(self) -> None:
        if self.delay_seconds:
            await asyncio.sleep(self.chance.random() * self.delay_seconds / 2)

    def _repeat(self, port: int, message: bytes) -> None:
        async def stray() -> None:
            await asyncio.sleep(self.chance.random() * 3)
            with contextlib.suppress(Unreachable):
                await _exchange(port, message)

        self.repeated += 1
        task = asyncio.create_task(stray())
        self._strays.add(task)
        task.add_done_callback(self._strays.discard)


async def request(
    network: Network,
    port: int,
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Reply:
    """One request through the network. Raises :class:`Unreachable`, also after eight seconds as the browser does."""
    given = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Accept-Encoding": "gzip"} | (headers or {})
    if method == "POST":
        given |= {"Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await network.carry(port, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    except TimeoutError:
        raise Unreachable("no reply in time") from None


async def _exchange(port: int, message: bytes) -> Reply:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:
        raise Unreachable(type(error).__name__) from None
    try:
        writer.write(message)
        return await _read(reader)
    except (OSError, asyncio.IncompleteReadError, ValueError, IndexError, zlib.error) as error:
        raise Unreachable(type(error).__name__) from None
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Reply:
    status = int((await reader.readline()).split()[1]) if not reader.at_eof() else 0
    headers: dict[str, str] = {}
    while (line := await reader.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}\n{value.strip()}" if known else value.strip()
    content = await _content(reader, headers)
    if headers.get("content-encoding") == "gzip":
        content = zlib.decompress(content, wbits=31)
    return Reply(status, headers, content)


async def _content(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") == "chunked":
        parts = []
        while size := int(await reader.readline(), 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        return b"".join(parts)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read()
