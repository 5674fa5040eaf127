"""Dated settings of marking, passing, results and retakes (§17): nothing unannounced is written into the code."""

from lms.core.dated import declare

RETENTION_YEARS = declare(
    "outcomes.ipas_retention_years",
    int,
    default=3,
    label_zh="iPAS 已及格考科的保留年數（至該年 12 月 31 日）",
    label_en="Years a passed iPAS subject is retained (until 31 December)",
    basis="PAS-5：同主辦單位其他鑑定之例",
    confidence="L",
)
ROUND_MEAN = declare(
    "outcomes.ipas_round_mean",
    bool,
    default=False,
    label_zh="iPAS 平均分數先四捨五入再與 70 分比較",
    label_en="The iPAS mean is rounded before it is compared with 70",
    basis="PAS-3：不再四捨五入",
    confidence="M",
)
DEDUCTION_FLOOR = declare(
    "outcomes.green_deduction_floor",
    int,
    default=0,
    label_zh="綠領測驗扣分的下限（分）",
    label_en="Lowest score deductions can lead to in the green-collar test",
    basis="GCT-6：平台自訂",
    confidence="L",
)
DEDUCTION_STACKING = declare(
    "outcomes.green_deduction_stacking",
    str,
    default="per_incident",
    label_zh="綠領測驗多次違規的扣分方式",
    label_en="How several green-collar deductions add up",
    basis="GCT-6：逐次扣分，平台自訂",
    confidence="L",
)
EXPELLED_ATTENDS = declare(
    "outcomes.green_expelled_attends",
    bool,
    default=True,
    label_zh="綠領測驗扣考者計入到考",
    label_en="An expelled green-collar candidate counts as attended",
    basis="GCT-6：平台自訂",
    confidence="L",
)
RESULT_WORKING_DAYS = declare(
    "outcomes.green_result_working_days",
    int,
    default=15,
    label_zh="綠領測驗成績通知的工作日數",
    label_en="Working days until the green-collar score notice",
    basis="GCT-7（N3）",
    confidence="H",
)
RESULT_COUNTY = declare(
    "outcomes.green_result_county",
    str,
    default="TAO",
    label_zh="成績通知期限適用停班日的縣市（國家環境研究院所在地）",
    label_en="County whose days off extend the result date (seat of the institute)",
    basis="TW-5：機關所在縣市之停班日順延",
    confidence="L",
)
RECHECK_DAYS = declare(
    "outcomes.green_recheck_days",
    int,
    default=30,
    label_zh="綠領測驗成績複查期間（日）",
    label_en="Days to ask for a green-collar re-check",
    basis="GCT-9、GCT-10（S115）",
    confidence="H",
)
RETAKE_COUNT = declare(
    "outcomes.green_retake_count",
    int,
    default=2,
    label_zh="綠領補測次數",
    label_en="Green-collar retakes allowed",
    basis="GCT-12：環境保護專責及技術人員訓練管理辦法 §18 之例（O0100006）",
    confidence="L",
)
RETAKE_WINDOW_YEARS = declare(
    "outcomes.green_retake_window_years",
    int,
    default=1,
    label_zh="綠領補測期限（結訓後年數）",
    label_en="Years after the class within which a green-collar retake is sat",
    basis="GCT-12：環境保護專責及技術人員訓練管理辦法 §18 之例（O0100006）",
    confidence="L",
)
RETAKE_FEE = declare(
    "outcomes.green_retake_fee",
    int,
    label_zh="綠領補測費用（元）",
    label_en="Green-collar retake fee (NT$)",
    basis="尚未公告（§17）",
    confidence="L",
)
