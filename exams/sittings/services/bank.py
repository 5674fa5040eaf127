"""The bank's file of transfers: every row is checked, and either all of them are confirmed or none is (IN-15)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from exams.sittings.models import Round
from exams.sittings.rules import codes
from exams.sittings.services import payments
from lms.core.errors import Refusal
from lms.core.tables import reading
from lms.core.tables.problems import Problem

COLUMNS = ("繳費帳號", "金額", "交易序號")
MAX_ROWS = 5_000
MAX_BYTES = 2 * 1024 * 1024
_MAX_REFERENCE = 40

_Texts = tuple[str, str, str, str]
_LOOK: tuple[str, str] = ("請對照銀行明細。", "Compare it with the bank's statement.")
_REFUSED: dict[str, _Texts] = {
    "code_invalid": ("繳費帳號的檢查碼不符。", "The payment code's check digit is wrong.", *_LOOK),
    "code_unknown": ("沒有這個繳費帳號。", "Nobody was given this payment code.", *_LOOK),
    "amount": (
        "金額與應繳金額不符。",
        "The amount is not what is owed.",
        "請由報名名單逐筆處理。",
        "Handle it one by one on the list.",
    ),
    "paid_already": (
        "先前已用另一個交易序號確認過。",
        "It was confirmed before under another reference.",
        "可能重複繳費，請移出這一列另行退費。",
        "Perhaps paid twice: take the row out and refund it.",
    ),
    "given_up": (
        "報名已取消。",
        "The registration was cancelled.",
        "請移出這一列，於名單登錄為待退。",
        "Take the row out and enter it as money to be given back.",
    ),
    "place_gone": (
        "保留期限已過且名額已滿。",
        "The hold has ended and no place is left.",
        "請移出這一列，於名單登錄為待退。",
        "Take the row out and enter it as money to be given back.",
    ),
    "released": ("梯次已公布成績。", "The round has been released.", *_LOOK),
    "changed": ("狀態剛被他人變更。", "Somebody changed it just now.", "請再匯入一次。", "Import the file again."),
}
_OTHER: _Texts = ("無法確認。", "It cannot be confirmed.", *_LOOK)


@dataclass(frozen=True)
class Report:
    """What came of a file: rows confirmed and rows known from before, or the problems for which nothing was written."""

    confirmed: int
    known: int
    problems: tuple[Problem, ...]


class _Undo(Exception):
    """Ends the transaction of a file with problems."""


def read_in(*, data: bytes, actor: Any, now: dt.datetime) -> Report:
    """Confirm every transfer of the file, or none. Raises ``tables.problems.Unreadable`` for what is no such table."""
    sheet = reading.read_csv(data, columns=COLUMNS, max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
    problems: list[Problem] = list(sheet.problems)
    counts = [0, 0]
    try:
        with transaction.atomic():
            _lock_rounds(sheet.rows)
            for row in sheet.rows:
                found = _confirm(row, actor, now)
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    counts[0 if found else 1] += 1
            if problems:
                raise _Undo
    except _Undo:
        return Report(0, 0, tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return Report(counts[0], counts[1], ())


def _lock_rounds(rows: tuple[reading.Row, ...]) -> None:
    """Every round of the file, in one order, before anything is written."""
    named = {codes.normalise_payment_code(row["繳費帳號"]) for row in rows}
    ids = Round.objects.filter(sittings__registrations__payment_code__in=named).values("pk")
    list(Round.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _confirm(row: reading.Row, actor: Any, now: dt.datetime) -> "int | Problem":
    """How many registrations the row confirmed (0: known from before), or what is wrong with it."""
    amount = _amount(row["金額"])
    if amount is None:
        return _problem(
            row,
            "金額",
            "amount_invalid",
            (
                "不是整數金額。",
                "It is not a whole amount.",
                "請填整數，例如 900。",
                "Write whole dollars, such as 900.",
            ),
        )
    reference = row["交易序號"]
    if not reference or len(reference) > _MAX_REFERENCE:
        return _problem(
            row,
            "交易序號",
            "reference",
            ("缺少交易序號或過長。", "The reference is missing or too long.", *_LOOK),
        )
    try:
        with transaction.atomic():
            return len(payments.confirm(code=row["繳費帳號"], amount=amount, reference=reference, actor=actor, now=now))
    except Refusal as refusal:
        column = "金額" if refusal.code == "amount" else "繳費帳號"
        return _problem(row, column, refusal.code, _REFUSED.get(refusal.code, _OTHER))


def _amount(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 8 else None


def _problem(row: reading.Row, column: str, code: str, texts: _Texts) -> Problem:
    return Problem(code, *texts, line=row.line, column=column)
