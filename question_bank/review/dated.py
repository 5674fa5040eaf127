"""Dated settings of the review: how long it takes, when it is reminded of, how many eyes see an item."""

from lms.core.dated import declare

REVIEW_DAYS = declare(
    "review.days",
    int,
    default=7,
    label_zh="審題期限（日）",
    label_en="Days for a review",
    basis="平台自訂",
    confidence="L",
)
REMIND_DAYS = declare(
    "review.remind_days_before",
    int,
    default=2,
    label_zh="審題期限前幾日提醒",
    label_en="Days before its due date that a review is reminded of",
    basis="平台自訂",
    confidence="L",
)
REVIEWER_MAY_APPROVE = declare(
    "review.reviewer_may_approve",
    bool,
    default=False,
    label_zh="審題者可以核可同一題",
    label_en="The reviewer of an item may also approve it",
    basis="平台自訂：審題與核可為不同的人",
    confidence="L",
)
