"""Answers saved per second with 1, 50 and 200 clients, beside a plain Django view with one upsert per request.

Every request is a new (attempt, lease, sequence) over thousands of running attempts, with token, lease, deadline and
option checks on; the web process is the product's own. The plain view (benchmarks/support/plain_save.py) is a second web
process on the same database; the rounds of the two alternate. Generator: wrk (C, one thread) with a Lua script, closed
loop, one answer to a request. After each run the rows of the database must equal the acknowledgements.

    .venv/bin/python benchmarks/answers.py                         # SQLite and PostgreSQL, 3 rounds of 5 s each
    .venv/bin/python benchmarks/answers.py --seconds 2 --rounds 1 --attempts 2000 --database sqlite

PostgreSQL: a database of its own on the server of BENCH_POSTGRES_URL, dropped afterwards.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.support import web  # noqa: E402

SCRIPT = ROOT / "benchmarks" / "support" / "closed_loop.lua"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
DATABASES = ("sqlite", "postgresql")
TAIL_SECONDS = 3
"""For so long wrk listens after the last request was sent."""
OURS, PLAIN = "answers server", "plain Django view"


@dataclass
class Side:
    """One of the two ways: where it listens, what it has been sent, what it acknowledged, and its rounds."""

    name: str
    lease: int
    port: int
    pid: int
    hall: Path
    sent: int = 0
    acknowledged: int = 0
    rounds: dict[int, list[dict[str, float]]] = field(default_factory=dict)


def say(line: str) -> None:
    """One line of the answer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure every database in a process of its own: Django knows one at a time."""
    options = _options()
    if options.one:
        _measure(options)
        return
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: sh deploy/setup.sh bench")
    wanted = DATABASES if options.database == "both" else (options.database,)
    for database in wanted:
        environment = dict(os.environ)
        environment.pop("DATABASE_URL", None)
        if database == "postgresql":
            environment["DATABASE_URL"] = os.environ.get("BENCH_POSTGRES_URL", SERVER)
        command = [sys.executable, __file__, *sys.argv[1:], "--one"]
        subprocess.run(command, env=environment, check=True)  # noqa: S603


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--attempts", type=int, default=8_700)
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 50, 200])
    parser.add_argument("--seconds", type=int, default=5, help="of one round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure(options: Any) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-answers-") as work:
        web.prepare_environment(work)
        try:
            import django

            django.setup()
            _run(options, Path(work))
        finally:
            web.clean_up()


def _run(options: Any, work: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.support import hall
    from lms.core import clock

    call_command("prepare", verbosity=0)
    hall.write(work / "hall.json", attempts=options.attempts, items=options.items, now=clock.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    ours, plain = _hall_files(work)
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with (
        web.serving("lms.asgi:application") as (port, pid),
        web.serving("benchmarks.support.plain_save:application", lifespan="off") as (plain_port, plain_pid),
    ):
        sides = [Side(OURS, 1, port, pid, ours), Side(PLAIN, 2, plain_port, plain_pid, plain)]
        say(
            f"\n{connection.vendor}: {options.attempts} running attempts, {options.items} items, {os.cpu_count()} cores"
        )
        for side in sides:
            _round(side, clients=50, seconds=2)  # warm: every token and row has been seen
        for clients in options.clients:
            for _ in range(options.rounds):
                for side in sides:
                    side.rounds.setdefault(clients, []).append(_round(side, clients=clients, seconds=options.seconds))
            _tell(sides, clients)
        say(f"web process: {web.Meter(sides[0].pid).peak_memory():.0f} MB at most")
    _check(sides)


def _hall_files(work: Path) -> tuple[Path, Path]:
    """What wrk reads: an address and a token per attempt, then an item and its options per line."""
    built = json.loads((work / "hall.json").read_text())
    items = "".join(f"{each['item']} {' '.join(each['options'])}\n" for each in built["items"])
    ours, plain = work / "ours.txt", work / "plain.txt"
    ours.write_text(
        "".join(f"/answers/v1/{each['attempt']} {each['token']}\n" for each in built["attempts"]) + f"\n{items}"
    )
    plain.write_text("".join(f"/plain/{each['row']} none\n" for each in built["attempts"]) + f"\n{items}")
    return ours, plain


def _round(side: Side, *, clients: int, seconds: int) -> dict[str, float]:
    """One round of wrk; the figures of it, processor time in µs a request."""
    meter, database = web.Meter(side.pid), _database_seconds()
    terms = {"HALL": str(side.hall), "FROM": str(side.sent), "SECONDS": str(seconds), "LEASE": str(side.lease)}
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds + TAIL_SECONDS}s", "--timeout", "30s", "-s", str(SCRIPT)]
    done = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{side.port}/"], env=os.environ | terms, capture_output=True, text=True, check=True
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        raise SystemExit(f"wrk gave no result: {done.stdout}{done.stderr}")
    found: dict[str, float] = json.loads(line.removeprefix("RESULT "))
    saved = int(found["replies"] - found["refused"])
    if side.name == OURS and (found["refused"] or found["broken"] or saved != found["sent"]):
        raise SystemExit(f"not every answer was acknowledged: {found}")
    side.sent += int(found["sent"])
    side.acknowledged += saved
    found["rate"] = saved / seconds
    found["web"] = 1e6 * meter.lap() / saved
    found["database"] = 1e6 * (_database_seconds() - database) / saved
    return found


def _database_seconds() -> float:
    """Processor seconds so far of the server's processes that serve our database; 0 on SQLite, which is in ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        pids = [row[0] for row in cursor.fetchall()]
    seconds = 0.0
    for pid in pids:
        try:
            seconds += web.Meter(pid).last
        except OSError:  # gone, or on another machine
            continue
    return seconds


def _tell(sides: list[Side], clients: int) -> None:
    rates = []
    for side in sides:
        rounds = side.rounds[clients]
        middle = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
        rates.append(middle["rate"])
        say(
            f"{clients:4} clients  {side.name:17} {middle['rate']:7.0f} answers/s   p50 {middle['p50']:7.1f}  "
            f"p95 {middle['p95']:7.1f}  p99 {middle['p99']:7.1f} ms   processor: web {middle['web']:5.0f}, "
            f"database {middle['database']:5.0f} µs an answer"
        )
    say(f"{clients:4} clients  ratio {rates[0] / rates[1]:.1f}")


def _check(sides: list[Side]) -> None:
    """What was acknowledged is what is stored, answer for answer."""
    from django.db.models import Sum

    from exams.delivery.models import AnswerEvent, Attempt

    for side in sides:
        rows = AnswerEvent.objects.filter(lease=side.lease).count()
        say(f"{side.name}: sent {side.sent}, acknowledged {side.acknowledged}, rows in the database {rows}")
        if side.name == OURS and not side.sent == side.acknowledged == rows:
            raise SystemExit("acknowledgements and rows differ")
    held = Attempt.objects.aggregate(held=Sum("held_seq"))["held"]
    if held != sides[0].acknowledged:
        raise SystemExit(f"the attempts say that {held} answers are held")


if __name__ == "__main__":
    main()
