"""Items on their way through review: one in every state, with remarks and a review that is overdue."""

import datetime as dt
from decimal import Decimal
from typing import Any

from lms.accounts.models import User
from lms.demo.seed.moments import Moments
from question_bank.items.models import Item, ItemVersion
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.services import bank
from question_bank.review.enums import Check
from question_bank.review.services import assignments, comments, decisions

TOPIC = "green/standard/GC/U05"
CHECKS = [check.value for check in Check]
#: last digits of the code, use, stem, options (the first is right), explanation
TEXTS = (
    ("91", "practice", "盤查邊界內的公務車加油，排放屬於哪一類？", ("直接排放", "外購電力", "員工通勤", "上游運輸")),
    (
        "92",
        "secure",
        "某辦公室向電力公司購電，計算其排放時應採用哪一項係數？",
        ("電力排碳係數", "天然氣熱值", "柴油密度", "冷媒逸散率"),
    ),
    (
        "93",
        "secure",
        "活動數據有電費單與抄表紀錄兩種來源且不一致時，首先應如何處理？",
        ("查明差異原因並記錄", "取平均值", "取較小者", "兩者相加"),
    ),
    (
        "94",
        "practice",
        "下列何者最能降低盤查數據的不確定性？",
        ("定期校正電表", "更換報告字型", "延後盤查年度", "減少盤查人員"),
    ),
    (
        "95",
        "practice",
        "選定基準年之後，何種情形通常需要重新計算？",
        ("組織邊界重大改變", "更換負責人", "調整辦公室座位", "改用新的報告封面"),
    ),
    (
        "96",
        "practice",
        "盤查清冊中，何者屬於質性佐證而非活動數據？",
        ("設備操作說明", "加油度數", "用電度數", "天然氣用量"),
    ),
    (
        "97",
        "practice",
        "將冷媒填充量作為逸散量估算時，採用的是哪一種概念？",
        ("質量平衡", "連續監測", "熱值換算", "經濟投入產出"),
    ),
)


def load(moments: Moments, *, users: dict[str, User]) -> None:
    """Write the items that are not there yet and take each to its state."""
    for number, use, stem, options in TEXTS:
        code = f"GC-U05-{'S' if use == 'secure' else 'P'}{number}"
        if not Item.objects.filter(code=code).exists():
            version = _written(code, use, stem, options, users["writer"], moments.at(-12))
            _PLACES[number](version, moments, users)


def _written(code: str, use: str, stem: str, options: tuple[str, ...], author: Any, now: dt.datetime) -> ItemVersion:
    parts = [{"id": letter, "text": text} for letter, text in zip("abcd", options, strict=True)]
    draft = ItemDraft(
        code=code,
        topic=TOPIC,
        use=use,
        kind="single",
        stem=stem,
        body={"options": parts},
        key=[["a"]],
        explanation=f"示範題：正解為「{options[0]}」，其餘選項與題意無關。",
        source_title="示範教材",
        source_url="https://example.org/demo",
        valid_as_of=now.date(),
        difficulty=Decimal("0.70"),
    )
    return bank.save_draft(draft=draft, actor=author, now=now)


def _draft(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    """Nothing has happened to it."""


def _submitted(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    decisions.submit(version=version, actor=users["writer"], now=moments.at(-11))


def _overdue(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    _submitted(version, moments, users)
    assignments.assign(
        item=version.item,
        reviewer=users["reviewer1"],
        due_date=moments.day(-2),
        assigned_by=users["officer1"],
        now=moments.at(-9),
    )
    text = "「首先」二字請再確認：教材把記錄放在查明之後。"
    comments.write(version=version, field="stem", text=text, author=users["reviewer1"], now=moments.at(-8))


def _returned(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    _submitted(version, moments, users)
    reviewer, at = users["reviewer1"], moments.at(-7)
    remark = comments.write(
        version=version, field="option:b", text="誘答太明顯，請改成與盤查有關的作法。", author=reviewer, now=at
    )
    decisions.return_for_changes(version=version, note="", actor=reviewer, now=at)
    comments.write(
        version=version,
        field="option:b",
        text="會改成「改用估算值」。",
        author=users["writer"],
        answers=remark,
        now=moments.at(-6),
    )


def _reviewed(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    _submitted(version, moments, users)
    decisions.review(version=version, checks=CHECKS, actor=users["reviewer1"], now=moments.at(-6))


def _approved(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    _reviewed(version, moments, users)
    decisions.approve(version=version, actor=users["reviewer2"], now=moments.at(-5))


def _retired(version: ItemVersion, moments: Moments, users: dict[str, User]) -> None:
    _approved(version, moments, users)
    decisions.retire(version=version, note="示範：計算方法已改版。", actor=users["officer1"], now=moments.at(-3))


_PLACES = {
    "91": _draft,
    "92": _submitted,
    "93": _overdue,
    "94": _returned,
    "95": _reviewed,
    "96": _approved,
    "97": _retired,
}
