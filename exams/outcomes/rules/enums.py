"""Words of marking, conduct, passing and retakes, and every reason code their rules give."""

from enum import StrEnum


class Disposition(StrEnum):
    """How the key of an item stands after challenges (ITM-1). Never inferred from the key itself (IPS-6)."""

    NORMAL = "normal"
    SEVERAL = "several"
    CREDIT_TO_ALL = "credit_to_all"


class MarkReason(StrEnum):
    """Why an item earned its points or none."""

    CORRECT = "mark_correct"
    PARTIAL = "mark_partial"
    WRONG = "mark_wrong"
    BLANK = "mark_blank"
    CREDIT_TO_ALL = "mark_credit_to_all"
    NOT_SAT = "mark_not_sat"


class Stacking(StrEnum):
    """How several deductions of one paper add up (GCT-6, a dated setting)."""

    PER_INCIDENT = "per_incident"
    PER_KIND = "per_kind"
    HIGHEST = "highest"


class DeductionReason(StrEnum):
    DEDUCTED = "deduction_taken"
    NOT_STACKED = "deduction_not_stacked"
    FLOOR = "deduction_floor"
    EXPELLED = "deduction_expelled"
    EXPELLED_ABSENT = "deduction_expelled_counts_as_absent"


class PassingReason(StrEnum):
    SUBJECT_PASSED = "passing_subject_passed"
    SUBJECT_FAILED = "passing_subject_failed"
    SUBJECT_ABSENT = "passing_subject_absent"
    ALL_PASSED = "passing_all_passed"
    AVERAGE_MET = "passing_average_met"
    AVERAGE_LOW = "passing_average_low"
    AVERAGE_FLOOR = "passing_average_floor"
    AVERAGE_NOT_ALL_REGISTERED = "passing_average_not_all_registered"
    AVERAGE_ABSENT = "passing_average_absent"
    RETAINED_USED = "passing_retained_used"
    RETAINED_KEPT = "passing_retained_kept"
    RETENTION_EXPIRED = "passing_retention_expired"
    RETENTION_NOT_ANNOUNCED = "passing_retention_not_announced"
    ALREADY_CERTIFIED = "passing_already_certified"


class PaperResult(StrEnum):
    """How the last test of a learner ended, as far as retakes care."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class RetakeVerdict(StrEnum):
    """NOT_ANNOUNCED is shown as 尚未公告: the rules needed to say yes or no are blank."""

    ELIGIBLE = "eligible"
    REFUSED = "refused"
    NOT_ANNOUNCED = "not_announced"


class RetakeReason(StrEnum):
    NOT_COMPLETED = "retake_class_not_completed"
    PASSED = "retake_already_passed"
    ABSENCE_NOT_ANNOUNCED = "retake_absence_rule_not_announced"
    COUNT_USED = "retake_count_used"
    WINDOW_OVER = "retake_window_over"
    COUNT_NOT_ANNOUNCED = "retake_count_not_announced"
    WINDOW_NOT_ANNOUNCED = "retake_window_not_announced"
    ELIGIBLE = "retake_eligible"
