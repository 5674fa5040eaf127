"""Before and at the door: late entry, earliest leave, the bulletin's lead time, extra time.

Limits are in whole minutes from the start of the paper; instants are compared to the microsecond.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exams.sittings.rules.enums import BulletinReason, EntryReason
from lms.core.calendar.rules import add_months
from lms.core.reasons import Reason, because

BULLETIN_MONTHS = 3
"""The 簡章 appears at least three months before the exam (IPS-9; J0030093 §6)."""


@dataclass(frozen=True, slots=True)
class EntryRules:
    """A scheme's door rules. ``None`` means not announced: the door is then not kept by the clock.

    ``admits_at_limit`` says whether exactly ``late_minutes`` is still admitted.
    """

    late_minutes: int | None
    leave_minutes: int | None
    admits_at_limit: bool = False


GREEN = EntryRules(late_minutes=10, leave_minutes=15)
"""No entry from 10:00 minutes after the start, leaving from 15:00 (GCT-3)."""

NATIONAL_EXAM = EntryRules(late_minutes=15, leave_minutes=45, admits_at_limit=True)
"""國家考試試場規則 (R0020005, §8): an analogue for schemes that have announced nothing."""

NOT_ANNOUNCED = EntryRules(late_minutes=None, leave_minutes=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and why."""

    allowed: bool
    reasons: tuple[Reason, ...]


def may_enter(starts_at: datetime, arrives_at: datetime, rules: EntryRules = GREEN) -> Decision:
    """Whether a candidate arriving at ``arrives_at`` is admitted (GCT-3)."""
    late = arrives_at - starts_at
    if late <= timedelta(0):
        return Decision(True, (because(EntryReason.ON_TIME),))
    if rules.late_minutes is None:
        return Decision(True, (because(EntryReason.NOT_ANNOUNCED),))
    limit = timedelta(minutes=rules.late_minutes)
    allowed = late <= limit if rules.admits_at_limit else late < limit
    code = EntryReason.LATE_ADMITTED if allowed else EntryReason.TOO_LATE
    return Decision(allowed, (_timed(code, late, rules.late_minutes),))


def may_leave(starts_at: datetime, leaves_at: datetime, rules: EntryRules = GREEN) -> Decision:
    """Whether a candidate may hand in and leave at ``leaves_at``; exactly at the limit is allowed (GCT-3)."""
    if rules.leave_minutes is None:
        return Decision(True, (because(EntryReason.NOT_ANNOUNCED),))
    stayed = leaves_at - starts_at
    allowed = stayed >= timedelta(minutes=rules.leave_minutes)
    code = EntryReason.MAY_LEAVE if allowed else EntryReason.TOO_EARLY
    return Decision(allowed, (_timed(code, stayed, rules.leave_minutes),))


def entry_closes_at(starts_at: datetime, rules: EntryRules = GREEN) -> datetime | None:
    """The limit of late entry as an instant, None when not announced."""
    return None if rules.late_minutes is None else starts_at + timedelta(minutes=rules.late_minutes)


def earliest_exam_date(bulletin_date: date, months: int = BULLETIN_MONTHS) -> date:
    """The first day on which an exam announced on ``bulletin_date`` may take place (IPS-9)."""
    return add_months(bulletin_date, months)


def bulletin_in_time(bulletin_date: date, exam_date: date, months: int = BULLETIN_MONTHS) -> Decision:
    """Whether the bulletin leaves enough time: exam date ≥ bulletin date + three months (IPS-9)."""
    earliest = earliest_exam_date(bulletin_date, months)
    allowed = exam_date >= earliest
    code = BulletinReason.IN_TIME if allowed else BulletinReason.TOO_SHORT
    return Decision(allowed, (because(code, bulletin=bulletin_date, exam=exam_date, earliest=earliest, months=months),))


@dataclass(frozen=True, slots=True)
class ExtraTimeStep:
    """Papers shorter than ``below_minutes`` (None: of any length) get ``extra_minutes`` more."""

    below_minutes: int | None
    extra_minutes: int


EXTRA_TIME: tuple[ExtraTimeStep, ...] = (ExtraTimeStep(120, 20), ExtraTimeStep(180, 30), ExtraTimeStep(None, 40))
"""身心障礙者應國家考試 (R0020037): the default table of ACC-1, an analogue and therefore a dated setting."""


def extra_minutes(paper_minutes: int, table: tuple[ExtraTimeStep, ...] = EXTRA_TIME) -> int:
    """Extra minutes for a paper of ``paper_minutes`` (ACC-1). Raises ``ValueError`` unless the paper has a length."""
    if paper_minutes < 1:
        raise ValueError("A paper lasts at least one minute.")
    fitting = (step for step in table if step.below_minutes is None or paper_minutes < step.below_minutes)
    return next((step.extra_minutes for step in fitting), 0)


def _timed(code: EntryReason, passed: timedelta, limit: int) -> Reason:
    return because(code, seconds=int(passed.total_seconds()), limit_minutes=limit)
