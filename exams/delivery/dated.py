"""Dated settings of the exam room: what the scheme leaves to whoever runs it."""

from lms.core.dated import declare

PACK_MINUTES = declare(
    "delivery.pack_minutes",
    int,
    default=120,
    label_zh="應變資料袋的密碼從測驗開始前幾分鐘起提供",
    label_en="Minutes before the start from which the passphrase of a room pack is shown",
    basis="平台自訂",
    confidence="L",
)

ORDER_MINUTES = declare(
    "delivery.order_minutes",
    int,
    default=30,
    label_zh="須第二人確認的延長時間（同一人累計超過幾分鐘）",
    label_en="Minutes given to one candidate beyond which a second person confirms",
    basis="平台自訂（四眼原則）",
    confidence="L",
)
"""Incident, room and round time of one attempt in all; a larger total needs a second person."""

ORDER_PEOPLE = declare(
    "delivery.order_people",
    int,
    default=10,
    label_zh="須第二人確認的人數（一次超過幾人）",
    label_en="Candidates in one action beyond which a second person confirms",
    basis="平台自訂（四眼原則）",
    confidence="L",
)

ORDER_LAPSE_MINUTES = declare(
    "delivery.order_lapse_minutes",
    int,
    default=10,
    label_zh="待確認的處置幾分鐘後失效",
    label_en="Minutes after which an unconfirmed order lapses",
    basis="平台自訂",
    confidence="L",
)
