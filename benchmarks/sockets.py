"""Thousands of WebSockets held by one web process: handshakes, memory, and how soon a hint reaches every screen of a room.

The web process is the product's own, with its start options; every socket is a candidate's screen with a session of its
own, opened by another process (benchmarks/support/screens.py) that stays connected and answers pings. An officer then
extends room after room and sends the whole round a message, by POST as the live room does; the clock runs from the POST.
Every screen meant must be told and nobody else. Beside it the consumer of Channels' tutorial (support/plain_sockets.py).

    .venv/bin/python benchmarks/sockets.py                  # 1,000 sockets
    .venv/bin/python benchmarks/sockets.py --sockets 5000
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python benchmarks/sockets.py --sockets 5000

``--channels redis://127.0.0.1:6379/9``: hints go through Redis instead of this process's memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.support import herd, web  # noqa: E402

SETTLE_SECONDS = 3.0
LONGEST_SECONDS = 60.0
WRITERS, LOAD_SECONDS = 200, 10.0
MOST_MEGABYTES, MOST_SECONDS = 400.0, 2.0
CSRF = "b" * 32


class Generator:
    """The other process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.support.screens"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def ask(self, command: str) -> Any:
        """One command and its reply."""
        if self.process.stdin is None or self.process.stdout is None:
            raise LookupError("It was started with pipes.")
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        """Let all sockets go."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(timeout=30)


class Hall:
    """The candidates, their rooms, and an officer who is signed in."""

    def __init__(self, sockets: int) -> None:
        from benchmarks.support import hall, round
        from exams.delivery.models import Attempt
        from lms.core import clock

        now = clock.now()
        self.people = round.build(candidates=sockets, items=1, now=now)
        rooms = dict(Attempt.objects.values_list("public_id", "registration__room__public_id"))
        by_attempt = {str(key): str(room) for key, room in rooms.items()}
        self.room_of = [by_attempt[each.attempt] for each in self.people]
        first = Attempt.objects.select_related("sitting__round", "form").order_by("pk")[0]
        self.sitting, self.round = str(first.sitting.public_id), str(first.sitting.round.public_id)
        self.officer = _officer(now)
        self.writers = self.people[:WRITERS]
        self.tokens = round.started(self.writers, now)
        self.item = hall.answers_of(first.form)[0]

    def seats(self, room: str | None = None) -> set[int]:
        """The sockets of a room, or of all."""
        return {number for number, found in enumerate(self.room_of) if room in (None, found)}

    def answers(self, number: int) -> list[bytes]:
        """So many requests of one answer, each a new number of its writer."""
        requests = []
        for place in range(number):
            writer, seq = place % len(self.writers), 2 + place // len(self.writers)
            answer = {"seq": seq, "item": self.item["item"], "options": self.item["options"][:1], "flagged": False}
            body = json.dumps({"lease": 1, "answers": [answer]}).encode()
            headers = {"Authorization": f"Bearer {self.tokens[writer]}", "Content-Type": "application/json"}
            requests.append(herd.post(f"/answers/v1/{self.writers[writer].attempt}", body=body, headers=headers))
        return requests


def main() -> None:
    """Build, open, tell, compare."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-sockets-") as work:
        web.prepare_environment(work)
        if options.channels:
            os.environ["CHANNEL_URL"] = options.channels
        try:
            import django

            django.setup()
            _measure(options, Path(work))
        finally:
            web.clean_up()


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--rooms", type=int, default=20, help="how many rooms are extended, one after another")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds of holding and nothing else")
    parser.add_argument("--answers", type=int, default=100, help="saved per second meanwhile, for ten seconds")
    parser.add_argument("--alone", action="store_true", help="without the plain consumer")
    parser.add_argument("--channels", default="", help="address of a Redis; empty: this process's memory")
    return parser.parse_args()


def _measure(options: Any, work: Path) -> None:
    from django.core.management import call_command

    from lms.core import serving

    call_command("prepare", verbosity=0)
    hall = Hall(options.sockets)
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    rooms = list(dict.fromkeys(hall.room_of))[: options.rooms]
    with web.serving("lms.asgi:application", options=serving.SOCKETS) as (
        port,
        pid,
    ):
        _extend(hall, port, rooms[-1])  # warm: every page module has been read
        paths = [{"path": f"/ws/attempt/{each.attempt}/", "cookie": each.cookie} for each in hall.people]
        ours = _side("product", options, work, (port, pid), paths, hall, rooms, _extend)
    if not options.alone:
        with web.serving("benchmarks.support.plain_sockets:application", lifespan="off") as (port, pid):
            pairs = zip(hall.people, hall.room_of, strict=True)
            paths = [{"path": f"/plain/{room}/", "cookie": each.cookie} for each, room in pairs]
            plain = _side("plain consumer", options, work, (port, pid), paths, hall, rooms, _tell_plain)
        say(f"ratio of memory a socket: 1 : {plain['each'] / ours['each']:.1f}")
    if ours["peak"] > MOST_MEGABYTES or ours["slowest"] > MOST_SECONDS:
        raise SystemExit(f"missed: at most {MOST_MEGABYTES:.0f} MB and {MOST_SECONDS:.0f} s for a room")


