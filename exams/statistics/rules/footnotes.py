"""What the figures of a round table mean, as published (STA-1 to STA-3, PAS-1, PAS-2, GCT-1), in (zh, en) pairs."""

from exams.sittings.enums import AttendedDefinition

Pair = tuple[str, str]

_ONE_PAPER: Pair = ("每人一科，到考者計入。", "One paper each: everyone who attended counts.")
_DEFINITIONS: dict[AttendedDefinition, Pair] = {
    AttendedDefinition.ANY_SUBJECT: (
        "不論報考幾考科，只要有 1 考科到考，即算到考。報 2 考科，只到考 1 考科也算。",
        "Whoever attended at least one subject counts, however many they registered for.",
    ),
    AttendedDefinition.ALL_SUBJECTS_PLUS_CROSS_ROUND: (
        "報 2 考科，2 考科均到考＋跨次獲證人數。兩者皆符合者只計一次。",
        "Whoever attended every subject, plus those certified across rounds; nobody counts twice.",
    ),
}
NOT_COMPARABLE: Pair = (
    "各梯次的到考總人數定義不同時，獲證率不宜直接比較。",
    "Certification rates under different definitions of the attended total must not be compared directly.",
)
RATES: Pair = (
    "到考率＝到考÷報考；及格比例＝及格÷到考；獲證率＝證書÷到考總人數；百分比四捨五入至小數第二位。",
    "Attendance = attended ÷ registered; pass rate = passed ÷ attended; certification = certificates ÷ attended total; "
    "rounded half up to two decimals.",
)
PASSED: Pair = (
    "及格人數只計單科達及格標準者，以平均分數獲證者不計入單科及格。",
    "Passed counts only scores at the subject's own pass mark; a pass by average adds none.",
)
_QUALIFICATION_LEVEL: Pair = (
    "每科 100 分，該科達 70 分為及格（成績計算以四捨五入方式取整數）；同時報考同一級等的所有考科，平均達 70 分得視為及格，"
    "但單科成績不得低於 60 分。",
    "70 of 100 in each subject (scores are rounded half up to whole points); or, all subjects of the level taken in the "
    "same round, a mean of 70 with no subject under 60.",
)
_QUALIFICATION_GREEN: Pair = ("滿分 100 分，60 分以上及格。", "60 of 100 passes.")


def definition(kind: AttendedDefinition, subjects: int) -> Pair:
    """The footnote of 到考總人數 (STA-3); where a level has one paper both definitions mean the same."""
    return _ONE_PAPER if subjects == 1 else _DEFINITIONS[kind]


def qualification(subjects: int) -> Pair:
    """授證資格: the level of one paper is the green-collar test."""
    return _QUALIFICATION_GREEN if subjects == 1 else _QUALIFICATION_LEVEL


def notes(subjects: int) -> tuple[Pair, ...]:
    """What else a reader must know; averages and definitions matter only where a level has several papers."""
    return (RATES,) if subjects == 1 else (RATES, PASSED, NOT_COMPARABLE)
