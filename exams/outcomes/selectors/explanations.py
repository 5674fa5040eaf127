"""The words for verdicts and for every reason code of passing and retakes."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.outcomes.enums import Verdict
from exams.outcomes.rules.enums import PassingReason, RetakeReason
from lms.core.reasons import Reason, from_json
from lms.core.templatetags.ui import day_long, localized
from question_bank.syllabus.models import Subject

Sentences = Mapping[str, Callable[[], str]]

_PASSING: Sentences = {
    PassingReason.SUBJECT_PASSED: lambda: _("%(subject)s：%(score)s 分，達 %(pass_mark)s 分，及格。"),
    PassingReason.SUBJECT_FAILED: lambda: _("%(subject)s：%(score)s 分，未達 %(pass_mark)s 分，不及格。"),
    PassingReason.SUBJECT_ABSENT: lambda: _("%(subject)s：缺考，沒有成績。"),
    PassingReason.ALL_PASSED: lambda: _("本次所有考科都及格。"),
    PassingReason.AVERAGE_MET: lambda: _("同次報考全部考科，平均 %(mean)s 分，達 %(average_mark)s 分，視為及格。"),
    PassingReason.AVERAGE_LOW: lambda: _("同次報考全部考科，平均 %(mean)s 分，未達 %(average_mark)s 分。"),
    PassingReason.AVERAGE_FLOOR: lambda: _("有考科 %(lowest)s 分，低於 %(floor)s 分，不適用平均及格。"),
    PassingReason.AVERAGE_NOT_ALL_REGISTERED: lambda: _("本次未報考全部考科，不適用平均及格。"),
    PassingReason.AVERAGE_ABSENT: lambda: _("有考科缺考，不適用平均及格。"),
    PassingReason.RETAINED_USED: lambda: _("採用先前保留的及格考科：%(subject)s。"),
    PassingReason.RETAINED_KEPT: lambda: _("%(subject)s 的及格成績保留至 %(until)s。"),
    PassingReason.RETENTION_EXPIRED: lambda: _("%(subject)s 的保留期限（%(until)s）已過。"),
    PassingReason.RETENTION_NOT_ANNOUNCED: lambda: _("%(subject)s 的及格成績予以保留；保留期限尚未公告。"),
    PassingReason.ALREADY_CERTIFIED: lambda: _("您已取得這個級等的證書，不再重複發給。"),
}
_RETAKE: Sentences = {
    RetakeReason.ELIGIBLE: lambda: _("還可補測 %(remaining)s 次，須在 %(valid_until)s 以前應試。"),
    RetakeReason.NOT_COMPLETED: lambda: _("尚未完成 48 小時課程。"),
    RetakeReason.PASSED: lambda: _("測驗已及格，不需要補測。"),
    RetakeReason.COUNT_USED: lambda: _("補測次數已用完（已用 %(used)s 次）。"),
    RetakeReason.WINDOW_OVER: lambda: _("測驗日 %(test_date)s 已超過補測期限 %(valid_until)s。"),
    RetakeReason.ABSENCE_NOT_ANNOUNCED: lambda: _("缺考者能否補測尚未公告，請洽原開班學校。"),
    RetakeReason.COUNT_NOT_ANNOUNCED: lambda: _("補測次數尚未公告。"),
    RetakeReason.WINDOW_NOT_ANNOUNCED: lambda: _("補測期限尚未公告。"),
}
_DATES = frozenset({"until", "valid_until", "test_date"})


def verdict(of: Verdict, *, by_average: bool, green: bool, absent: bool = False) -> str:
    """A verdict as a heading: what it means for this person; ``absent`` from every paper is its own answer."""
    if absent:
        return _("缺考")
    if green:
        return _("及格") if of in (Verdict.CURRENT_ROUND, Verdict.ALREADY_CERTIFIED) else _("不及格")
    words = {
        Verdict.CURRENT_ROUND: _("獲證（當次報考，平均及格）") if by_average else _("獲證（當次報考）"),
        Verdict.CROSS_ROUND: _("獲證（跨次報考）"),
        Verdict.NOT_CERTIFIED: _("本次未獲證"),
        Verdict.ALREADY_CERTIFIED: _("先前已獲證"),
    }
    return words[of]


def verdict_counts(counts: Mapping[Verdict, int], *, absent: int, green: bool) -> list[tuple[str, int]]:
    """How many got each verdict, in words, without those that nobody got; ``absent`` are told apart from the failed."""
    told = {**counts, Verdict.NOT_CERTIFIED: counts.get(Verdict.NOT_CERTIFIED, 0) - absent}
    rows = [(verdict(of, by_average=False, green=green), count) for of, count in told.items()]
    return [(label, count) for label, count in [*rows, (_("缺考"), absent)] if count]


def subject_names(subjects: Iterable[Subject]) -> dict[str, str]:
    """The papers by code, named in the page's language."""
    return {subject.code: f"{subject.code} {localized(subject, 'name')}" for subject in subjects}


def passing(reasons: Iterable[Mapping[str, object]], subjects: Mapping[str, str]) -> list[str]:
    """The stored reasons of a level result in words; ``subjects`` names the papers by code."""
    return [_say(_PASSING, from_json(reason), subjects) for reason in reasons]


def retake(reasons: Iterable[Reason]) -> list[str]:
    """The reasons of a retake decision in words."""
    return [_say(_RETAKE, reason, {}) for reason in reasons]


def stored_retake(decision: Mapping[str, Any]) -> list[str]:
    """The reasons of a retake decision as stored with its application, in words."""
    return retake(from_json(reason) for reason in decision["reasons"])


def _say(sentences: Sentences, reason: Reason, subjects: Mapping[str, str]) -> str:
    params = {key: _shown(key, value, subjects) for key, value in reason.params.items()}
    return sentences[reason.code]() % params


def _shown(key: str, value: object, subjects: Mapping[str, str]) -> object:
    if key in _DATES and isinstance(value, str):
        return day_long(dt.date.fromisoformat(value))
    return subjects.get(str(value), value) if key == "subject" else value
