"""``python -m tests.faults``: play the cases, judge them, try the controls, print and store the table."""

import argparse
import asyncio
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import report
from tests.faults.cases import CASES, Case
from tests.faults.controls import CONTROLS, Control
from tests.faults.processes import ROOT, Place
from tests.faults.scene import Scene, set_up
from tests.faults.stack import Stack

SHORT, FULL = 100, 240
OUTPUT = ROOT / "var" / "faults"


@dataclass
class Run:
    """One run over the chosen cases."""

    seed: int
    candidates: int
    cases: list[Case]
    controls: list[Control]
    full: bool
    output: Path
    rows: list[report.Row] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    async def play(self, place: Place) -> bool:
        """Everything; whether no invariant was violated and every control was seen."""
        stack = Stack(place)
        self.say("starting PostgreSQL, Redis and nginx")
        await stack.start()
        self.say("database ready; starting the web processes and the worker")
        seeded, _ = await asyncio.gather(stack.office.do("seed", people=self.candidates), stack.serve())
        passed: Path | None = None
        for group in self._groups():
            played = await asyncio.gather(
                *(self._case(stack, case, repeat, seeded, len(group)) for case, repeat in group)
            )
            passed = next((folder for folder, is_good in played if is_good), passed)
        for control in self.controls:
            self.say(control.key)
            self.add(await control.run(stack, seeded, f"{self.seed}:{control.key}", place.folder, passed))
        return all(row.is_good for row in self.rows)

    def _groups(self) -> list[list[tuple[Case, int]]]:
        """What is played one after another; in the short form the cases about the end share one, with half the candidates
        each: neither breaks anything that the other one needs."""
        if self.full:
            return [[(case, repeat)] for case in self.cases for repeat in range(case.repeats)]
        about_the_end = [(case, 0) for case in self.cases if case.shares]
        return [*([(case, 0)] for case in self.cases if not case.shares), *([about_the_end] if about_the_end else [])]

    async def _case(
        self, stack: Stack, case: Case, repeat: int, seeded: dict[str, Any], sharing: int
    ) -> tuple[Path, bool]:
        """One case; its folder and whether it can serve the controls."""
        self.say(f"{case.key} {case.title}")
        began = time.monotonic()
        row = report.Row(case.key, case.title, f"{self.seed}:{case.key}:{repeat}")
        folder = stack.place.folder / f"{case.key}-{repeat}"
        people = self.candidates // sharing
        try:
            await stack.revive()
            scene = await set_up(
                stack, case.key, row.seed, seeded=seeded, people=people, minutes=case.minutes, folder=folder
            )
            scene.most_silence = case.most_silence
            if case.before is not None:
                await case.before(scene)
            await scene.play(case.act)
            if case.after is not None:
                await case.after(scene)
            await scene.mark()
            if case.finale is not None:
                await case.finale(scene)
            await self._judge(scene, row)
        except Exception as error:
            row.failures.append(f"{type(error).__name__}: {error}")
        row.seconds = time.monotonic() - began
        self.add(row)
        if not row.is_good:
            self.keep(folder)
        return folder, row.is_good and case.minutes > 1

    async def _judge(self, scene: Scene, row: report.Row) -> None:
        verdict = await scene.judge()
        row.take(verdict.counts, verdict.violations)
        row.notes += scene.notes
        row.failures += [note for note in scene.notes if note.startswith("FAILED")]

    def add(self, row: report.Row) -> None:
        """Show a row and remember it."""
        self.rows.append(row)
        self.say(row.line())

    def keep(self, folder: Path) -> None:
        """What a failed case has left behind is kept for whoever looks into it."""
        kept = self.output / folder.name
        kept.mkdir(parents=True, exist_ok=True)
        for path in [*folder.glob("**/*.json*"), *folder.parent.glob("*.log")]:
            (kept / path.name).write_bytes(path.read_bytes())

    def say(self, text: str) -> None:
        """A line with the seconds since the start."""
        sys.stdout.write(f"[{time.monotonic() - self.began:5.0f} s] {text}\n")
        sys.stdout.flush()


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every fault, several times")
    parser.add_argument("--only", default="", help="cases and controls by key, separated by commas")
    parser.add_argument("--candidates", type=int, default=0)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    wanted = {key for key in options.only.split(",") if key}
    known = {case.key for case in CASES} | {control.key for control in CONTROLS}
    if wanted - known:
        parser.error(f"unknown: {', '.join(sorted(wanted - known))}; there are {', '.join(sorted(known))}")

    def is_chosen(each: Case | Control) -> bool:
        return each.key in wanted if wanted else each.short or options.full

    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    run = Run(
        seed=seed,
        candidates=options.candidates or (FULL if options.full else SHORT),
        cases=[case for case in CASES if is_chosen(case)],
        controls=[control for control in CONTROLS if is_chosen(control)],
        full=options.full,
        output=OUTPUT,
    )
    run.say(f"seed {seed}, {run.candidates} candidates")
    # Set here, since a process started in the background of a script inherits an ignored SIGINT.
    for interrupt in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(interrupt, signal.default_int_handler)
    with Place() as place:
        try:
            good = asyncio.run(run.play(place))
        except BaseException:
            run.keep(place.folder)
            raise
    report.store(run.rows, run.output, seed=seed, seconds=time.monotonic() - run.began)
    run.say("every invariant held and every control was seen" if good else "FAILED; see var/faults")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
