"""Small imported rounds: rows as text, imported through the command as an office would."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.core.management.base import CommandError

HEADER = "round,candidate,subject,attended,raw_score"
BEGINNER = "ipas-nz-beginner"
DATA = Path(__file__).parents[1] / "data"


def rows(code: str, *people: str) -> list[str]:
    """``"ann 75 65"`` → two rows; ``-`` = not registered for that subject, ``x`` = absent."""
    made = []
    for person in people:
        name, *scores = person.split()
        for position, score in enumerate(scores, start=1):
            if score != "-":
                made.append(f"{code},{name},S{position},{int(score != 'x')},{'' if score == 'x' else score}")
    return made


def run(
    content: Sequence[str] | bytes, code: str, *options: str, programme: str = BEGINNER, name: str = "f.csv"
) -> str:
    """Standard output of an import. Raises ``CommandError``."""
    data = content if isinstance(content, bytes) else "\n".join([HEADER, *content, ""]).encode()
    out = StringIO()
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        arguments = ["--programme", programme, "--round", code, *options]
        call_command("import_results", str(path), *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(content: Sequence[str] | bytes, code: str, *options: str, name: str = "f.csv") -> CommandError:
    """The refusal of an import that must not succeed."""
    try:
        run(content, code, *options, name=name)
    except CommandError as error:
        return error
    raise AssertionError("The import was not refused.")


def totals(code: str) -> dict[str, str]:
    """The totals of a round as the command prints them."""
    return table(code, "--totals")[0]


def table(code: str, *options: str) -> list[dict[str, str]]:
    """The rows of ``round_table --format csv``."""
    out = StringIO()
    call_command("round_table", code, "--format", "csv", *options, stdout=out)
    return list(csv.DictReader(StringIO(out.getvalue())))
