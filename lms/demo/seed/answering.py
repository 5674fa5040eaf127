"""Invented candidates answering a paper: through the same services that the exam screen uses."""

import datetime as dt
import random
from decimal import Decimal

from django.conf import settings

from exams.delivery.models import Attempt
from exams.delivery.rules import tokens
from exams.delivery.services import answers, attempts
from exams.papers.models import FormItem


def sit(attempt: Attempt, *, marks: Decimal, starts_at: dt.datetime, took: dt.timedelta) -> None:
    """Start, answer so that the paper is worth ``marks``, hand in. An attempt that was started before stays as it is."""
    if attempt.started_at is not None:
        return
    started = attempts.start(attempt=attempt, now=starts_at)
    claims = tokens.read(started.token, settings.ATTEMPT_TOKEN_KEY)
    if claims is None:
        raise RuntimeError("The token just made cannot be read.")
    ends_at = starts_at + took
    chosen = [
        answers.Answer(seq=number, item=version, options=(option,), flagged=False)
        for number, (version, option) in enumerate(_choices(started.attempt, marks).items(), start=1)
    ]
    answers.receive(
        [answers.Submission(claims=claims, lease=claims.lease, answers=tuple(chosen), received_at=ends_at)], now=ends_at
    )
    attempts.hand_in(attempt=started.attempt, lease=claims.lease, now=ends_at + dt.timedelta(seconds=20))


def _choices(attempt: Attempt, marks: Decimal) -> dict[int, str]:
    """An option per item version: right for a set of items worth exactly ``marks``, wrong for the others."""
    dice = random.Random(str(attempt.public_id))  # noqa: S311 - which items an invented candidate gets right
    lines = list(FormItem.objects.filter(form=attempt.form).select_related("version").order_by("position"))
    right = _worth(lines, int(marks * 100), dice)
    chosen: dict[int, str] = {}
    for line in lines:
        key = line.version.key[0][0]
        wrong = [option["id"] for option in line.version.body["options"] if option["id"] != key]
        chosen[line.version_id] = key if line.version_id in right else dice.choice(wrong)
    return chosen


def _worth(lines: list[FormItem], hundredths: int, dice: random.Random) -> set[int]:
    """Item versions whose points sum to ``hundredths``: the few odd ones are tried in every combination."""
    common = max({line.points_hundredths for line in lines}, key=[x.points_hundredths for x in lines].count)
    odd = [line for line in lines if line.points_hundredths != common]
    plain = [line for line in lines if line.points_hundredths == common]
    dice.shuffle(plain)
    for mask in range(2 ** len(odd)):
        picked = [line for bit, line in enumerate(odd) if mask >> bit & 1]
        rest = hundredths - sum(line.points_hundredths for line in picked)
        if rest >= 0 and rest % common == 0 and rest // common <= len(plain):
            return {line.version_id for line in [*picked, *plain[: rest // common]]}
    raise ValueError(f"No set of items is worth {hundredths} hundredths.")
