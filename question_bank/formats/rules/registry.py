"""Every file format by its name, and which one a file is."""

from question_bank.formats.rules import aiken, gift, moodle_xml, qti, spreadsheet, text_files
from question_bank.formats.rules.aiken import FORMAT as AIKEN
from question_bank.formats.rules.exchange import Finding, Format
from question_bank.formats.rules.findings import finding
from question_bank.formats.rules.gift import FORMAT as GIFT

FORMATS: dict[str, Format] = {
    "csv": spreadsheet.CSV,
    "xlsx": spreadsheet.XLSX,
    "gift": GIFT,
    "aiken": AIKEN,
    "moodle-xml": moodle_xml.FORMAT,
    "qti": qti.FORMAT,
    "qti-2.1": qti.FORMAT_21,
}

#: Formats that files come in; one reader takes every version of QTI.
READABLE = ("csv", "xlsx", "gift", "aiken", "moodle-xml", "qti")
_ORDER = ("xlsx", "qti", "moodle-xml", "csv", "gift", "aiken")


def detect(data: bytes, file_name: str) -> Format | Finding:
    """The format of a file by its content; its name decides where the content does not."""
    for by_content in (True, False):
        for name in _ORDER:
            if FORMATS[name].recognises(data, "" if by_content else file_name):
                return AIKEN if name == "gift" and by_content and _is_rather_aiken(data) else FORMATS[name]
    return finding(
        "unknown_format",
        "file",
        ("認不出檔案的格式。", "The format of the file is not recognised."),
        (
            "請指定格式：CSV、XLSX、GIFT、Aiken、Moodle XML 或 QTI。",
            "Name it: CSV, XLSX, GIFT, Aiken, Moodle XML or QTI.",
        ),
    )


def _is_rather_aiken(data: bytes) -> bool:
    """Braces may stand in an Aiken question too: what more questions end with decides."""
    text = text_files.decoded(data)
    return isinstance(text, str) and aiken.answer_lines(text) > gift.signs(text)
