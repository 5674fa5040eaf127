"""Words of discounts and refunds, and every reason code their rules give."""

from enum import StrEnum


class Identity(StrEnum):
    """A circumstance a learner can prove (§9, DIS-3)."""

    STUDENT = "student"
    STUDENT_IN_SERVICE = "student_in_service"
    LOW_INCOME = "low_income"
    MIDDLE_LOW_INCOME = "middle_low_income"
    DISABILITY = "disability"


class AttemptKind(StrEnum):
    """Whether the test was passed at the regular date (正期) or at a retake (補測)."""

    FIRST = "first"
    RETAKE = "retake"


class TestCondition(StrEnum):
    """Which pass earns a benefit."""

    __test__ = False

    FIRST_ATTEMPT = "first_attempt"
    ANY_PASS = "any_pass"  # noqa: S105


class PolicyStatus(StrEnum):
    """How an announcement stands: a rule, a repetition of the rule, or a report that contradicts it."""

    IN_FORCE = "in_force"
    CONFIRMS = "confirms"
    CONFLICT = "conflict"


class DiscountReason(StrEnum):
    POLICY_LATER = "discount_policy_later"
    POLICY_SUPERSEDED = "discount_policy_superseded"
    POLICY_APPLIED = "discount_policy_applied"
    POLICY_CONFIRMS = "discount_policy_confirms"
    POLICY_SET_ASIDE = "discount_policy_set_aside"
    NO_POLICY = "discount_no_policy"
    NOT_HELD = "discount_identity_not_held"
    IN_SERVICE = "discount_in_service_excluded"
    AGE_UNKNOWN = "discount_age_unknown"
    TOO_OLD = "discount_too_old"
    NOT_PASSED = "discount_not_passed"
    RETAKE_EXCLUDED = "discount_retake_excluded"
    BENEFIT_MET = "discount_benefit_met"
    HIGHEST_TAKEN = "discount_highest_taken"
    NOTHING_DUE = "discount_nothing_due"


class Measure(StrEnum):
    """How "one third of the whole period" is measured (REF-2, a dated setting)."""

    HOURS = "hours"
    DAYS = "days"


class RefundReason(StrEnum):
    CANCELLED = "refund_class_cancelled"
    BEFORE_START = "refund_before_first_day"
    WITHIN = "refund_within_part"
    TOO_LATE = "refund_too_late"
    RAISED = "refund_raised_to_minimum"
    HANDLING = "refund_unused_handling_fee"


class TableFlaw(StrEnum):
    SHARE_RANGE = "refund_table_share_range"
    STEPS_ORDER = "refund_table_steps_order"
    BEFORE_START_LOW = "refund_table_before_start_low"
    STEP_LOW = "refund_table_step_low"
