"""The templates: one example of every kind, and what each column holds."""

from question_bank.formats.rules.spreadsheet import columns

_GROUP = "某示範工廠 2025 年外購電力 1,000 度，天然氣 200 度。"

#: Cells by column; the examples are invented.
EXAMPLES: tuple[dict[str, str], ...] = (
    {"kind": "single", "stem": "下列何者屬於範疇二排放？", "option_a": "外購電力", "option_b": "公務車用油", "option_c": "員工差旅", "option_d": "以上皆非", "pinned_last": "1", "key": "A", "explanation": "外購電力為能源間接排放。", "difficulty": "0.7"},
    {"kind": "multiple", "stem": "哪些是溫室氣體？", "option_a": "二氧化碳", "option_b": "甲烷", "option_c": "氮氣", "key": "A,B"},
    {"kind": "true_false", "stem": "甲烷的全球暖化潛勢大於二氧化碳。", "key": "T"},
    {"kind": "numerical", "stem": "10 公噸甲烷（GWP 28）相當於多少二氧化碳當量？", "key": "280", "tolerance": "0.5", "unit": "公噸"},
    {"kind": "matching", "stem": "將排放源配對到範疇。", "option_a": "鍋爐燃料 -> 範疇一", "option_b": "外購電力 -> 範疇二", "option_c": "-> 範疇三"},
    {"kind": "ordering", "stem": "依盤查步驟排列。", "option_a": "計算排放量", "option_b": "設定邊界", "option_c": "查證", "key": "B,A,C"},
    {"kind": "short_text", "stem": "排放與移除相抵稱為＿＿。", "key": "淨零|淨零排放", "max_length": "20"},
    {"kind": "single", "stem": "該廠用電多少度？", "option_a": "1,000", "option_b": "200", "key": "A", "group_code": "G1", "group_stem": _GROUP, "part": "1"},
    {"kind": "single", "stem": "該廠天然氣用量多少度？", "option_a": "1,000", "option_b": "200", "key": "B", "group_code": "G1", "part": "2"},
)  # fmt: skip


def table() -> tuple[list[str], list[list[str]]]:
    """(header, example rows)."""
    scheme = columns.scheme()
    return [column.title for column in scheme], [[row.get(column.name, "") for column in scheme] for row in EXAMPLES]


def help_table() -> tuple[list[str], list[list[str]]]:
    """(header, one row for each column): what it holds, in both languages."""
    rows = [[column.title, column.help_zh, column.help_en] for column in columns.scheme()]
    return ["欄位 column", "說明", "help"], rows
