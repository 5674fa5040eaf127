"""F17: two servers without sticky sessions. Every page is the same on both, a session holds on both, limits count together."""

import asyncio
import re
from urllib.parse import urlencode

from tests.faults.scene import Scene
from tests.faults.wire import Network, Reply, request

EMAIL = "signin@faults.example"
AT_LEAST = 50
TRIES = 4
_HOST = {"Host": "127.0.0.1"}
"""Asked at their own ports, both must think that they are the same site, as behind nginx."""
_OWN = re.compile(rb'(name="csrfmiddlewaretoken" value|data-ticket|data-now|nonce)="[^"]*"|\d\d:\d\d(:\d\d)?|\d\d:\d\d')
_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


async def either_server(scene: Scene) -> None:
    """While people write: compare pages, sign in on one and use the other, fail to sign in on both in turn."""
    scene.recovers = False  # nothing is broken: what is compared is the two servers
    async with scene.fault():
        await _same_pages(scene)
        await _one_session(scene)
        await _one_limit(scene)


async def _same_pages(scene: Scene) -> None:
    paths = await scene.stack.office.do("pages")
    paths += [f"/exam/{scene.candidates[0].attempt}/", f"/exam/{scene.candidates[0].attempt}/screen/"]
    cookie = {"Cookie": scene.candidates[0].door.cookie}
    different = []
    for path in paths:
        one, other = await _both(scene, path, cookie)
        if not _are_same(one, other):
            different.append(f"{path} {_difference(one, other)}")
    scene.notes.append(f"{len(paths)} pages, {len(different)} differ")
    if different or len(paths) < AT_LEAST:
        scene.notes.append(f"FAILED: pages differ or are too few: {different[:5]}")


async def _both(scene: Scene, path: str, cookie: dict[str, str]) -> list[Reply]:
    """The page from both servers. People are writing meanwhile: one that has just changed is asked for again."""
    for _ in range(TRIES):
        found = list(await asyncio.gather(*(_get(web.port, path, cookie) for web in scene.stack.webs)))
        if _are_same(*found):
            break
    return found


def _are_same(one: Reply, other: Reply) -> bool:
    return (one.status, _plain(one)) == (other.status, _plain(other))


async def _one_session(scene: Scene) -> None:
    one, other = (web.port for web in scene.stack.webs)
    reply = await _sign_in(one, await scene.stack.office.do("password"))
    cookies = _cookies(reply)
    seen = await _get(other, "/accounts/email/", {"Cookie": cookies})
    scene.notes.append(f"signed in on one, the other says {seen.status}")
    if seen.status != 200 or EMAIL not in seen.content.decode(errors="replace"):
        scene.notes.append("FAILED: the session does not hold on the other server")


async def _one_limit(scene: Scene) -> None:
    """Five wrong passwords are allowed, whichever server they reach; then the right one is refused on both."""
    ports = [web.port for web in scene.stack.webs]
    for number in range(6):
        await _sign_in(ports[number % 2], "wrong-password-0000")
    password = await scene.stack.office.do("password")
    refused = [await _sign_in(port, password) for port in ports]
    entered = sum(1 for reply in refused if reply.status == 302)
    if entered:
        scene.notes.append(f"FAILED: after six failures {entered} servers let in")


async def _sign_in(port: int, password: str) -> Reply:
    page = await _get(port, "/accounts/login/", {})
    found = _FIELD.search(page.content.decode(errors="replace"))
    token = found.group(1) if found else ""
    body = urlencode({"csrfmiddlewaretoken": token, "login": EMAIL, "password": password}).encode()
    headers = _HOST | {"Cookie": _cookies(page), "Content-Type": "application/x-www-form-urlencoded"}
    return await request(Network(), port, "POST", "/accounts/login/", headers=headers, body=body)


async def _get(port: int, path: str, headers: dict[str, str]) -> Reply:
    return await request(Network(), port, "GET", path, headers=_HOST | headers)


def _difference(one: Reply, other: Reply) -> str:
    """Where two pages begin to differ."""
    plain, other_plain = _plain(one), _plain(other)
    place = next((at for at, pair in enumerate(zip(plain, other_plain, strict=False)) if pair[0] != pair[1]), 0)
    return f"{one.status}/{other.status} {plain[max(0, place - 60) : place + 30]!r}"


def _cookies(reply: Reply) -> str:
    return "; ".join(line.split(";")[0] for line in reply.headers.get("set-cookie", "").split("\n") if line)


def _plain(reply: Reply) -> bytes:
    """Without what is drawn for every request and without times of day."""
    return _OWN.sub(b"", reply.content)
