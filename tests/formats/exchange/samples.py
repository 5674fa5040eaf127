"""Sample files and readings put into words that a table can compare."""

import io
import zipfile
from pathlib import Path

from question_bank.formats.rules.exchange import Format, Question, Reading

ROOT = Path(__file__).parents[2] / "data" / "exchange"


def data(name: str) -> bytes:
    """A sample file."""
    return (ROOT / name).read_bytes()


def read(form: Format, name: str) -> Reading:
    """A sample file as a format reads it."""
    return form.read(data(name), name)


def package(folder: str) -> bytes:
    """A sample folder as a zip file."""
    root = ROOT / folder
    return zipped(
        {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file made of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def named(reading: Reading) -> dict[str, Question]:
    """The questions by their names."""
    return {question.name: question for question in reading.questions}


def codes(reading: Reading) -> dict[str, list[tuple[str, str]]]:
    """(code, title or place) of all findings."""
    return {
        "errors": [(each.code, _title(each.where)) for each in reading.errors],
        "unsupported": [(each.code, _title(each.where)) for each in reading.unsupported],
        "losses": [(each.code, _title(each.where)) for each in reading.losses],
    }


def _title(where: str) -> str:
    return "、".join(part.partition("“")[2].rstrip("”") or part for part in where.split(", "))
