"""Words of the review: what was decided, what was checked, which part of an item a comment is about."""

from enum import StrEnum


class Action(StrEnum):
    """A decision about a version, as the history shows it."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    REVIEW = "review"
    APPROVE = "approve"
    RETIRE = "retire"
    REVIVE = "revive"


class Check(StrEnum):
    """What a reviewer looks at before an item goes on to approval."""

    FACT = "fact"
    ONE_RIGHT_ANSWER = "one_right_answer"
    WORDING = "wording"
    DISTRACTORS = "distractors"
    VALID_DATE = "valid_date"
