"""Builds the demo programme through the services of the apps, one module per noun.

Every step is idempotent, so a seed that was interrupted is simply run again.
"""

import datetime as dt
import io
from collections.abc import Callable

from django.core.management import call_command

from exams.practice.services import pools
from lms.accounts.models import Person
from lms.accounts.services import persons
from lms.demo.seed import (
    blueprints,
    classes,
    live,
    on_paper,
    people,
    preparing,
    registering,
    review,
    rounds,
    schools,
    settings,
    study,
    windows,
)
from lms.demo.seed.moments import Moments


def steps(now: dt.datetime) -> list[tuple[str, Callable[[], None]]]:
    """Titles and actions of the seed, in order."""
    moments = Moments(windows.first_seed(now))
    return [
        ("教材與題庫 lessons and items", _content),
        ("學校與帳號 schools and accounts", lambda: _people(moments)),
        ("班別 classes", lambda: _classes(moments)),
        ("模擬測驗 mock exams", lambda: _mocks(moments)),
        ("梯次、作答與成績 rounds, answers and results", lambda: _rounds(moments)),
        ("命題與審題 items in review", lambda: review.load(moments, users=people.accounts(now=moments.now))),
        (
            "藍圖與平行試卷 blueprint and parallel forms",
            lambda: blueprints.load(moments, users=people.accounts(now=moments.now)),
        ),
        (
            "報名與繳費 registration and fees",
            lambda: registering.load(moments, users=people.accounts(now=moments.now)),
        ),
        (
            "試場與應考服務 rooms and accommodations",
            lambda: preparing.load(moments, users=people.accounts(now=moments.now)),
        ),
        ("最新消息 news", lambda: study.announce(moments)),
        ("場次時間 windows", lambda: windows.reopen(now)),
    ]


def _content() -> None:
    call_command("load_content", stdout=io.StringIO())


def _people(moments: Moments) -> None:
    schools.load()
    users = people.accounts(now=moments.now)
    settings.load(moments, approver=users["admin"])


def _classes(moments: Moments) -> None:
    learner, retaker = _learners(moments)
    classes.load(moments, learner=learner, retaker=retaker)
    study.load(moments, learner=learner, retaker=retaker)


def _mocks(moments: Moments) -> None:
    pools.ensure(now=moments.now)


def _rounds(moments: Moments) -> None:
    learner, retaker = _learners(moments)
    past = classes.seats(moments, classes.PAST)
    recent = classes.seats(moments, classes.RECENT)
    elsewhere = classes.seats(moments, classes.OTHER_SCHOOL)
    plan = rounds.Plan(
        moments=moments,
        users=people.accounts(now=moments.now),
        learner=learner,
        retaker=retaker,
        learner_enrolment=next(seat for seat in recent if seat.person_id == learner.pk),
        retaker_enrolment=next(seat for seat in past if seat.person_id == retaker.pk),
        sat_before=[*(seat for seat in past if seat.person_id != retaker.pk), *elsewhere],
        sits_now=[seat for seat in recent if seat.person_id != learner.pk],
    )
    rounds.load(plan)
    on_paper.load(plan)
    live.load(plan)


def _learners(moments: Moments) -> tuple[Person, Person]:
    users = people.accounts(now=moments.now)
    return (
        persons.ensure(user=users["learner"], now=moments.now),
        persons.ensure(user=users["retaker"], now=moments.now),
    )
