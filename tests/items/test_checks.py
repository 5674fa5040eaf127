"""Every check with an item that it must find and one that it must leave alone (ITM-5, ITM-6)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import SimpleTestCase

from question_bank.items.rules import linting, quantities
from question_bank.items.rules.findings import Severity
from question_bank.items.rules.linting.catalogue import CHECKS
from tests.support import items

ON = dt.date(2026, 11, 21)
FAULT, WARNING = Severity.FAULT, Severity.WARNING
STEM = "示範工廠全年外購電力的排放量為多少公噸？"


def options(*texts: str, pinned: bool = False) -> dict[str, Any]:
    made: list[dict[str, Any]] = [*items.options(*texts)]
    if pinned:
        made[-1]["pinned"] = True
    return {"options": made}


def numerical(value: str, tolerance: str = "0", *units: str) -> dict[str, Any]:
    made = [{"id": f"u{n}", "text": unit} for n, unit in enumerate(units)]
    key = [{"value": value, "tolerance": tolerance, "unit": made[0]["id"] if made else ""}]
    return {"kind": "numerical", "body": {"units": made}, "key": key, "stem": STEM, "explanation": f"計算得 {value}。"}


def matching(rows: tuple[str, ...], targets: tuple[str, ...]) -> dict[str, Any]:
    body = {
        "rows": [{"id": f"r{n}", "text": text} for n, text in enumerate(rows)],
        "targets": [{"id": f"t{n}", "text": text} for n, text in enumerate(targets)],
    }
    return {"kind": "matching", "body": body, "key": [[f"r{n}:t0" for n in range(len(rows))]]}


def ordering(*texts: str) -> dict[str, Any]:
    return {"kind": "ordering", "body": options(*texts), "key": [list("abcd"[: len(texts)])]}


def multiple(*key: str) -> dict[str, Any]:
    return {"kind": "multiple", "key": [list(key)]}


def statement(stem: str) -> dict[str, Any]:
    return {"kind": "true_false", "body": {}, "key": [["true"]], "stem": stem}


def words(*texts: str) -> dict[str, Any]:
    return {"kind": "short_text", "body": {}, "key": [{"text": text} for text in texts]}


@dataclass(frozen=True)
class Case:
    """What the check of ``code`` finds, and what is like it but fine."""

    code: str
    hits: tuple[dict[str, Any], ...]
    misses: tuple[dict[str, Any], ...]
    severity: Severity = FAULT


CASES = (
    Case(
        "stem_asks_nothing",
        ({"stem": "示範工廠外購電力的佐證資料。"}, words("淨零", "net zero") | {"stem": "二氧化碳的化學式。"}),
        ({"stem": "外購電力屬於範疇＿＿。"}, {"stem": "最適合的佐證為："}, statement("外購電力屬於範疇二。")),
        WARNING,
    ),
    Case(
        "negative_not_bold",
        ({"stem": "下列何者不屬於範疇一？"},),
        ({"stem": "下列何者**不**屬於範疇一？"}, {"stem": "下列何者不確定性最高？"}),
    ),
    Case("statement_asks", (statement("外購電力屬於範疇二嗎？"),), (statement("外購電力屬於範疇二。"),), WARNING),
    Case(
        "direction_turned",
        ({"explanation": "電費單\u202e據可以佐證。"}, {"body": options("甲\u2067類", "乙類", "丙類", "丁類")}),
        ({"explanation": "電費單據可以佐證。\u200b"},),
    ),
    Case(
        "image_alt",
        ({"stem": "下圖為何？![](asset:1)"}, {"explanation": "見 ![img_01.png](asset:1)"}),
        ({"stem": "下圖為何？![示範鍋爐的流程圖](asset:1)"},),
    ),
    Case(
        "maths",
        ({"stem": r"$\frac{1}{2$ 為何？"}, {"stem": r"$x^2^3$ 為何？"}, {"stem": r"$\undefined{x}$ 為何？"}),
        ({"stem": r"$\frac{a}{b}$ 為何？"}, {"stem": "成本由 US$100 降為 US$80，差額為何？"}),
        WARNING,
    ),
    Case(
        "options_equal",
        (
            ordering("盤查", "盤查。", "查驗"),
            *(
                {"body": options(one, other, "丙類", "丁類")}
                for one, other in (
                    ("1 公噸", "1,000 公斤"),
                    ("50%", "0.5"),
                    ("1.2 萬元", "12,000 元"),
                    ("2 公噸CO2e", "2,000 公斤 CO₂e"),
                    ("1.5 MWh", "１，５００度"),
                    ("3.0年", "36 個月"),
                    ("「甲類」", "甲類。"),
                )
            ),
        ),
        tuple(
            {"body": options(one, other, "丙類", "丁類")}
            for one, other in (("1 公噸", "100 公斤"), ("-5", "5"), ("ISO 14064-1", "ISO 14064-2"), ("5 度", "5 公斤"))
        ),
    ),
    Case(
        "options_overlap",
        ({"body": options("電費單據", "電費單據及名冊", "型錄", "照片")},),
        ({"body": options("6克", "26克", "型錄", "照片")}, {"body": options("名冊", "員工名冊", "型錄", "照片")}),
        WARNING,
    ),
    Case(
        "all_or_none",
        (
            {"body": options("甲類", "乙類", "丙類", "以上皆是")},
            {"body": options("以上皆非", "乙類", "丙類", "丁類")},
            multiple("a", "b") | {"body": options("甲類", "乙類", "丙類", "All of the above")},
        ),
        (
            {"body": options("甲類", "乙類", "丙類", "以上皆是", pinned=True)},
            {"stem": "罰鍰為十萬元以上一百萬元以下，下列何者為真？"},
        ),
    ),
    Case(
        "all_or_none_pinned",
        ({"body": options("甲類", "乙類", "丙類", "以上皆是", pinned=True)},),
        ({"body": options("甲類", "乙類", "丙類", "丁類", pinned=True)},),
        WARNING,
    ),
    Case(
        "option_letter",
        (
            {"explanation": "電費單據最直接，因此答案為A。"},
            {"stem": "選項B以外，哪一項最適合？"},
            {"body": options("甲類", "乙類", "丙類", "A 和 C")},
            {"body": options("甲類", "乙類", "丙類", "（A）（B）皆是")},
        ),
        ({"body": options("甲和乙", "①②", "CO", "H")}, {"explanation": "附錄E所列係數適用 4°C 以下。"}),
    ),
    Case(
        "length_ratio",
        ({"body": options("電費單據" * 3, "名冊", "型錄", "照片")},),
        ({"body": options("電費單據", "名冊", "型錄", "![一張很長很長的替代文字](asset:1)")},),
        WARNING,
    ),
    Case(
        "key_stands_out",
        ({"body": options("電費單據及其計費期間", "員工名冊", "產品型錄", "廠區照片")},),
        (
            {"body": options("員工名冊", "電費單據及其計費期間", "產品型錄", "廠區照片")},
            {"body": options("電費單據", "名冊", "型錄", "照片")},
        ),
        WARNING,
    ),
    Case(
        "clang",
        ({"stem": "能源管理系統的目的為何？", "body": options("建立能源管理的流程", "訂定薪資", "徵才", "廣告")},),
        (
            {"stem": "能源管理系統的目的為何？", "body": options("建立能源管理的流程", "能源採購", "徵才", "廣告")},
            {"stem": "能源管理系統的目的為何？", "body": options("改善績效", "建立能源管理的流程", "徵才", "廣告")},
        ),
        WARNING,
    ),
    Case("multiple_one", (multiple("a"),), (multiple("a", "c"),), WARNING),
    Case("multiple_all", (multiple("a", "b", "c", "d"),), (multiple("a", "c"),), WARNING),
    Case("targets_equal", (matching(("甲", "乙"), ("1 公噸", "1000公斤")),), (matching(("甲", "乙"), ("丙", "丁")),)),
    Case("rows_equal", (matching(("甲", "甲。"), ("丙", "丁")),), (matching(("甲", "乙"), ("丙", "丁")),)),
    Case("numerical_tolerance", (numerical("12.5"),), (numerical("12.5", "0.1"), numerical("12")), WARNING),
    Case("numerical_wide", (numerical("12", "12"),), (numerical("12", "1"), numerical("0")), WARNING),
    Case(
        "numerical_implausible", (numerical("120", "0", "%"),), (numerical("20", "0", "%"), numerical("120")), WARNING
    ),
    Case("short_alternatives", (words("淨零"),), (words("淨零", "net zero"), words("淨零*")), WARNING),
    Case("key_shape", ({"key": ["a"]},), ({"key": [["a"], ["b"]]},)),
    Case(
        "key_unsupported",
        (
            {"body": options("600公斤", "700公斤", "800公斤", "900公斤"), "explanation": "1,400 × 0.5 = 700公斤。"},
            {"body": options(*(f"{word}排放量的查證" for word in "甲乙丙丁")), "explanation": "應做乙排放量的查證。"},
            numerical("12") | {"explanation": "3 × 5 = 15。"},
        ),
        (
            {"body": options("700公斤", "600公斤", "800公斤", "900公斤"), "explanation": "1,400 × 0.5 = 0.7 公噸。"},
            {"body": options(*(f"{word}排放量的查證" for word in "甲乙丙丁")), "explanation": "依規定應經第三方查證。"},
            numerical("12", "0.5") | {"explanation": "3 × 4.1 = 12.3。"},
            numerical("50", "0", "%") | {"explanation": "占比為 50%。"},
        ),
        WARNING,
    ),
    Case("too_long", ({"source_title": "長" * 201},), ({"source_title": "長" * 200},)),
    Case("difficulty_range", ({"difficulty": Decimal("0.99")},), ({"difficulty": Decimal("0.95")},), WARNING),
    Case(
        "code_topic",
        ({"topic": "green/standard/GC/U02"}, {"code": "L11101-P01"}),
        ({"code": "GC-U01-1a2b3c4d"}, {"code": "甲-1", "topic": "green/standard/GC/U02"}),
        WARNING,
    ),
    Case("valid_as_of_future", ({"valid_as_of": ON + dt.timedelta(1)},), ({"valid_as_of": ON},), WARNING),
    Case(
        "stale",
        ({"valid_as_of": ON - dt.timedelta(731)},),
        ({"valid_as_of": ON - dt.timedelta(730)},),
        WARNING,
    ),
    Case("review_passed", ({"review_by": ON - dt.timedelta(1)},), ({"review_by": ON},)),
    Case(
        "volatile_undated",
        (
            {"stem": "CBAM 的重量豁免門檻為何？"},
            {"stem": "碳費的一般費率為每公噸多少元？"},
            {"stem": "我國的國家減量目標為何？"},
            {"stem": "甲烷的 GWP 為 28，1 公噸甲烷的當量為何？"},
            {"stem": "電力排碳係數為何？"},
        ),
        (
            {"stem": "依2025年公告，碳費的一般費率為每公噸多少元？"},
            {"stem": "碳費的一般費率為每公噸多少元？", "review_by": ON},
            {"stem": "碳費的一般費率為每公噸多少元？", "references": ("carbon-fee-rates",)},
            {"stem": "甲烷在 AR5 的 GWP 為 28，1 公噸甲烷的當量為何？"},
        ),
        WARNING,
    ),
    Case(
        "superseded",
        (
            {"stem": "企業依 PAS 2060 宣告碳中和時，應公開什麼？"},
            {"stem": "環保署公告的盤查對象為何？"},
            {"stem": "依溫室氣體減量及管理法，主管機關為何？"},
        ),
        (
            {"stem": "ISO 14068-1 與 PAS 2060 的關係為何？"},
            {"stem": "美國環保署公告的係數為何？"},
            {"stem": "環境部的前身環保署成立於哪一年？"},
        ),
        WARNING,
    ),
    Case(
        "roc_year",
        (
            {"stem": "113 年（2023）公布的目標為何？"},
            {"explanation": "於民國112年2月15日（西元2024年）公布。"},
            {"stem": "2024 年（民國 112 年）公布的目標為何？"},
            {"body": options("2023年，即民國113年", "乙類", "丙類", "丁類")},
        ),
        (
            {"stem": "113 年（2024）公布的目標為何？"},
            {"stem": "2023 年（112 年）公布的目標為何？"},
            {"stem": "使用 15 年（2010 台）的設備為何？", "explanation": "100 公噸（2024 年）。"},
            {"stem": "使用 15 年（2010 年起）的設備為何？"},
            {"stem": "自民國90年（2010年修正）施行的規定為何？"},
            {"stem": "2023 年（112 項）公布的目標為何？"},
        ),
    ),
)


class Checks(SimpleTestCase):
    def found(self, changes: dict[str, Any]) -> dict[str, Severity]:
        findings = linting.item_findings(items.draft(**changes), on=ON, for_approval=True)
        return {finding.code: finding.severity for finding in findings}

    def test_hits_and_misses(self) -> None:
        for case in CASES:
            for changes in case.hits:
                with self.subTest(case.code, hit=changes):
                    self.assertEqual(self.found(changes).get(case.code), case.severity)
            for changes in case.misses:
                with self.subTest(case.code, miss=changes):
                    self.assertNotIn(case.code, self.found(changes))

    def test_what_a_draft_may_lack(self) -> None:
        lacking: dict[str, dict[str, Any]] = {
            "explanation_missing": {"explanation": " "},
            "source_missing": {"source_title": ""},
            "source_url": {"source_url": "http://example.org/"},
            "valid_as_of_missing": {"valid_as_of": None},
            "difficulty_missing": {"difficulty": None},
        }
        for code, changes in lacking.items():
            for for_approval, severity in ((True, FAULT), (False, WARNING)):
                with self.subTest(code, for_approval=for_approval):
                    found = linting.item_findings(items.draft(**changes), on=ON, for_approval=for_approval)
                    self.assertEqual([(each.code, each.severity) for each in found], [(code, severity)])

    def test_every_check_of_an_item_is_tried(self) -> None:
        pools = {
            "duplicate", "near_duplicate", "near_duplicate_across", "same_pattern", "same_stem",
            "key_balance", "true_share", "key_longest", "cut_short", "topic_suspect",
        }  # fmt: skip
        elsewhere = {"unknown_value", "empty_text", "explanation_missing", "source_missing", "source_url"}
        elsewhere |= {"valid_as_of_missing", "difficulty_missing"}
        self.assertEqual(CHECKS.keys() - {case.code for case in CASES}, pools | elsewhere)

    def test_every_finding_says_what_to_do(self) -> None:
        for code, check in CHECKS.items():
            with self.subTest(code):
                self.assertTrue(check.title_zh and check.title_en and check.remedy_zh and check.remedy_en)

    def test_faults_come_first_and_name_their_place(self) -> None:
        draft = items.draft(
            stem="下列何者不屬於範疇一", lines={"stem": 7}, file="items.yaml", valid_as_of=dt.date(2020, 1, 1)
        )
        found = linting.item_findings(draft, on=ON)
        self.assertEqual([each.code for each in found], ["negative_not_bold", "stale"])
        self.assertEqual(str(found[0].place), "items.yaml:7 GC-U01-P01 stem")

    def test_an_unknown_kind_is_all_there_is_to_say(self) -> None:
        found = linting.item_findings(items.draft(kind="essay", stem=""), on=ON)
        self.assertEqual([each.code for each in found], ["unknown_value"])

    def test_quantities_beside_each_other_stay_apart(self) -> None:
        self.assertEqual(quantities.canonical("35%,2040年均達"), "0.35 24480個月均達")
