"""A round is handed in and marked: hand-ins and marked papers per second, beside one at a time, in one run.

Every paper has 50 answers. Hand-ins come over HTTP as fast as so many clients can; the baseline is a plain Django view.
Marking is ``mark_round``: close the round, read all answers, mark, write marks and results as a draft run; the baseline
reads, marks and writes one paper after the other. Replies and marks are counted against the rows of the database.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres .venv/bin/python benchmarks/hand_in.py
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.support import herd, web  # noqa: E402

WORK = tempfile.mkdtemp(prefix="bench-hand-in-")


def main() -> None:
    """Build, measure, compare, check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=4_000)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--plain", type=int, default=200, help="papers of the baselines")
    parser.add_argument("--items", type=int, default=50)
    options = parser.parse_args()
    web.prepare_environment(WORK)
    try:
        import django

        django.setup()
        _measure(options)
    finally:
        web.clean_up()


def _measure(options: Any) -> None:
    from django.core.management import call_command

    from benchmarks.support import round
    from lms.core import clock

    call_command("prepare", verbosity=0)
    people = round.build(candidates=options.candidates + options.plain, items=options.items, now=clock.now())
    tokens = round.started(people, clock.now())
    fast, slow = people[: options.candidates], people[options.candidates :]
    with web.serving("lms.asgi:application") as (port, pid):
        meter = web.Meter(pid)
        sent = [_hand_in(each, token) for each, token in zip(fast, tokens, strict=False)]
        first = herd.run(port, sent, clients=options.clients)
        _tell(f"hand-in, {options.clients} clients", first, meter)
    with web.serving("benchmarks.support.plain:application", lifespan="off") as (port, pid):
        meter = web.Meter(pid)
        second = herd.run(port, [_plain(each) for each in slow], clients=20)
        _tell("plain Django view, 20 clients", second, meter)
    print(f"ratio to the plain view: {first.rate / second.rate:.1f}")  # noqa: T201
    _check([first, second], options)
    papers, marked = _mark(options)
    one_by_one = _mark_one_by_one(options.plain)
    print(f"marking: {marked:.0f} papers/s; one by one {one_by_one:.0f} papers/s; ratio {marked / one_by_one:.1f}")  # noqa: T201
    both = 1 / (1 / first.rate + 1 / marked)
    print(f"handed in and marked, one after the other: {both:.0f} papers/s ({papers} papers)")  # noqa: T201


def _hand_in(one: Any, token: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return herd.post(f"/answers/v1/{one.attempt}/hand-in", body=b'{"lease":1}', headers=headers)


def _plain(one: Any) -> bytes:
    return herd.post(f"/plain/{one.attempt}/hand-in", body=b"{}", headers={"Cookie": one.cookie})


def _tell(what: str, tally: herd.Tally, meter: web.Meter) -> None:
    latency = " / ".join(f"{tally.percentile(share):.0f}" for share in (0.5, 0.95, 0.99))
    print(  # noqa: T201
        f"{what}: {tally.rate:.0f} hand-ins/s in {tally.seconds:.1f} s; p50/p95/p99 {latency} ms; repeated after 503:"
        f" {tally.repeated}; web process {1000 * meter.lap() / len(tally.statuses):.2f} ms of processor each,"
        f" {meter.peak_memory():.0f} MB at most"
    )


def _check(tallies: list[herd.Tally], options: Any) -> None:
    """Every reply has the receipt that its row has, and the trail knows exactly these ends."""
    from exams.delivery.models import Attempt
    from lms.core import audit
    from lms.core.models import AuditEvent

    replies = [json.loads(body) for tally in tallies for body in tally.bodies.values()]
    receipts = {each["receipt"] for each in replies}
    stored = set(Attempt.objects.filter(state="ended", end_reason="handed_in").values_list("receipt", flat=True))
    trail = AuditEvent.objects.filter(action="attempt.ended").count()
    print(f"acknowledged {len(replies)}, ended in the database {len(stored)}, in the trail {trail}")  # noqa: T201
    if receipts != stored or not len(replies) == trail == len(stored) or audit.first_broken() is not None:
        raise SystemExit("replies, rows and trail differ")
    if {each["answered"] for each in replies} != {options.items}:
        raise SystemExit("an answer is missing")


def _mark(options: Any) -> tuple[int, float]:
    from exams.outcomes.models import Mark
    from exams.outcomes.services import marking
    from exams.sittings.models import Round
    from lms.core import clock

    now = clock.now()
    round = Round.objects.order_by("-pk")[0]
    round.sittings.update(entry_closes_at=now - dt.timedelta(minutes=1))
    begin = time.perf_counter()
    run = marking.mark_round(round=round, actor=None, now=now)
    seconds = time.perf_counter() - begin
    written = Mark.objects.filter(run=run).count()
    if written != options.candidates + options.plain:
        raise SystemExit("a mark is missing")
    return written, written / seconds


def _mark_one_by_one(number: int) -> float:
    """What a mark costs when each paper is read, marked and written by itself."""
    from django.db import transaction

    from exams.delivery.models import Attempt
    from exams.delivery.selectors import responses
    from exams.outcomes.models import Mark
    from exams.outcomes.rules import marking
    from exams.outcomes.selectors import keys

    ids = list(Attempt.objects.order_by("pk").values_list("pk", flat=True)[:number])
    begin = time.perf_counter()
    for pk in ids:
        with transaction.atomic():
            attempt = Attempt.objects.select_related("registration__sitting__subject").get(pk=pk)
            key = keys.of_forms([attempt.form_id])[attempt.form_id]
            given = {item: options for item, options in responses.final([pk])[pk].items()}  # noqa: C416
            marked = marking.mark(given, key)
            mark = Mark.objects.get(registration=attempt.registration)
            mark.detail = {"items": [[each.item, each.hundredths, each.reason.value] for each in marked.items]}
            mark.raw_hundredths = marked.total
            mark.save(update_fields=["detail", "raw_hundredths"])
    return len(ids) / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
