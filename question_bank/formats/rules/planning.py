"""Findings of the bank about a question of a file, each with its remedy."""

from question_bank.formats.rules.exchange import Finding, Question
from question_bank.formats.rules.findings import finding
from question_bank.items.rules import kinds

LONGEST = 20_000
_REMEDIES = {
    "options": ("請修正選項。", "Mend the options."),
    "key": ("請修正正解。", "Mend the key."),
}


def flaws(question: Question) -> list[Finding]:
    """What keeps body and key from being answered and marked, and texts beyond all measure."""
    body, key = dict(question.body), list(question.key)
    found = [
        finding(flaw.code, question.where, (flaw.text_zh, flaw.text_en), _REMEDIES.get(flaw.field, ("", "")))
        for flaw in kinds.get(question.kind).flaws(body, key)
    ]
    if not question.stem.strip():
        found.append(
            finding("no_stem", question.where, ("沒有題幹。", "There is no stem."), ("請補上題幹。", "Write it."))
        )
    if not found and any(len(text) > LONGEST for text in _texts(question)):
        why = (f"有一段文字超過 {LONGEST:,} 字。", f"A text has more than {LONGEST:,} characters.")
        found.append(finding("too_long", question.where, why, ("請縮短。", "Shorten it.")))
    return found


def _texts(question: Question) -> list[str]:
    own = [text for _, text in kinds.get(question.kind).texts(question.body)]
    return [question.stem, question.explanation, question.shared.text if question.shared else "", *own]


def no_topic(question: Question, named: str) -> Finding:
    """Neither the file nor the person says where the question belongs, or the topic named does not exist."""
    why = (
        (f"沒有主題「{named[:60]}」。", f"There is no topic “{named[:60]}”.")
        if named
        else ("沒有指定主題。", "No topic is given.")
    )
    remedy = (
        "請選擇主題，或寫完整代碼如 ipas-nz/beginner/L11/L11202。",
        "Choose a topic or write its full key, such as ipas-nz/beginner/L11/L11202.",
    )
    return finding("unknown_topic", question.where, why, remedy)


def closed(question: Question, code: str) -> Finding:
    """The code belongs to an item that this person may not open."""
    why = (f"代碼 {code} 屬於您無權開啟的題目。", f"The code {code} belongs to an item closed to you.")
    return finding(
        "closed", question.where, why, ("請給另一個代碼，或洽試務人員。", "Give another code or ask an exam officer.")
    )


def other_place(question: Question, code: str, what: str) -> Finding:
    """An item of the bank would move."""
    why = (
        f"{code} 在題庫中屬於 {what}，匯入不能改。",
        f"{code} belongs to {what} in the bank; an import does not move it.",
    )
    return finding(
        "item_moved",
        question.where,
        why,
        ("請改回原主題或用途，或給新代碼。", "Keep its topic and use, or give a new code."),
    )


def repeated_code(question: Question, code: str, first: str) -> Finding:
    """Two different questions of a file under one code."""
    why = (
        f"代碼 {code} 在檔案中重複（{first}），內容不同。",
        f"The code {code} stands twice in the file ({first}) with different texts.",
    )
    return finding("code_repeated", question.where, why, ("請給不同的代碼。", "Give each its own."))


def repeats(question: Question, first: str) -> Finding:
    """The same question again."""
    return finding(
        "repeated", question.where, (f"與 {first} 相同，只匯入一次。", f"The same as {first}; it is imported once.")
    )


def unknown_references(question: Question, codes: list[str]) -> Finding:
    """References that the bank does not have."""
    named = ", ".join(codes)[:120]
    why = (f"沒有引用法規「{named}」。", f"There is no reference “{named}”.")
    return finding("unknown_reference", question.where, why, ("請先建立，或刪除。", "Add it first, or leave it out."))


def unknown_image(question: Question) -> Finding:
    """A text names an image that neither the file nor the bank has."""
    why = ("題目用到的圖片不在檔案中，也不在題庫中。", "An image it shows is neither in the file nor in the bank.")
    return finding(
        "unknown_image",
        question.where,
        why,
        ("請改用含圖片的格式（Moodle XML、QTI）。", "Use a format that carries images (Moodle XML, QTI)."),
    )


def no_group(question: Question, code: str) -> Finding:
    """A known item would enter, leave or change its group."""
    why = (f"{code} 的題組與題庫不同。", f"{code} stands in another group in the bank.")
    return finding(
        "group", question.where, why, ("請給新代碼，或在題目頁修改。", "Give a new code, or edit it on its page.")
    )


def part_taken(question: Question, part: int) -> Finding:
    """Another item has the place in the group."""
    why = (f"題組的第 {part} 小題已有題目。", f"Part {part} of the group is taken.")
    return finding("part", question.where, why, ("請改小題順序或留空。", "Change the part or leave it empty."))
