"""Everybody presses Start: how many papers of 50 items leave per second, beside a plain Django view, in one run.

First as fast as so many clients can (closed loop), then all candidates within some seconds (open loop; 0: all at once).
The generator is one process on the same machine; it keeps every reply compressed and reads a sample of them.
Replies are counted against the rows of the database, and the chain of the trail is walked.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python benchmarks/start_herd.py
"""

import argparse
import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.support import herd, web  # noqa: E402

WORK = tempfile.mkdtemp(prefix="bench-start-")
SAMPLE_EVERY = 50
EMPTY = b"{}"


def main() -> None:
    """Build, measure, compare, check."""
    options = _options()
    web.prepare_environment(WORK)
    try:
        import django

        django.setup()
        _measure(options)
    finally:
        web.clean_up()


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=8_700, help="who press Start within --seconds")
    parser.add_argument("--seconds", type=float, default=30.0, help="0: all at once")
    parser.add_argument("--closed", type=int, default=2_000, help="candidates of the closed loop")
    parser.add_argument("--clients", type=int, default=100, help="connections of the closed loop")
    parser.add_argument("--plain", type=int, default=200, help="candidates of the plain view")
    parser.add_argument("--items", type=int, default=50)
    return parser.parse_args()


def _measure(options: Any) -> None:
    from django.core.management import call_command

    from benchmarks.support import round
    from lms.core import clock

    call_command("prepare", verbosity=0)
    total = options.closed + options.candidates + options.plain
    people = round.build(candidates=total, items=options.items, now=clock.now())
    closed, rest = people[: options.closed], people[options.closed :]
    everybody, plain = rest[: options.candidates], rest[options.candidates :]
    with web.serving("lms.asgi:application") as (port, pid):
        meter = web.Meter(pid)
        first = herd.run(port, [_start(each) for each in closed], clients=options.clients)
        _tell(f"closed loop, {options.clients} clients", first, meter)
        clients = min(len(everybody), 2_000)
        second = herd.run(port, [_start(each) for each in everybody], clients=clients, spread=options.seconds)
        _tell(f"{options.candidates} candidates in {options.seconds:.0f} s", second, meter)
    with web.serving("benchmarks.support.plain:application", lifespan="off") as (port, pid):
        meter = web.Meter(pid)
        third = herd.run(port, [_plain(each) for each in plain], clients=min(20, options.clients))
        _tell("plain Django view, 20 clients", third, meter)
    print(f"ratio to the plain view: {first.rate / third.rate:.1f}")  # noqa: T201
    _check([(closed, first), (everybody, second), (plain, third)], options.items)


def _start(one: Any) -> bytes:
    headers = {"Authorization": f"Bearer {one.ticket}", "Cookie": one.cookie, "Accept-Encoding": "gzip"}
    return herd.post(f"/answers/v1/{one.attempt}/start", body=EMPTY, headers=headers)


def _plain(one: Any) -> bytes:
    headers = {"Cookie": one.cookie, "Accept-Encoding": "gzip", "Content-Type": "application/json"}
    return herd.post(f"/plain/{one.attempt}/start", body=EMPTY, headers=headers)


def _tell(what: str, tally: herd.Tally, meter: web.Meter) -> None:
    size = tally.received / max(1, len(tally.statuses))
    latency = " / ".join(f"{tally.percentile(share):.0f}" for share in (0.5, 0.95, 0.99))
    print(  # noqa: T201
        f"{what}: {tally.rate:.0f} Starts/s in {tally.seconds:.1f} s; p50/p95/p99 {latency} ms; {size:.0f} bytes a reply;"
        f" repeated after 503: {tally.repeated}; web process {1000 * meter.lap() / len(tally.statuses):.2f} ms of processor"
        f" each, {meter.peak_memory():.0f} MB at most"
    )


def _check(runs: list[tuple[list[Any], herd.Tally]], items: int) -> None:
    """Every reply is a paper of its own attempt, and the database has exactly these starts."""
    from exams.delivery.models import Attempt
    from lms.core import audit
    from lms.core.models import AuditEvent

    acknowledged = 0
    for people, tally in runs:
        refused = {number: status for number, status in tally.statuses.items() if status != 200}
        if refused or len(tally.statuses) != len(people):
            raise SystemExit(f"refused: {refused or 'missing replies'}")
        acknowledged += len(people)
        for number in range(0, len(people), SAMPLE_EVERY):
            body = json.loads(gzip.decompress(tally.bodies[number]))
            if body["attempt"] != people[number].attempt or len(body["order"]) != items or len(body["faces"]) != items:
                raise SystemExit("a reply is not the candidate's paper")
    started = Attempt.objects.filter(started_at__isnull=False, lease=1, state="running").exclude(token_hash="").count()
    trail = AuditEvent.objects.filter(action="attempt.started").count()
    print(f"acknowledged {acknowledged}, started in the database {started}, in the trail {trail}")  # noqa: T201
    if not acknowledged == started == trail or audit.first_broken() is not None:
        raise SystemExit("replies, rows and trail differ")


if __name__ == "__main__":
    main()
