"""When a reviewer is reminded: some days before the due date, and once on the morning after it."""

import datetime as dt

TAIPEI = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.time(9, tzinfo=TAIPEI)


def due_date(today: dt.date, days: int) -> dt.date:
    """The last day of a review that is asked for today."""
    return today + dt.timedelta(days=days)


def next_at(due: dt.date, days_before: int, after: dt.datetime) -> dt.datetime | None:
    """The first reminder later than ``after``; None when both have passed.

    A date that has passed already is reminded of on its next morning, so a late assignment is never silent.
    """
    moments = (due - dt.timedelta(days=days_before), due + dt.timedelta(days=1))
    coming = (dt.datetime.combine(day, MORNING).astimezone(dt.UTC) for day in moments)
    return next((moment for moment in coming if moment > after), None)


def is_overdue(due: dt.date, today: dt.date) -> bool:
    """Whether the last day has passed."""
    return today > due
