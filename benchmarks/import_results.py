"""How fast a round's results are imported, beside the plain way of doing it, in one run.

Baseline: one ``get_or_create`` per person and registration and one ``create`` per mark, in one transaction, on the same
database and the same rows (a sample, since it is slow). Prints medians of three runs and their ratio.

    .venv/bin/python benchmarks/import_results.py [FILE.csv]
"""

import os
import statistics
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORK = tempfile.mkdtemp(prefix="bench-import-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{WORK}/db.sqlite3")
os.environ["VAR_DIR"] = WORK
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from courses.catalogue.models import Programme  # noqa: E402
from exams.outcomes.enums import RunOrigin  # noqa: E402
from exams.outcomes.models import Mark, ScoreRun  # noqa: E402
from exams.outcomes.rules import result_rows  # noqa: E402
from exams.outcomes.services import imports  # noqa: E402
from exams.sittings.enums import AttendedDefinition, RoundOrigin, SittingMode  # noqa: E402
from exams.sittings.models import Registration, Round, Sitting  # noqa: E402
from lms.accounts.models import ExternalReference, Person  # noqa: E402
from lms.core import clock  # noqa: E402
from lms.core.tables import reading  # noqa: E402
from question_bank.syllabus.models import Subject  # noqa: E402

SAMPLE = 2_000
RUNS = 3


class Undo(Exception):
    """Rolls a measured run back, so that every run meets the same database."""


def read(path: Path, programme: Programme) -> tuple[result_rows.ResultRow, ...]:
    """The checked rows of the file."""
    sheet = reading.read_file(path, columns=result_rows.COLUMNS, max_rows=200_000)
    subjects = {
        name: s.code for s in Subject.objects.filter(level=programme.level) for name in (s.code, f"S{s.position}")
    }
    rows, problems = result_rows.check(sheet.rows, round_code=sheet.rows[0]["round"], subjects=subjects)
    if problems:
        raise SystemExit(problems[0])
    return rows


def plain(programme: Programme, rows: tuple[result_rows.ResultRow, ...]) -> None:
    """The baseline: one row after the other."""
    now = clock.now()
    round = Round.objects.create(
        programme=programme,
        code="99-9",
        year=99,
        ordinal=9,
        name_zh="x",
        name_en="x",
        origin=RoundOrigin.IMPORTED,
        attended_definition=AttendedDefinition.ANY_SUBJECT,
    )
    run = ScoreRun.objects.create(
        round=round, number=1, origin=RunOrigin.IMPORT, policy={}, input_hash="x", created_at=now
    )
    for row in rows:
        reference = ExternalReference.objects.filter(issuer="bench", reference=row.candidate).first()
        if reference is None:
            person = Person.objects.create(created_at=now)
            reference = ExternalReference.objects.create(issuer="bench", reference=row.candidate, person=person)
        subject = Subject.objects.get(level=programme.level, code=row.subject)
        sitting, _ = Sitting.objects.get_or_create(
            round=round, subject=subject, mode=SittingMode.PAPER, defaults={"programme": programme, "minutes": 75}
        )
        registration, _ = Registration.objects.get_or_create(
            sitting=sitting, person_id=reference.person_id, defaults={"registered_at": now}
        )
        raw = None if row.raw_hundredths is None else Decimal(row.raw_hundredths) / 100
        Mark.objects.create(
            run=run,
            registration=registration,
            attended=row.attended,
            raw_hundredths=row.raw_hundredths,
            score=None if raw is None else round_half_up(raw),
            passed=raw is not None and raw >= 70,
        )


def round_half_up(raw: Decimal) -> int:
    """A whole mark."""
    return int(raw + Decimal("0.5"))


def measure(action: object, rows: int) -> float:
    """Rows a second, median of the runs; every run is rolled back."""
    speeds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        try:
            with transaction.atomic():
                action()  # type: ignore[operator]
                raise Undo
        except Undo:
            speeds.append(rows / (time.perf_counter() - began))
    return statistics.median(speeds)


def main() -> None:
    """Measure and print."""
    call_command("migrate", verbosity=0)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/data/rounds/ipas-113-3.csv"
    programme = Programme.objects.get(code="ipas-nz-beginner")
    rows = read(path, programme)
    code = path.stem.removeprefix("ipas-")
    ours = measure(
        lambda: imports.run(programme=programme, code=code, rows=rows, actor=None, now=clock.now()), len(rows)
    )
    base = measure(lambda: plain(programme, rows[:SAMPLE]), SAMPLE)
    print(f"{connection.vendor}, {os.cpu_count()} cores, {len(rows):,} rows, median of {RUNS}")  # noqa: T201
    print(f"import (checked, decided, certified, counted) {ours:8,.0f} rows/s")  # noqa: T201
    print(f"plain, row by row (marks only)                {base:8,.0f} rows/s")  # noqa: T201
    print(f"ratio                                         {ours / base:8.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
