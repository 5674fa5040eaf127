"""What stands between an item and its review or approval, besides the way itself (``items.rules.lifecycle``)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from question_bank.review.enums import Check


class Obstacle(StrEnum):
    """Why a version cannot be reviewed or approved by this person now."""

    OWN_SUBMISSION = "own_submission"
    SAME_REVIEWER = "same_reviewer"
    FAULTS = "faults"
    OPEN_COMMENTS = "open_comments"
    CHECKS_MISSING = "checks_missing"


@dataclass(frozen=True)
class Case:
    """What decides. ``is_submitter``: sent this version to review; ``is_reviewer``: reviewed it."""

    is_submitter: bool = False
    is_reviewer: bool = False
    same_may_approve: bool = False
    faults: int = 0
    open_comments: int = 0


def to_review(case: Case, checked: Collection[str] | None = None) -> tuple[Obstacle, ...]:
    """What stands against a review. ``checked`` None: the checklist is not asked about (the page before it is sent)."""
    unchecked = checked is not None and any(check.value not in checked for check in Check)
    return _found((case.is_submitter, Obstacle.OWN_SUBMISSION), (unchecked, Obstacle.CHECKS_MISSING))


def to_approve(case: Case) -> tuple[Obstacle, ...]:
    """What stands against an approval."""
    return _found(
        (case.is_submitter, Obstacle.OWN_SUBMISSION),
        (case.is_reviewer and not case.same_may_approve, Obstacle.SAME_REVIEWER),
        (case.faults > 0, Obstacle.FAULTS),
        (case.open_comments > 0, Obstacle.OPEN_COMMENTS),
    )


def _found(*checks: tuple[bool, Obstacle]) -> tuple[Obstacle, ...]:
    return tuple(obstacle for applies, obstacle in checks if applies)
