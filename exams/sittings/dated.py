"""Dated settings of rounds and sittings: what is not announced, or was announced with a date."""

import datetime as dt

from exams.sittings.enums import AttendedDefinition
from lms.core.dated import Default, declare

ATTENDED_DEFINITION = declare(
    "sittings.attended_definition",
    str,
    defaults=(
        Default(AttendedDefinition.ANY_SUBJECT.value),
        Default(AttendedDefinition.ALL_SUBJECTS_PLUS_CROSS_ROUND.value, dt.date(2025, 1, 1)),
    ),
    label_zh="到考總人數的定義",
    label_en="Definition of the attended total",
    basis="STA-3：113 年各梯次為任一科到考；114-1 起為全部考科到考加跨次獲證人數（S115）",
    confidence="M",
)
"""Looked up on a day of the round's ROC year: any subject for 113, all subjects plus cross-round from 114-1."""

INTERMEDIATE_DEFINITION = declare(
    "sittings.intermediate_definition",
    str,
    label_zh="iPAS 中級到考總人數的定義",
    label_en="Definition of the attended total at the intermediate level",
    basis="尚未公告（§17）",
    confidence="L",
)
"""Blank until announced; rounds of the level then follow the general definition, and their pages say so."""

MINUTES = {
    "green": declare(
        "sittings.minutes.green",
        int,
        default=100,
        label_zh="綠領測驗時間（分鐘）",
        label_en="Minutes of the green-collar test",
        basis="GCT-1（N1）",
        confidence="H",
    ),
    "ipas-nz-beginner": declare(
        "sittings.minutes.ipas_beginner",
        int,
        default=75,
        label_zh="iPAS 初級每科測驗時間（分鐘）",
        label_en="Minutes per beginner paper",
        basis="IPS-4",
        confidence="M",
    ),
    "ipas-nz-intermediate": declare(
        "sittings.minutes.ipas_intermediate",
        int,
        default=90,
        label_zh="iPAS 中級每科測驗時間（分鐘）",
        label_en="Minutes per intermediate paper",
        basis="同主辦單位其他鑑定（§17）",
        confidence="L",
    ),
}
"""Minutes of a paper by programme code."""

NOTICE_DAYS = declare(
    "sittings.notice_days",
    int,
    default=10,
    label_zh="考試通知可列印的起始日（測驗日前幾天）",
    label_en="Days before the exam from which the admission notice can be printed",
    basis="IPS-11（IPAS-EVM，同主辦單位其他鑑定）",
    confidence="L",
)
"""The admission notice is available from so many days before the exam until its day."""
