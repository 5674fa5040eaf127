"""Dated settings of rounds and sittings: what is not announced, or was announced with a date."""

import datetime as dt

from exams.sittings.enums import AttendedDefinition
from exams.sittings.rules import entry
from lms.core.dated import Default, declare

_LEVELS = (("ipas-nz-beginner", "初級", "beginner"), ("ipas-nz-intermediate", "中級", "intermediate"))

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

LATE_MINUTES = {
    "green": declare(
        "sittings.late_minutes.green",
        int,
        default=10,
        label_zh="綠領測驗開始後幾分鐘起不得入場",
        label_en="Minutes after the start from which entry to the green-collar test is refused",
        basis="GCT-3（N1）",
        confidence="H",
    ),
    **{
        programme: declare(
            f"sittings.late_minutes.{programme.replace('-', '_')}",
            int,
            default=15,
            label_zh=f"iPAS {level_zh}開始後幾分鐘起不得入場",
            label_en=f"Minutes after the start from which entry is refused, iPAS {level_en}",
            basis="類推國家考試試場規則（R0020005，§8）",
            confidence="L",
        )
        for programme, level_zh, level_en in _LEVELS
    },
}
"""Suggested when a sitting is made; the sitting itself stores the instant."""

LEAVE_MINUTES = {
    "green": declare(
        "sittings.leave_minutes.green",
        int,
        default=15,
        label_zh="綠領測驗開始後幾分鐘起可交卷離場",
        label_en="Minutes after the start from which one may leave the green-collar test",
        basis="GCT-3（N1）",
        confidence="H",
    ),
    **{
        programme: declare(
            f"sittings.leave_minutes.{programme.replace('-', '_')}",
            int,
            default=45,
            label_zh=f"iPAS {level_zh}開始後幾分鐘起可交卷離場",
            label_en=f"Minutes after the start from which one may leave, iPAS {level_en}",
            basis="類推國家考試試場規則（R0020005，§8）",
            confidence="L",
        )
        for programme, level_zh, level_en in _LEVELS
    },
}
"""Suggested when a sitting is made."""

EXTRA_TIME = declare(
    "sittings.extra_time",
    list,
    default=[[step.below_minutes, step.extra_minutes] for step in entry.EXTRA_TIME],
    label_zh="應考服務的延長時間（試卷短於幾分鐘、延長幾分鐘；最後一列不限長度）",
    label_en="Extra time of an accommodation (papers shorter than so many minutes, minutes given; the last row has no limit)",
    basis="ACC-1，類推身心障礙者應國家考試權益維護辦法（R0020037）",
    confidence="L",
)
"""Rows ``[below minutes or None, extra minutes]``, read by ``rules.accommodations.table``."""

DIAGNOSIS_MONTHS = declare(
    "sittings.diagnosis_months",
    int,
    default=12,
    label_zh="診斷證明須為報名開始前幾個月內開立",
    label_en="Months before registration opens within which a diagnosis must have been written",
    basis="ACC-2，類推身心障礙者應國家考試權益維護辦法（R0020037）",
    confidence="L",
)

COMPLETION_DAYS = declare(
    "sittings.completion_days",
    int,
    default=7,
    label_zh="應考服務申請限期補正的工作日數",
    label_en="Working days for completing an application for accommodations",
    basis="ACC-2 只規定限期補正，日數未公告",
    confidence="L",
)

PAY_DAYS = declare(
    "sittings.pay_days",
    int,
    default=7,
    label_zh="梯次未訂繳費期限時，報名後幾日內繳費",
    label_en="Days for paying after registration where the round names no last day",
    basis="本系統預設（IPS-10 未載）",
    confidence="L",
)
CONFIRM_DAYS = declare(
    "sittings.confirm_days",
    int,
    default=7,
    label_zh="繳費期限後保留名額等待入帳的日數；逾此日數仍未確認請來電",
    label_en="Days a place is kept after the last day for paying while the payment is confirmed; then contact us",
    basis="IPS-10（IPAS-EMC：3–5 個工作日確認，7 日未確認請洽詢；同主辦單位其他鑑定）",
    confidence="L",
)
_WITHDRAWAL = (
    ("green", {}, "尚未公告（§17）"),
    *(
        (
            programme,
            {
                "disaster": 100,
                "military": 100,
                "death": 100,
                "illness": 50,
                "birth": 50,
                "marriage": 50,
                "funeral": 50,
            },
            "類推技術士技能檢定及發證辦法 §17（N0080014）",
        )
        for programme, _zh, _en in _LEVELS
    ),
)
WITHDRAWAL = {
    programme: declare(
        f"sittings.withdrawal.{programme.replace('-', '_')}",
        dict,
        default=table,
        label_zh=f"{programme} 繳費後可退報名的事由與退費百分比",
        label_en=f"Reasons for withdrawing after payment, and per cent refunded: {programme}",
        basis=basis,
        confidence="L",
    )
    for programme, table, basis in _WITHDRAWAL
}
"""By programme: reason (``enums.WithdrawalReason``) → per cent. A reason that is not listed is none."""

DUTY_LEAD_MINUTES = declare(
    "sittings.duty_lead_minutes",
    int,
    default=40,
    label_zh="監試人員於第一節開始前幾分鐘到場",
    label_en="Minutes before the first paper at which invigilators arrive",
    basis="平台自訂",
    confidence="L",
)
OFFICE_PHONE = declare(
    "sittings.office_phone",
    str,
    label_zh="考試當日試務中心電話",
    label_en="Telephone of the exam office on the day",
    basis="尚未公告",
    confidence="L",
)
