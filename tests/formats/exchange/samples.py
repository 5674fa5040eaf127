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
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0)), content)
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


def meaning(question: Question) -> tuple[object, ...]:
    """What must survive a round trip, whatever ids the format gives."""
    facts = (question.source_title, question.source_url, question.valid_as_of, question.difficulty, question.references)
    texts = (question.stem, question.explanation, question.name, question.category)
    shared = question.shared.text if question.shared else ""
    return (question.kind, *texts, shared, _body(question), *facts, question.code, tuple(sorted(question.images)))


def _body(question: Question) -> object:
    body = question.body
    names = {part["id"]: part["text"] for key in ("options", "rows", "targets", "units") for part in body.get(key, [])}
    pinned = [part["text"] for part in body.get("options", []) if part.get("pinned")]
    lists = [[part["text"] for part in body.get(key, [])] for key in ("rows", "units")]
    lists.append(sorted(part["text"] for part in body.get("targets", [])))
    if question.kind != "ordering":
        lists.append([part["text"] for part in body.get("options", [])])
    return (lists, pinned, [_key(each, names) for each in question.key])


def _key(each: object, names: dict[str, str]) -> object:
    if isinstance(each, dict):
        return {name: names.get(value, value) for name, value in each.items()}
    assert isinstance(each, list)
    return [tuple(names.get(one, one) for one in part.split(":")) for part in each]
