"""Everything printed on a certificate, in two languages (CER-1, CER-6)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings

from exams.certificates import dated as own
from exams.certificates.rules import codes
from exams.outcomes.enums import AwardBasis
from exams.outcomes.models import Award
from exams.outcomes.selectors import releases
from exams.sittings.models import Round
from lms.accounts.models import Person
from lms.accounts.selectors import documents_of
from lms.core import dated
from lms.core.calendar.rules import add_years, format_roc_text

_GREEN = ("合格證明", "Certificate of Passing")
_LEVELS = ("能力鑑定證書", "Certificate of Competency")


def prefix(award: Award, *, on: dt.date) -> str:
    """The prefix of the number series of an award's programme."""
    return str(dated.value(own.PREFIX_GREEN if releases.is_green(award.run.round) else own.PREFIX_IPAS, on=on))


def term_years(award: Award, *, on: dt.date) -> int | None:
    """For how many years the certificate is valid; None: without end, or not announced."""
    return None if releases.is_green(award.run.round) else dated.value(own.TERM_YEARS, on=on)


def document_name_of(round: Round) -> tuple[str, str]:
    """What the document of a round is called, in both languages: 合格證明 for the green-collar test (CER-6)."""
    return _GREEN if releases.is_green(round) else _LEVELS


def snapshot(award: Award, *, number: str, code: str, issued: dt.date) -> dict[str, Any]:
    """The frozen content of a certificate, JSON v1: later changes of name or wording never reach it."""
    document_zh, document_en = document_name_of(award.run.round)
    demo_zh, demo_en = ("（示範，非正式核發）", " (demonstration, not issued)") if settings.DEMO else ("", "")
    programme = award.programme
    return {
        "v": 1,
        "document_zh": document_zh,
        "document_en": document_en,
        "issuer_zh": f"{_authority_zh(award)}{demo_zh}",
        "issuer_en": f"{_authority_en(award)}{demo_en}",
        "programme_zh": programme.name_zh,
        "programme_en": programme.name_en,
        "name": award.person.name,
        "name_romanised": award.person.name_romanised,
        "statement_zh": _statement_zh(award),
        "statement_en": _statement_en(award),
        "number": number,
        "code_shown": codes.shown(code),
        "rows": _rows(award, number=number, issued=issued),
    }


def specimen(person: Person, round: Round, *, on: dt.date) -> dict[str, Any]:
    """What a certificate of this round would print about the person; plainly a preview, without number and code."""
    imagined = cast(
        Award,
        SimpleNamespace(
            person=person,
            programme=round.programme,
            run=SimpleNamespace(round=round),
            basis=AwardBasis.CURRENT_ROUND,
        ),
    )
    made = snapshot(imagined, number="—", code="", issued=on)
    marks = {"issuer_zh": "（預覽，非證書）", "issuer_en": " (preview, not a certificate)"}
    return made | {name: f"{made[name]}{mark}" for name, mark in marks.items()} | {"code_shown": "預覽 PREVIEW"}


def _rows(award: Award, *, number: str, issued: dt.date) -> list[dict[str, str]]:
    rows = [_row("證明序號", "Number", number, "")]
    if award.person.birth_date:
        rows.append(_row("出生日期", "Date of birth", *_both(award.person.birth_date)))
    if not releases.is_green(award.run.round):
        known = documents_of(award.person)
        rows.append(
            _row("身分證統一編號", "ID number", known[0].masked if known else "未登錄", "" if known else "not on file")
        )
    if award.run.round.exam_date:
        rows.append(_row("測驗日期", "Date of test", *_both(award.run.round.exam_date)))
    rows.append(_row("發證日期", "Date of issue", *_both(issued)))
    years = term_years(award, on=issued)
    if years:
        rows.append(_row("有效期限", "Valid until", *_both(add_years(issued, years) - dt.timedelta(days=1))))
    return rows


def _statement_zh(award: Award) -> str:
    of = award.run.round
    if releases.is_green(of):
        return f"參加{award.programme.name_zh}，{of.name_zh}測驗成績及格，特此證明。"
    how = "各考科成績達及格標準" if award.basis == AwardBasis.CURRENT_ROUND else "以保留之及格考科合併達及格標準"
    return f"參加 {award.programme.name_zh}能力鑑定，{of.name_zh}{how}，特此證明。"


def _statement_en(award: Award) -> str:
    of = award.run.round
    return f"has passed the examination of the {award.programme.name_en} ({of.name_en})."


def _authority_zh(award: Award) -> str:
    return "環境部" if releases.is_green(award.run.round) else award.programme.authority_zh


def _authority_en(award: Award) -> str:
    return "Ministry of Environment" if releases.is_green(award.run.round) else award.programme.authority_en


def _both(day: dt.date) -> tuple[str, str]:
    return f"中華民國{format_roc_text(day)}", f"{day.day} {day:%B %Y}"


def _row(label_zh: str, label_en: str, value_zh: str, value_en: str) -> dict[str, str]:
    return {"label_zh": label_zh, "label_en": label_en, "value_zh": value_zh, "value_en": value_en}
