"""The passing rule, applied to these scores, as one sentence."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from exams.outcomes.rules.passing import LevelDecision, Policy, SubjectScore


def sentence(decision: LevelDecision, policy: Policy, labels: Mapping[str, str]) -> str:
    """For example 「S1 66（<70）、S2 78，平均 72 ≥ 70 且無單科低於 60：以平均通過」; one subject needs no label."""
    if len(policy.subjects) == 1:
        return _single(decision, policy)
    scores = _("、").join(_score(each, policy, labels) for each in decision.scores)
    if decision.certifies and not decision.by_average:
        return _("%(scores)s，各科都達 %(mark)s：通過") % {"scores": scores, "mark": policy.pass_mark}
    if decision.mean is None:
        return _("%(scores)s，有考科沒有成績，不適用平均：未通過") % {"scores": scores}
    values = {"scores": scores, "mean": plain(decision.mean), "mark": policy.average_mark, "floor": policy.floor}
    if decision.certifies:
        return _("%(scores)s，平均 %(mean)s ≥ %(mark)s 且無單科低於 %(floor)s：以平均通過") % values
    if policy.average_mark is not None and decision.mean < policy.average_mark:
        return _("%(scores)s，平均 %(mean)s < %(mark)s：未通過") % values
    return _("%(scores)s，平均 %(mean)s，但有單科低於 %(floor)s：未通過") % values


def rule(policy: Policy) -> str:
    """The passing rule itself, before any score."""
    if policy.average_mark is None:
        return _("滿分 100 分，%(mark)s 分及格。") % {"mark": policy.pass_mark}
    values = {"mark": policy.pass_mark, "average": policy.average_mark, "floor": policy.floor}
    return _("每科 %(mark)s 分及格；或全部考科平均達 %(average)s 分且無單科低於 %(floor)s 分。") % values


def plain(value: Decimal) -> str:
    """72 for 72.0, 69.5 for 69.50."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _score(score: SubjectScore, policy: Policy, labels: Mapping[str, str]) -> str:
    label = labels[score.subject]
    if score.score is None:
        return _("%(subject)s 缺考") % {"subject": label}
    if score.passed:
        return f"{label} {score.score}"
    return _("%(subject)s %(score)s（<%(mark)s）") % {"subject": label, "score": score.score, "mark": policy.pass_mark}


def _single(decision: LevelDecision, policy: Policy) -> str:
    only = decision.scores[0]
    if only.score is None:
        return _("沒有作答：未通過")
    values = {"score": only.score, "mark": policy.pass_mark}
    return (_("%(score)s ≥ %(mark)s：及格") if only.passed else _("%(score)s < %(mark)s：不及格")) % values
