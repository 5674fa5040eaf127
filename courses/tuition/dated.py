"""Dated settings of tuition discounts (DIS-3, §17: not announced, or ours until announced)."""

from lms.core import dated

AGE_AS_OF = dated.declare(
    "tuition.age_as_of",
    str,
    default="enrolment",
    label_zh="學費優惠：年齡與在學身分的認定日（enrolment 報名日、test 測驗日、request 申請日）",
    label_en="Tuition discount: day on which age and student status count (enrolment, test or request)",
    basis="DIS-3（本系統預設）",
    confidence="L",
)
CLAIM_DAYS = dated.declare(
    "tuition.claim_days",
    int,
    default=None,
    label_zh="學費優惠：測驗日起幾日內申請（空白＝尚未公告，不設期限）",
    label_en="Tuition discount: days after the test within which it can be requested (blank: not announced)",
    basis="DIS-3（尚未公告）",
    confidence="L",
)
ONE_THIRD = dated.declare(
    "tuition.one_third",
    str,
    default="hours",
    label_zh="退費：「全期三分之一」的計算方式（hours 上課時數、days 日數）",
    label_en="Refund: how one third of the period is measured (hours or days)",
    basis="REF-2（本系統預設）",
    confidence="M",
)
