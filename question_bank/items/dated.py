"""Dated settings of the bank: how long facts may go unchecked."""

from lms.core.dated import declare

STALE_DAYS = declare(
    "items.stale_days",
    int,
    default=730,
    label_zh="資料基準日超過幾日提醒重新查證",
    label_en="Days after which an item's facts are to be checked again",
    basis="ITM-6；日數為平台自訂",
    confidence="L",
)
