"""Sources and dates: what is missing, what has grown old, what changed its name, years that disagree (ITM-6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding, Severity
from question_bank.items.rules.linting.catalogue import found

LONGEST = {"source_title": 200, "source_url": 400}
DIFFICULTY = (Decimal("0.30"), Decimal("0.95"))
STALE_AFTER = timedelta(days=730)
ROC_OFFSET = 1911
SLIP = 3  # years; further apart, the two numbers are not meant to be one year
_DAY = r"(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?"
_ROC_FIRST = re.compile(
    rf"(?<![\d.])(\d{{2,3}})\s*年度?{_DAY}\s*(?:[（(]|[，,、]?\s*(?:即|也就是)\s*)\s*(?:即|西元|公元)*\s*((?:19|20)\d{{2}})(?=\s*年|\s*[)）/.-]|$)"
)
_AD_FIRST = re.compile(
    rf"(?<![\d.])((?:19|20)\d{{2}})\s*年?度?{_DAY}\s*(?:[（(]\s*(?:即|民國)*|[，,、]?\s*(?:即|也就是)\s*民國)\s*(\d{{2,3}})\s*(?:年|[)）])"
)
_DATED = re.compile(r"(?:19|20)\d{2}|(?<!\d)1[01]\d\s*年|民國|AR[4-6]", re.IGNORECASE)
_PAST = re.compile(
    r"前身|原名|原為|原稱|舊|取代|改制|更名|修正前|廢止|停用|撤回|失效|曾|已由|升格|解散|歷史|前一版|過去"
)


@dataclass(frozen=True, slots=True)
class Superseded:
    """A name that something else took the place of, on a day."""

    name: re.Pattern[str]
    told: str
    by: str
    mark: re.Pattern[str]  # a text that names the successor too compares the two
    since: date


def _superseded(told: str, by: str, since: date, *, name: str = "", mark: str = "") -> Superseded:
    return Superseded(re.compile(name or re.escape(told)), told, by, re.compile(mark or re.escape(by)), since)


#: Names in the field that were current once.
SUPERSEDED = (
    _superseded("PAS 2060", "ISO 14068-1", date(2023, 11, 30), name=r"PAS\s?2060", mark=r"ISO\s?14068"),
    _superseded("溫室氣體減量及管理法", "氣候變遷因應法", date(2023, 2, 15)),
    _superseded("環保署", "環境部", date(2023, 8, 22), name=r"(?<!國)環保署|環境保護署"),
    _superseded("經濟部能源局", "經濟部能源署", date(2023, 9, 26), mark="能源署"),
    _superseded("經濟部工業局", "經濟部產業發展署", date(2023, 9, 26), mark="產業發展署"),
    _superseded("ISO 14064-1:2006", "ISO 14064-1:2018", date(2018, 12, 1), name=r"ISO\s?14064-1[:：]\s?2006"),
    _superseded("ISO/TS 14067", "ISO 14067:2018", date(2018, 8, 1), name=r"ISO/TS\s?14067"),
    _superseded("ISO 50001:2011", "ISO 50001:2018", date(2018, 8, 1), name=r"ISO\s?50001[:：]\s?2011"),
)

#: Facts that change, of which an item must say the date (ITM-6).
VOLATILE = (
    (
        "CBAM 日期與門檻",
        "CBAM dates and threshold",
        re.compile(r"(?:CBAM|碳邊境)[^。]*(?:門檻|期程|起|申報|憑證|豁免)|50\s*公噸", re.IGNORECASE),
    ),
    ("國家減量目標", "national reduction targets", re.compile(r"國家(?:溫室氣體)?(?:長期)?減量目標|國家自定貢獻|NDC")),
    (
        "電力排碳係數",
        "electricity emission factor",
        re.compile(r"電力(?:排碳|碳排放?|排放)係數|0\.4\d{2}\s*(?:公斤|kg)", re.IGNORECASE),
    ),
    ("碳費費率", "carbon fee rates", re.compile(r"碳費[^。]*費率|優惠費率|一般費率")),
    ("全球暖化潛勢", "GWP values", re.compile(r"GWP[^。]*\d|全球暖化潛勢[^。]*\d|暖化潛勢值")),
)


def findings(draft: ItemDraft, *, on: date | None, for_approval: bool, stale_after: timedelta) -> Iterator[Finding]:
    """Every remark on sources, dates and names; ``on`` None leaves out what depends on today."""
    yield from _missing(draft, Severity.FAULT if for_approval else Severity.WARNING)
    yield from (*_range(draft), *_years(draft))
    if on is not None:
        yield from (*_dates(draft, on, stale_after), *_names(draft, on))


def _missing(draft: ItemDraft, severity: Severity) -> Iterator[Finding]:
    if not draft.explanation.strip():
        yield found(draft, "explanation", "explanation_missing", "沒有解說。", "There is no explanation.", severity)
    if not draft.source_title.strip():
        yield found(draft, "source", "source_missing", "沒有出處。", "There is no source.", severity)
    if not draft.source_url.startswith("https://"):
        told_zh = f"出處網址是「{draft.source_url}」。" if draft.source_url else "沒有出處網址。"
        told_en = f"The source's address is “{draft.source_url}”." if draft.source_url else "The source has no address."
        yield found(draft, "source", "source_url", told_zh, told_en, severity)
    if draft.valid_as_of is None:
        yield found(
            draft, "valid_as_of", "valid_as_of_missing", "沒有資料基準日。", "The facts have no date.", severity
        )
    if draft.difficulty is None:
        text_en = "There is no expected share of right answers."
        yield found(draft, "difficulty", "difficulty_missing", "沒有預估答對率。", text_en, severity)


def _range(draft: ItemDraft) -> Iterator[Finding]:
    low, high = DIFFICULTY
    if draft.difficulty is not None and not low <= draft.difficulty <= high:
        text_zh = f"預估答對率 {draft.difficulty}，一般在 {low} 至 {high} 之間。"
        text_en = f"An expected share of {draft.difficulty}; {low} to {high} is usual."
        yield found(draft, "difficulty", "difficulty_range", text_zh, text_en)
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            yield found(draft, "source", "too_long", f"超過 {most} 字。", f"More than {most} characters.")


def _years(draft: ItemDraft) -> Iterator[Finding]:
    for name, text in draft.texts():
        pairs = [(match, match[1], match[2]) for match in _ROC_FIRST.finditer(text)]
        pairs += [(match, match[2], match[1]) for match in _AD_FIRST.finditer(text)]
        for match, roc, ad in pairs:
            if 0 < abs(int(roc) + ROC_OFFSET - int(ad)) <= SLIP:
                right = int(roc) + ROC_OFFSET
                text_zh = f"「{match[0].strip()}」：民國 {roc} 年是西元 {right} 年。"
                yield found(draft, name, "roc_year", text_zh, f"“{match[0].strip()}”: ROC year {roc} is {right}.")


def _dates(draft: ItemDraft, on: date, stale_after: timedelta) -> Iterator[Finding]:
    if draft.review_by is not None and draft.review_by < on:
        text_zh = f"複查期限 {draft.review_by:%Y-%m-%d} 已過。"
        yield found(draft, "review_by", "review_passed", text_zh, f"It was due for review on {draft.review_by}.")
    as_of = draft.valid_as_of
    if as_of is not None and as_of > on:
        text_zh = f"資料基準日 {as_of:%Y-%m-%d} 在今天之後。"
        yield found(draft, "valid_as_of", "valid_as_of_future", text_zh, f"The facts are dated {as_of}, after today.")
    if as_of is not None and on - as_of > stale_after:
        days = (on - as_of).days
        text_zh = f"資料基準日 {as_of:%Y-%m-%d}，已 {days} 天未查證。"
        yield found(draft, "valid_as_of", "stale", text_zh, f"The facts are of {as_of}, {days} days ago.")


def _names(draft: ItemDraft, on: date) -> Iterator[Finding]:
    asked = " ".join(text for name, text in draft.texts() if name != "explanation")
    whole = f"{asked} {draft.explanation}"
    for each in SUPERSEDED:
        if on >= each.since and each.name.search(asked) and not each.mark.search(whole) and not _PAST.search(whole):
            text_zh = f"「{each.told}」自 {each.since:%Y-%m-%d} 起由「{each.by}」取代。"
            yield found(draft, "stem", "superseded", text_zh, f"{each.told}: since {each.since}, {each.by}.")
    if draft.review_by is None and not draft.references and not _DATED.search(asked):
        for told_zh, told_en, pattern in VOLATILE:
            if pattern.search(asked):
                text_zh = f"「{told_zh}」會變動，題幹沒有年份，也沒有複查期限。"
                text_en = f"It names {told_en}, which change, without a year or a review date."
                yield found(draft, "stem", "volatile_undated", text_zh, text_en)
                return
