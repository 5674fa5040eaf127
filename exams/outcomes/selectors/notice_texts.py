"""What a score notice says: the fields of GCT-8 for the green-collar test, subjects and rule for iPAS levels."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from exams.outcomes.enums import Verdict
from exams.outcomes.models import LevelResult, Mark, ScoreRun
from exams.outcomes.selectors import explanations, releases
from exams.sittings.enums import SittingKind
from lms.core.calendar.rules import format_roc_slash

GREEN_TITLE = "環境部淨零綠領人才培育課程 測驗成績通知單"
GREEN_REMARKS = (
    "本通知單之姓名等資料若有錯誤，請即向原開班學校申請更正。",
    "對測驗成績有異議者，應於取得「測驗成績通知單」次日起30日內，向原開班學校索取成績複查申請表格，填妥後併回郵信封"
    "（貼足郵資）郵寄至國家環境研究院複查，成績複查以1次為限。",
    "測驗結果不及格且具補測資格者請向原開班單位索取補測申請單。",
)
"""注意事項 1–3, verbatim (GCT-9)."""
LEVEL_TITLE = "能力鑑定成績通知單"
LEVEL_REMARKS = (
    "每科100分,該科達70分為及格(成績計算以四捨五入方式取整數)。",
    "同時報考同一級等的所有考科,平均達70分得視為及格,但單科成績不得低於60分。",
)
"""PAS-1 and PAS-2, verbatim."""
MEAN_REMARKS = {
    False: "平均以四捨五入後之各科成績計算，不再取整數（暫定）。",
    True: "平均以四捨五入後之各科成績計算，並四捨五入取整數（暫定）。",
}
"""PAS-3 with its label: whether the policy of the run rounds the mean."""
SITTING_KINDS = {SittingKind.REGULAR: "正期", SittingKind.RETAKE: "補測"}
ABSENT = "缺考"


def recipients(run: ScoreRun) -> QuerySet[LevelResult]:
    """Everybody who sat at least one paper of the run; whoever was absent from all has no score to be told."""
    sat = Mark.objects.filter(run=run, attended=True).values("registration__person_id")
    return LevelResult.objects.filter(run=run, person_id__in=sat).select_related("person").order_by("pk")


def snapshot(run: ScoreRun, result: LevelResult) -> dict[str, Any]:
    """Everything printed on a person's notice, JSON v1."""
    marks = Mark.objects.filter(run=run, registration__person=result.person_id)
    rows = list(
        marks.select_related("registration__sitting__subject").order_by("registration__sitting__subject__position")
    )
    return _green(run, rows[0]) if releases.is_green(run.round) else _levels(run, result, rows)


def _green(run: ScoreRun, mark: Mark) -> dict[str, Any]:
    known = mark.registration.snapshot
    return {
        "v": 1,
        "kind": "green",
        "title": GREEN_TITLE,
        "name": known.get("name", ""),
        "class_name": known.get("class_name", ""),
        "serial": known.get("serial", ""),
        "learner_number": known.get("learner_number", ""),
        "sitting_kind": SITTING_KINDS[SittingKind(mark.registration.kind)],
        "test_date": _roc(run.round.exam_date),
        "score": ABSENT if mark.score is None else str(mark.score),
        "result": "及格" if mark.passed else "不及格",
        "remarks": list(GREEN_REMARKS),
    }


def _levels(run: ScoreRun, result: LevelResult, marks: list[Mark]) -> dict[str, Any]:
    programme = run.round.programme
    verdict = Verdict(result.verdict)
    subjects = [mark.registration.sitting.subject for mark in marks]
    with translation.override("zh-hant"):
        verdict_zh = explanations.verdict(verdict, by_average=result.by_average, green=False)
        reasons_zh = explanations.passing(result.decision["reasons"], explanations.subject_names(subjects))
    with translation.override("en"):
        verdict_en = explanations.verdict(verdict, by_average=result.by_average, green=False)
    return {
        "v": 1,
        "kind": "levels",
        "title": f"{programme.name_zh} {LEVEL_TITLE}",
        "name": marks[0].registration.snapshot.get("name", ""),
        "programme_zh": programme.name_zh,
        "programme_en": programme.name_en,
        "round_zh": run.round.name_zh,
        "test_date": _roc(run.round.exam_date),
        "subjects": [_subject(mark) for mark in marks],
        "verdict_zh": verdict_zh,
        "verdict_en": verdict_en,
        "reasons_zh": reasons_zh,
        "remarks": [*LEVEL_REMARKS, MEAN_REMARKS[bool(run.policy.get("round_mean"))]],
    }


def _subject(mark: Mark) -> dict[str, str]:
    subject = mark.registration.sitting.subject
    absent = mark.score is None
    return {
        "code": subject.code,
        "name_zh": subject.name_zh,
        "name_en": subject.name_en,
        "score": ABSENT if absent else str(mark.score),
        "result": "—" if absent else ("及格" if mark.passed else "不及格"),
    }


def _roc(day: dt.date | None) -> str:
    return format_roc_slash(day) if day else ""