def _side(
    name: str,
    options: Any,
    work: Path,
    server: tuple[int, int],
    paths: list[dict[str, str]],
    hall: Hall,
    rooms: list[str],
    tell: "Callable[[Hall, int, str], None]",
) -> dict[str, float]:
    """Open, hold, tell; the memory of a socket in kB, the peak in MB and the slowest hint to a room in seconds."""
    port, pid = server
    (work / "paths.json").write_text(json.dumps(paths))
    meter, generator = web.Meter(pid), Generator()
    before = meter.memory()
    try:
        opened = generator.ask(f"open {port} {work / 'paths.json'}")
        if opened["open"] != len(paths):
            raise SystemExit(f"{name}: only {opened['open']} of {len(paths)} were let in")
        held, spent = meter.memory(), meter.lap()
        each = 1024 * (held - before) / len(paths)
        say(
            f"{name}: {len(paths)} sockets in {opened['seconds']:.1f} s, {len(paths) / opened['seconds']:.0f} handshakes/s,"
            f" {1000 * spent / len(paths):.2f} ms of processor each; p95 {1000 * _percentile(opened['handshakes'], 0.95):.0f}"
            f" ms; web process {before:.0f} MB before, {held:.0f} MB with them: {each:.1f} kB a socket"
        )
        time.sleep(options.idle)
        say(f"{name}: holding costs {100 * meter.lap() / max(0.1, options.idle):.1f} % of a core")
        load = threading.Thread(target=_save, args=(hall, port, options.answers))
        if name == "product" and options.answers:
            load.start()
        late = [_hint(generator, hall.seats(room), tell, (hall, port, room)) for room in rooms]
        delays = sorted(delay for room in late for delay in room)
        _say_delays(f"{name}: {len(rooms)} rooms told one after another, {len(delays)} hints", delays)
        if name == "product":
            _say_delays(
                "product: a message to the whole round", sorted(_hint(generator, hall.seats(), _announce, (hall, port)))
            )
        if load.is_alive():
            load.join()
        if generator.ask("told")["open"] != len(paths):
            raise SystemExit(f"{name}: a socket was lost")
        say(f"{name}: {meter.memory():.0f} MB afterwards, {meter.peak_memory():.0f} MB at most")
        return {"each": each, "peak": meter.peak_memory(), "slowest": delays[-1]}
    finally:
        generator.stop()


def _hint(generator: Generator, meant: set[int], act: Callable[..., None], terms: tuple[Any, ...]) -> list[float]:
    """Act and wait until everybody meant has been told; seconds from the act to the first word for each of them."""
    generator.ask("told")
    begin, first = time.monotonic(), dict[int, float]()
    act(*terms)
    while len(first) < len(meant) and time.monotonic() < begin + LONGEST_SECONDS:
        time.sleep(0.02)
        for number, at in generator.ask("told")["told"]:
            first.setdefault(number, at - begin)
    time.sleep(0.1)
    others = {number for number, _ in generator.ask("told")["told"]} | set(first)
    if others != meant:
        raise SystemExit(f"meant {len(meant)}, told {len(others & meant)} of them and {len(others - meant)} others")
    return list(first.values())


def _save(hall: Hall, port: int, rate: int) -> None:
    tally = herd.run(port, hall.answers(int(rate * LOAD_SECONDS)), clients=20, spread=LOAD_SECONDS)
    points = " / ".join(f"{tally.percentile(share):.0f}" for share in (0.5, 0.95, 1.0))
    say(f"answers meanwhile: {tally.rate:.0f}/s of {len(tally.statuses)} sent; p50/p95/max {points} ms")


def _say_delays(what: str, ordered: list[float]) -> None:
    points = " / ".join(f"{1000 * _percentile(ordered, share):.0f}" for share in (0.5, 0.95, 1.0))
    say(f"{what}: p50/p95/max {points} ms from the POST")


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _officer(now: Any) -> str:
    """The cookies of an exam officer who has signed in; a room of any size is one person's to extend here."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from exams.delivery.dated import ORDER_MINUTES, ORDER_PEOPLE
    from lms.accounts.models import User
    from lms.core.models import DatedValue
    from lms.organizations.enums import Role
    from lms.organizations.models import Membership

    user = User.objects.create_user("officer@herd.example", CSRF)
    Membership.objects.create(user=user, role=Role.EXAM_OFFICER)
    for key in (ORDER_MINUTES, ORDER_PEOPLE):
        DatedValue.objects.create(key=key, value=100_000, effective_from=now.date(), basis="benchmark", approved_at=now)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def _extend(hall: Hall, port: int, room: str) -> None:
    terms = {"everybody": "1", "sitting": hall.sitting, "extend-minutes": "1", "extend-reason": _reason()}
    _post(port, f"/exam/rooms/{room}/extend/", hall.officer, terms)


def _announce(hall: Hall, port: int) -> None:
    _post(port, f"/exam/office/rounds/{hall.round}/live/message/", hall.officer, {"message-text": "請留在座位上。"})


def _tell_plain(hall: Hall, port: int, room: str) -> None:
    _post(port, f"/tell/{room}", "", {})


def _reason() -> str:
    from exams.delivery.enums import StaffReason

    return str(next(iter(StaffReason)).value)


class _Stay(urllib.request.HTTPRedirectHandler):
    """The page behind a redirect is not part of what is measured."""

    def redirect_request(self, *_: Any) -> None:
        """Go nowhere."""


def _post(port: int, path: str, cookie: str, terms: dict[str, str]) -> None:
    body = urllib.parse.urlencode(terms | {"csrfmiddlewaretoken": CSRF}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers={"Cookie": cookie})
    try:
        with urllib.request.build_opener(_Stay).open(asked, timeout=LONGEST_SECONDS) as reply:
            status = reply.status
    except urllib.error.HTTPError as reply:
        status = reply.code
    if status not in (204, 302):
        raise SystemExit(f"{path}: {status}")


def say(line: str) -> None:
    """One line of the answer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
