"""Which passing rules hold for a round: the published ones, completed by the dated settings of its day."""

import datetime as dt

from courses.catalogue.models import Programme
from exams.outcomes import dated as settings
from exams.outcomes.rules import passing
from exams.sittings.models import Round
from lms.core import dated
from lms.core.calendar.rules import ad_year
from question_bank.syllabus.models import Subject


class NoPolicy(LookupError):
    """No passing rules are known for this certification."""


def for_round(round: Round) -> passing.Policy:
    """The policy of the round's level with the level's own subject codes, in their order (PAS-1…6, GCT-1)."""
    return for_programme(round.programme, on=day_of(round))


def for_programme(programme: Programme, *, on: dt.date) -> passing.Policy:
    """The policy of a programme's level on a day, without a round (mocks). Raises :class:`NoPolicy`."""
    subjects = Subject.objects.filter(level=programme.level_id).order_by("position")
    codes = tuple(subjects.values_list("code", flat=True))
    certification = programme.level.certification.code
    if certification == "green":
        return passing.green(codes[0])
    if certification == "ipas-nz":
        return passing.ipas(
            codes,
            retention_years=dated.value(settings.RETENTION_YEARS, on=on),
            round_mean=bool(dated.value(settings.ROUND_MEAN, on=on)),
        )
    raise NoPolicy(certification)


def subjects_of(round: Round) -> list[Subject]:
    """The subjects of the round's level, S1 first."""
    return list(Subject.objects.filter(level=round.programme.level_id).order_by("position"))


def day_of(round: Round) -> dt.date:
    """The day whose settings apply: the exam's, else the first of the round's ROC year."""
    return round.exam_date or dt.date(ad_year(round.year), 1, 1)
