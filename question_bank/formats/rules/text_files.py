"""The text of a file as people send it: UTF-8 with or without BOM, UTF-16 with BOM, or Big5."""

from question_bank.formats.rules.exchange import MAX_BYTES, Finding
from question_bank.formats.rules.findings import finding

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
WHOLE = "file"


def decoded(data: bytes) -> str | Finding:
    """The text with ``\\n`` line ends and no BOM, or why there is none."""
    if len(data) > MAX_BYTES:
        return too_big(len(data))
    if not data.strip():
        return empty()
    text = _text(data)
    if text is None or "\x00" in text:
        return finding(
            "encoding",
            WHOLE,
            ("檔案不是 UTF-8 或 Big5 編碼的文字檔。", "The file is not text in UTF-8 or Big5."),
            ("請以文字編輯器另存為 UTF-8 後再試。", "Save it as UTF-8 text and try again."),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").lstrip("\ufeff")


def _text(data: bytes) -> str | None:
    if data.startswith(_UTF16):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(_BINARY) or b"\x00" in data:
        return None
    else:
        encodings = ("utf-8-sig", "cp950")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def too_big(size: int) -> Finding:
    """The file is larger than any bank of questions needs to be."""
    return finding(
        "too_big",
        WHOLE,
        (f"檔案有 {size:,} 位元組，上限 {MAX_BYTES:,}。", f"The file has {size:,} bytes; the limit is {MAX_BYTES:,}."),
        ("請確認選對檔案，或分次匯入。", "Check that it is the right file, or split it."),
    )


def too_many(limit: int) -> Finding:
    """More questions than one file may hold."""
    return finding(
        "too_many",
        WHOLE,
        (
            f"檔案超過 {limit:,} 題，其餘沒有讀取。",
            f"The file has more than {limit:,} questions; the rest was not read.",
        ),
        ("請分成幾個檔案匯入。", "Split it into several files."),
    )


def empty() -> Finding:
    """Nothing that could be a question."""
    return finding(
        "empty",
        WHOLE,
        ("檔案裡沒有任何題目。", "The file holds no questions."),
        ("請確認選對檔案與格式。", "Check that it is the right file and format."),
    )
