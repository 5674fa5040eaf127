"""Dated settings of the exam room: what the scheme leaves to whoever runs it."""

from lms.core.dated import declare

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

DUTY_LEAD_MINUTES = declare(
    "delivery.duty_lead_minutes",
    int,
    default=40,
    label_zh="監試人員於第一節開始前幾分鐘到場",
    label_en="Minutes before the first paper at which invigilators arrive",
    basis="平台自訂",
    confidence="L",
)

OFFICE_PHONE = declare(
    "delivery.office_phone",
    str,
    label_zh="考試當日試務中心電話",
    label_en="Telephone of the exam office on the day",
    basis="尚未公告",
    confidence="L",
)
