"""Invented candidates answering a paper: through the same services that the exam screen uses."""

import datetime as dt
import random
from decimal import Decimal

from django.conf import settings

from exams.delivery.models import Attempt
from exams.delivery.rules import tokens
from exams.delivery.services import answers, attempts
from exams.papers.models import FormItem
from question_bank.items.enums import Credit
from question_bank.items.models import ItemVersion
from question_bank.items.rules import kinds


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
        answers.Answer(seq=number, item=version, options=response, flagged=False)
        for number, (version, response) in enumerate(choices(started.attempt, marks).items(), start=1)
    ]
    answers.receive([answers.Submission(claims, claims.lease, tuple(chosen))], [ends_at], ends_at)
    attempts.hand_in(attempt=started.attempt, lease=claims.lease, now=ends_at + dt.timedelta(seconds=20))


def choices(attempt: Attempt, marks: Decimal) -> dict[int, tuple[str, ...]]:
    """A response per item version: right for a set of items worth exactly ``marks``, worth nothing for the others."""
    dice = random.Random(str(attempt.public_id))  # noqa: S311 - which items an invented candidate gets right
    lines = list(FormItem.objects.filter(form=attempt.form).select_related("version").order_by("position"))
    right = _worth(lines, int(marks * 100), dice)
    return {
        line.version_id: kinds.get(line.version.kind).model_answer(line.version.key)
        if line.version_id in right
        else _wrong(line.version, Credit(attempt.form.credit), dice)
        for line in lines
    }


def some(attempt: Attempt, count: int) -> dict[int, tuple[str, ...]]:
    """A right response to the first ``count`` items of the candidate's own order."""
    versions = ItemVersion.objects.in_bulk([shown["item"] for shown in attempt.order[:count]])
    return {pk: kinds.get(version.kind).model_answer(version.key) for pk, version in versions.items()}


def _wrong(version: ItemVersion, credit: Credit, dice: random.Random) -> tuple[str, ...]:
    """An answer that earns nothing; none where every answer tried earns something."""
    strategy = kinds.get(version.kind)
    ids = [part.id for part in strategy.arranged(version.body)]
    tries = [(each,) for each in (*ids, "true", "false", "0", "不知道")] + [tuple(reversed(ids))]
    earning_nothing = [
        each
        for each in tries
        if strategy.accepts(version.body, each) and not strategy.share(version.body, version.key, each, credit)
    ]
    return dice.choice(earning_nothing) if earning_nothing else ()


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
