"""An upload as its page shows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.core import markdown
from lms.core.enums import JobState
from lms.core.models import Job
from question_bank.formats.enums import BatchState, Verdict
from question_bank.formats.models import ImportBatch
from question_bank.items.models import ItemVersion
from question_bank.items.rules import kinds
from question_bank.items.selectors import assets, faces, labels

PAGE_SIZE = 50
_LINE = re.compile(r"\bline (\d+)")
_TITLE = re.compile(r"“([^”]*)”")
VERDICTS: Mapping[str, str | Promise] = {
    Verdict.NEW: gettext_lazy("新增"),
    Verdict.CHANGED: gettext_lazy("新版本"),
    Verdict.UNCHANGED: gettext_lazy("已在題庫"),
    Verdict.REPEATED: gettext_lazy("檔案內重複"),
    Verdict.REFUSED: gettext_lazy("不能匯入"),
}
BADGES = {
    Verdict.NEW: "good",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "neutral",
    Verdict.REPEATED: "neutral",
    Verdict.REFUSED: "bad",
}
FORMATS: Mapping[str, str] = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle-xml": "Moodle XML",
    "qti": "QTI",
    "qti-2.1": "QTI 2.1",
}
STATES: Mapping[str, str | Promise] = {
    BatchState.CHECKED: gettext_lazy("等待決定"),
    BatchState.WRITING: gettext_lazy("匯入中"),
    BatchState.WRITTEN: gettext_lazy("已匯入"),
    BatchState.FAILED: gettext_lazy("匯入失敗"),
    BatchState.DISCARDED: gettext_lazy("已作廢"),
    BatchState.EXPIRED: gettext_lazy("已逾期"),
}


@dataclass(frozen=True)
class Remark:
    """A finding in the language of the page."""

    where: str
    why: str
    remedy: str


@dataclass(frozen=True)
class Row:
    """A question of the file: its verdict, and its face where it can be shown."""

    where: str
    code: str
    verdict: str
    badge: str
    kind: str
    topic: str
    start: str
    reasons: tuple[Remark, ...]
    hints: tuple[Remark, ...]
    face: SafeString
    shared: SafeString
    explanation: SafeString


def remarks(findings: Sequence[Mapping[str, str]]) -> tuple[Remark, ...]:
    """Stored findings in the language of the page."""
    suffix = "en" if get_language() == "en" else "zh"
    return tuple(Remark(place(each["where"]), each[f"why_{suffix}"], each[f"remedy_{suffix}"]) for each in findings)


def place(where: str) -> str:
    """``line 12 “Title”`` as the page says it."""
    found = _LINE.sub(lambda match: _("第 %(line)s 行") % {"line": match[1]}, where)
    if get_language() != "en":
        found = _TITLE.sub(r"「\1」", found)
    return _("整個檔案") if found == "file" else found


def shown(stored: Sequence[Mapping[str, Any]], first: int = 0) -> list[Row]:
    """The rows of one page, with faces."""
    texts = [text for row in stored for text in _texts(row.get("text") or {})]
    kept = assets.data_uris(texts)
    return [_row(row, kept, first + place) for place, row in enumerate(stored)]


def _row(row: Mapping[str, Any], kept: Mapping[str, str], place_: int) -> Row:
    text = row.get("text") or {}
    images = {**kept, **row.get("images", {})}
    return Row(
        where=place(row["where"]),
        code=row["code"],
        verdict=str(VERDICTS[row["verdict"]]),
        badge=BADGES[Verdict(row["verdict"])],
        kind=str(labels.KINDS[row["kind"]]),
        topic=row["topic"],
        start=row["start"],
        reasons=remarks(row["reasons"]),
        hints=remarks(row["hints"]),
        face=_face(row["kind"], text, images, place_) if text else SafeString(""),
        shared=_block(text.get("shared", ""), images),
        explanation=_block(text.get("explanation", ""), images),
    )


def _face(kind: str, text: Mapping[str, Any], images: Mapping[str, str], place_: int) -> SafeString:
    """The question with its right answer marked."""
    version = ItemVersion(kind=kind, stem=text["stem"], body=text["body"], key=text["key"])
    usable = not kinds.get(version.kind).flaws(version.body, version.key)
    shown = faces.face(
        version, uid=f"row-{place_}", mode="review" if usable else "answer", response=None, images=images
    )
    return faces.html(shown)


def _block(source: str, images: Mapping[str, str]) -> SafeString:
    return markdown.render(source, images) if source.strip() else SafeString("")


def _texts(text: Mapping[str, Any]) -> list[str]:
    body = text.get("body") or {}
    parts = [
        str(part.get("text", "")) for name in body for part in (body[name] if isinstance(body[name], list) else [])
    ]
    return [str(text.get(name, "")) for name in ("stem", "explanation", "shared")] + parts


def categories(batch: ImportBatch) -> list[str]:
    """The categories that the file itself names, in their order."""
    return list(dict.fromkeys(row["category"] for row in batch.rows if row.get("category")))


def job_of(batch: ImportBatch, key: str) -> Job | None:
    """The job that writes a long import."""
    return Job.objects.filter(key=key).first() if batch.state == BatchState.WRITING else None


def is_lost(job: Job | None) -> bool:
    """Whether the job was given up."""
    return job is not None and job.state == JobState.FAILED
