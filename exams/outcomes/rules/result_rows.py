"""Checking the rows of a results file: every bad one is named with line, field, reason and remedy.

Columns are those of ``round,candidate,subject,attended,raw_score``; scores have at most two decimals (PAS-1).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from lms.core.calendar.rules import parse_round_code
from lms.core.tables.formulas import is_formula
from lms.core.tables.problems import Problem

COLUMNS = ("round", "candidate", "subject", "attended", "raw_score")
LONGEST_CODE = 80
FULL_HUNDREDTHS = 10_000
_SCORE = re.compile(r"(\d{1,6})(?:\.(\d*))?", re.ASCII)


class RawRow(Protocol):
    """A row of text cells with the line it stands on."""

    @property
    def line(self) -> int: ...

    def __getitem__(self, column: str) -> str: ...


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A good row. ``subject`` is the subject's own code (L11), ``raw_hundredths`` None exactly when absent."""

    line: int
    candidate: str
    subject: str
    attended: bool
    raw_hundredths: int | None

    def texts(self) -> tuple[str, str, str, str]:
        """(candidate, subject, attended, score) in the one spelling that two files are compared in."""
        score = "" if self.raw_hundredths is None else f"{self.raw_hundredths // 100}.{self.raw_hundredths % 100:02}"
        return self.candidate, self.subject, str(int(self.attended)), score


def check(
    rows: Iterable[RawRow], *, round_code: str, subjects: Mapping[str, str]
) -> tuple[tuple[ResultRow, ...], tuple[Problem, ...]]:
    """The good rows and every problem. ``subjects`` maps each accepted name (S1, L11) to the subject's code."""
    good: list[ResultRow] = []
    problems: list[Problem] = []
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        found = list(_problems(row, round_code, subjects))
        key = (row["candidate"], subjects.get(row["subject"].upper(), ""))
        if all(key):
            if key in first:
                found.append(_duplicate(row, first[key]))
            first.setdefault(key, row.line)
        problems += found
        if not found:
            good.append(ResultRow(row.line, *key, row["attended"] == "1", _hundredths(row["raw_score"])))
    return tuple(good), tuple(problems)


def _problems(row: RawRow, round_code: str, subjects: Mapping[str, str]) -> Iterator[Problem]:
    unsafe = [column for column in COLUMNS if is_formula(row[column]) or _has_controls(row[column])]
    for column in unsafe:
        yield _formula(row, column)
    if "round" not in unsafe and _normal(row["round"]) != round_code:
        yield _wrong_round(row, round_code)
    if "candidate" not in unsafe and not 0 < len(row["candidate"]) <= LONGEST_CODE:
        yield _bad_candidate(row)
    if "subject" not in unsafe and row["subject"].upper() not in subjects:
        yield _unknown_subject(row, subjects)
    if not {"attended", "raw_score"} & set(unsafe):
        yield from _score_problems(row)


def _score_problems(row: RawRow) -> Iterator[Problem]:
    attended, score = row["attended"], row["raw_score"]
    if attended not in ("0", "1"):
        yield _attended(row)
    elif attended == "1" and not score:
        yield _score_missing(row)
    elif attended == "0" and score:
        yield _score_for_absent(row)
    if score:
        yield from _bad_score(row)


def _hundredths(score: str) -> int | None:
    """A well-formed score in hundredths; None for an empty or malformed one."""
    match = _SCORE.fullmatch(score)
    if match is None or match[2] == "" or len(match[2] or "") > 2:
        return None
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def _normal(code: str) -> str:
    try:
        return str(parse_round_code(code))
    except ValueError:
        return code


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in text)


def _formula(row: RawRow, column: str) -> Problem:
    shown = "".join(each if each.isprintable() else "�" for each in row[column][:40])
    return Problem(
        "formula",
        f"「{shown}」像試算表公式或含控制字元，基於安全不予讀取。",
        f"“{shown}” looks like a spreadsheet formula or holds control characters and is not read.",
        "請改為純文字的值。",
        "Replace it with a plain value.",
        row.line,
        column,
    )


def _wrong_round(row: RawRow, round_code: str) -> Problem:
    return Problem(
        "round",
        f"梯次是「{row['round'][:40]}」，不是 {round_code}。",
        f"The round is “{row['round'][:40]}”, not {round_code}.",
        "請刪除這一列，或改用正確的 --round。",
        "Remove the row, or give the right --round.",
        row.line,
        "round",
    )


def _bad_candidate(row: RawRow) -> Problem:
    empty = not row["candidate"]
    return Problem(
        "candidate",
        "應考人代碼是空的。" if empty else f"應考人代碼超過 {LONGEST_CODE} 個字。",
        "The candidate code is empty." if empty else f"The candidate code is longer than {LONGEST_CODE} characters.",
        "請填入原始名冊上的代碼。",
        "Enter the code of the original list.",
        row.line,
        "candidate",
    )


def _unknown_subject(row: RawRow, subjects: Mapping[str, str]) -> Problem:
    known = "、".join(subjects), ", ".join(subjects)
    return Problem(
        "subject",
        f"沒有考科「{row['subject'][:40]}」。",
        f"There is no subject “{row['subject'][:40]}”.",
        f"可用的考科：{known[0]}。",
        f"Known subjects: {known[1]}.",
        row.line,
        "subject",
    )


def _duplicate(row: RawRow, first: int) -> Problem:
    return Problem(
        "duplicate",
        f"應考人 {row['candidate'][:40]} 的 {row['subject'][:40]} 已在第 {first} 列出現。",
        f"Candidate {row['candidate'][:40]} already has {row['subject'][:40]} on line {first}.",
        "請只保留一列。",
        "Keep one of the two rows.",
        row.line,
        "candidate",
    )


def _attended(row: RawRow) -> Problem:
    return Problem(
        "attended",
        f"到考欄是「{row['attended'][:40]}」，只能是 0 或 1。",
        f"Attended is “{row['attended'][:40]}”; only 0 or 1 is allowed.",
        "到考填 1，缺考填 0。",
        "Write 1 for attended, 0 for absent.",
        row.line,
        "attended",
    )


def _score_missing(row: RawRow) -> Problem:
    return Problem(
        "score_missing",
        "到考卻沒有成績。",
        "The candidate attended but has no score.",
        "請填入成績，或把到考改為 0。",
        "Enter the score, or set attended to 0.",
        row.line,
        "raw_score",
    )


def _score_for_absent(row: RawRow) -> Problem:
    return Problem(
        "score_for_absent",
        f"缺考卻有成績「{row['raw_score'][:40]}」。",
        f"The candidate was absent but has the score “{row['raw_score'][:40]}”.",
        "請清空成績，或把到考改為 1。",
        "Clear the score, or set attended to 1.",
        row.line,
        "raw_score",
    )


def _bad_score(row: RawRow) -> Iterator[Problem]:
    shown = row["raw_score"][:40]
    points = _hundredths(row["raw_score"])
    if points is not None and points <= FULL_HUNDREDTHS:
        return
    decimals = points is None and re.fullmatch(r"\d+\.\d{3,}", row["raw_score"], re.ASCII)
    yield Problem(
        "score_decimals" if decimals else "score_range",
        f"成績「{shown}」的小數超過兩位。" if decimals else f"成績「{shown}」不是 0 到 100 的數。",
        f"The score “{shown}” has more than two decimals."
        if decimals
        else f"The score “{shown}” is not a number from 0 to 100.",
        "請填 0 到 100、至多兩位小數的數，例如 72.25。",
        "Write a number from 0 to 100 with at most two decimals, such as 72.25.",
        row.line,
        "raw_score",
    )
