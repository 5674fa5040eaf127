"""Every check by its code: how grave it is, what it is called, what to do about it."""

from dataclasses import dataclass

from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Finding, Severity
from question_bank.items.rules.kinds.base import Flaw

F, W = Severity.FAULT, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Check:
    """What all findings of one code have in common."""

    severity: Severity
    title_zh: str
    title_en: str
    remedy_zh: str
    remedy_en: str


SHAPE = Check(F, "題型格式", "Shape of the kind", "請依題型補齊後再儲存。", "Complete it as the kind needs, then save.")

CHECKS: dict[str, Check] = {
    # What is asked
    "unknown_value": Check(F, "未知的代碼值", "Unknown value", "請改為列出的值。", "Take one of the values listed."),
    "empty_text": Check(F, "內容空白", "Empty text", "請補上內容。", "Write it."),
    "direction_turned": Check(
        F,
        "隱形的方向字元",
        "Invisible direction characters",
        "請刪除這些字元，重新輸入這段文字。",
        "Remove them: type this part of the text again.",
    ),
    "negative_not_bold": Check(
        F,
        "否定題未標示",
        "Unmarked negative",
        "請把否定字寫成 **不** 或 **非**，或改為正面提問。",
        "Write the negative word in bold (**不**, **非**), or ask the positive question.",
    ),
    "stem_asks_nothing": Check(
        W,
        "題幹沒有提問",
        "The stem asks nothing",
        "請以問句結尾，或留下要填的空格（＿＿）。",
        "End with a question, or leave a blank (＿＿) to fill.",
    ),
    "statement_asks": Check(
        W,
        "是非題寫成問句",
        "True or false as a question",
        "請改為可判斷真偽的敘述句。",
        "Write a statement that holds or does not.",
    ),
    "image_alt": Check(
        F,
        "圖片沒有替代文字",
        "Image without alternative text",
        "請在 ![…] 內寫出圖片內容；不可洩漏答案。",
        "Describe the image inside ![…], without giving the answer away.",
    ),
    "maths": Check(
        W,
        "算式無法解析",
        "Formula that cannot be read",
        "請檢查 $…$ 內的括號與指令。",
        "Check braces and commands inside $…$.",
    ),
    # Options
    "options_equal": Check(
        F, "選項相同或數值相等", "Equal options", "請改寫或刪除其中一個。", "Rewrite or remove one of them."
    ),
    "options_overlap": Check(
        W,
        "選項互相包含",
        "One option contains another",
        "請確認不會兩個都對，必要時改寫。",
        "Make sure that not both are right; rewrite if need be.",
    ),
    "all_or_none": Check(
        F,
        "以上皆是／皆非",
        "All or none of the above",
        "選項會隨機排列，請改為具體內容；確需使用時固定在最後。",
        "Options are shuffled: write a real option, or pin it to the last place.",
    ),
    "all_or_none_pinned": Check(
        W,
        "固定在最後的「以上皆是／皆非」",
        "“All of the above”, pinned last",
        "請考慮改為具體內容。",
        "Consider a real option instead.",
    ),
    "option_letter": Check(
        F,
        "提到選項字母",
        "An option letter is named",
        "選項會隨機排列，請改寫為事實，或以甲、乙、①、② 標示敘述。",
        "Options are shuffled: name the fact, or label statements 甲, 乙, ①, ②.",
    ),
    "length_ratio": Check(
        W,
        "選項長短懸殊",
        "Options of very unequal length",
        "請讓選項長度相近，以免洩漏答案。",
        "Even the lengths out: they hint at the answer.",
    ),
    "key_stands_out": Check(
        W,
        "正解明顯最長",
        "The key is by far the longest",
        "請縮短正解或補足其他選項。",
        "Shorten the key or complete the other options.",
    ),
    "clang": Check(
        W,
        "正解重複題幹用語",
        "The key repeats the stem",
        "請換個說法，或讓其他選項也用到這個詞。",
        "Say it in other words, or let other options use them too.",
    ),
    "multiple_one": Check(
        W,
        "複選題只有一個正解",
        "Multiple choice with one right option",
        "請確認，或改為單選題。",
        "Make sure, or make it a single choice.",
    ),
    "multiple_all": Check(
        W,
        "複選題全部選項皆為正解",
        "Multiple choice with all options right",
        "請加入至少一個錯誤選項。",
        "Add at least one wrong option.",
    ),
    # Other kinds
    "targets_equal": Check(F, "配對目標相同", "Equal targets", "請合併或改寫其中一個。", "Merge them or rewrite one."),
    "rows_equal": Check(F, "配對項目相同", "Equal rows", "請改寫或刪除其中一個。", "Rewrite or remove one of them."),
    "numerical_tolerance": Check(
        W,
        "小數答案沒有容許誤差",
        "Decimals without a tolerance",
        "請設定容許誤差，或在題幹寫明取到第幾位。",
        "Set a tolerance, or say in the stem how to round.",
    ),
    "numerical_wide": Check(
        W,
        "容許誤差過大",
        "Tolerance too wide",
        "請縮小容許誤差；目前連 0 或相反數也算對。",
        "Narrow the tolerance: zero would count as right.",
    ),
    "numerical_implausible": Check(
        W,
        "數值不合理",
        "Implausible value",
        "請檢查數值、小數點與單位。",
        "Check the value, its decimal point and unit.",
    ),
    "short_alternatives": Check(
        W,
        "簡答題只接受一種寫法",
        "One accepted wording only",
        "請補上同義詞、縮寫或英文，或用 * 代表任意文字。",
        "Add synonyms, abbreviations or English, or use * for anything.",
    ),
    # Key and explanation
    "explanation_missing": Check(
        F, "沒有解說", "No explanation", "請說明正解的理由與依據。", "Say why the key is right, and by what."
    ),
    "key_unsupported": Check(
        W,
        "解說支持另一個選項",
        "The explanation supports another option",
        "正解可能有誤，請核對正解與解說。",
        "The key may be wrong: check it against the explanation.",
    ),
    # Facts
    "source_missing": Check(F, "沒有出處", "No source", "請填寫出處名稱。", "Name the source."),
    "source_url": Check(
        F,
        "出處沒有 https 網址",
        "Source without an https address",
        "請填寫 https:// 開頭的網址。",
        "Give an address that starts with https://.",
    ),
    "too_long": Check(F, "文字過長", "Text too long", "請縮短。", "Shorten it."),
    "valid_as_of_missing": Check(
        F,
        "沒有資料基準日",
        "No date of the facts",
        "請填寫內容所依據的日期。",
        "Give the date that the text relies on.",
    ),
    "difficulty_missing": Check(
        F,
        "沒有預估答對率",
        "No expected facility",
        "請填寫預估答對率（例如 0.70）。",
        "Give the expected share of right answers (0.70).",
    ),
    "difficulty_range": Check(
        W,
        "預估答對率過高或過低",
        "Expected facility out of range",
        "請調整題目，或確認預估值。",
        "Adjust the item, or make sure of the estimate.",
    ),
    "code_topic": Check(
        W,
        "代碼與主題不符",
        "Code and topic disagree",
        "題目可能放錯科目或主題，請移動題目或更換代碼。",
        "The item may stand under the wrong subject: move it or change its code.",
    ),
    "topic_suspect": Check(
        W,
        "內容像另一科目",
        "Reads like another subject",
        "請確認題目所屬的科目與主題。",
        "Make sure of the subject and topic of the item.",
    ),
    "valid_as_of_future": Check(
        W,
        "資料基準日在未來",
        "Date of the facts lies ahead",
        "請改為實際查證的日期。",
        "Give the day on which it was checked.",
    ),
    "stale": Check(
        W,
        "資料基準日過舊",
        "Facts not checked for long",
        "請重新查證內容並更新資料基準日。",
        "Check the facts again and renew the date.",
    ),
    "review_passed": Check(
        F,
        "已過複查期限",
        "Review date passed",
        "請重新審查內容並訂定新的複查期限。",
        "Review the item and set a new date.",
    ),
    "volatile_undated": Check(
        W,
        "會變動的事實沒有日期",
        "Changing fact without a date",
        "請在題幹寫明依據的年份或日期，或訂定複查期限。",
        "Name the year or date in the stem, or set a review date.",
    ),
    "superseded": Check(
        W,
        "引用已被取代的名稱",
        "Superseded name",
        "請改用現行名稱，或寫明是過去的規定。",
        "Use the current name, or say that it is a past rule.",
    ),
    "roc_year": Check(
        F,
        "民國與西元年不符",
        "ROC and AD year disagree",
        "民國年加 1911 為西元年，請更正其中一個。",
        "The ROC year plus 1911 is the AD year: correct one of them.",
    ),
    # The bank as a whole
    "duplicate": Check(
        F, "題目重複", "Repeated item", "請刪除、退用或改寫其中一題。", "Remove, retire or rewrite one of the two."
    ),
    "near_duplicate": Check(
        W,
        "題目近似",
        "Nearly the same item",
        "請確認不是同一題；必要時設為互斥題或改寫。",
        "Make sure that it is another question; if not, make them enemies or rewrite one.",
    ),
    "near_duplicate_across": Check(
        F,
        "不同用途的題目近似",
        "Nearly the same item in another use",
        "練習題與保密題不可相近，請改寫其中一題。",
        "Practice and secure items must not be alike: rewrite one.",
    ),
    "same_pattern": Check(
        W,
        "同一題型只換數字",
        "Same pattern, other numbers",
        "請確認兩題不會出在同一份試卷。",
        "Make sure that they never stand in one paper.",
    ),
    "same_stem": Check(
        W,
        "題幹相同、選項不同",
        "Same stem, other options",
        "請確認兩題的正解不會互相提示。",
        "Make sure that neither gives the other away.",
    ),
    "key_balance": Check(
        W,
        "正解位置不均",
        "Unbalanced keys",
        "請調換部分題目的選項順序。",
        "Reorder the options of some items.",
    ),
    "true_share": Check(
        W,
        "是非題答案偏向一邊",
        "True and false out of balance",
        "請補寫另一種答案的題目。",
        "Write more items of the other answer.",
    ),
    "key_longest": Check(
        W,
        "正解多為最長選項",
        "The longest option is right too often",
        "請縮短正解或補足其他選項。",
        "Shorten keys or complete the other options.",
    ),
    "cut_short": Check(
        W,
        "重複過多，未全部列出",
        "Too many repetitions to list",
        "請先處理已列出的重複題目，再執行一次。",
        "Mend those listed first, then run the check again.",
    ),
}


def check(code: str) -> Check:
    """The check of a code; a flaw of a kind, whose codes are the kind's own, is a fault of shape."""
    return CHECKS.get(code, SHAPE)


def found(
    draft: ItemDraft, field: str, code: str, text_zh: str, text_en: str, severity: Severity | None = None
) -> Finding:
    """A finding of this code in a field of an item."""
    known = check(code)
    place = draft.place(field)
    return Finding(code, severity or known.severity, place, text_zh, text_en, known.remedy_zh, known.remedy_en)


def flawed(draft: ItemDraft, flaw: Flaw) -> Finding:
    """A flaw of the kind; its text says what to do already."""
    return Finding(flaw.code, F, draft.place(flaw.field), flaw.text_zh, flaw.text_en, SHAPE.remedy_zh, SHAPE.remedy_en)
