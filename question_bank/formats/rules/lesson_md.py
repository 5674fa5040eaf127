"""``lesson.md``: YAML front matter, then the lesson's Markdown (format in ``content/README.md``)."""

import re
from dataclasses import dataclass, field
from datetime import date

from question_bank.formats.rules import yaml_lines
from question_bank.formats.rules.fields import Fields
from question_bank.formats.rules.yaml_lines import Unreadable
from question_bank.items.rules.faults import Fault, Place

REQUIRED = (
    *("unit", "title_zh", "title_en", "minutes", "valid_as_of", "summary_zh", "summary_en", "goals_zh", "sources"),
)
LONGEST = {"title_zh": 80, "title_en": 160}
_FENCE = "---"
_RAW_HTML = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\(")
_TOP_HEADING = re.compile(r"^#\s", re.MULTILINE)


@dataclass(frozen=True)
class LessonDraft:
    """A lesson as its file gives it. ``unit`` is the topic code (``U01``), ``body`` the Markdown source."""

    unit: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    minutes: int
    valid_as_of: date
    goals: list[str]
    sources: list[dict[str, str]]
    body: str
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def place(self, name: str = "") -> Place:
        """Where a field of the front matter stands."""
        return Place(self.file, self.lines.get(name, 1), "", name)


def read_lesson(text: str, *, file: str) -> tuple[LessonDraft | None, list[Fault]]:
    """The lesson of a file, or what is wrong with it."""
    head, body, first_body_line = _split(text)
    if head is None:
        text_zh, text_en = "檔案須以「---」包住的欄位開頭。", "The file must begin with fields between two lines “---”."
        return None, [Fault("no_front_matter", Place(file, 1), text_zh, text_en)]
    try:
        entry = yaml_lines.read_mapping("\n" + head)  # the fence is line 1
    except Unreadable as error:
        return None, [Fault("unreadable", Place(file, error.line), error.text_zh, error.text_en)]
    fields = Fields(entry, file)
    fields.known(REQUIRED)
    lesson = LessonDraft(
        unit=fields.text("unit"),
        title_zh=fields.text("title_zh"),
        title_en=fields.text("title_en"),
        summary_zh=fields.text("summary_zh"),
        summary_en=fields.text("summary_en"),
        minutes=fields.whole("minutes"),
        valid_as_of=fields.day("valid_as_of"),
        goals=fields.texts("goals_zh"),
        sources=fields.mappings("sources"),
        body=body,
        file=file,
        lines=entry.lines,
    )
    faults = [
        *fields.faults,
        *_length_faults(lesson),
        *_source_faults(lesson),
        *_body_faults(body, file, first_body_line),
    ]
    return (None if faults else lesson), faults


def _split(text: str) -> tuple[str | None, str, int]:
    """(front matter, body, line on which the body begins)."""
    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        return None, "", 0
    end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE)
    body = "\n".join(lines[end + 1 :])
    leading = len(body) - len(body.lstrip("\n"))
    return "\n".join(lines[1:end]), body.strip() + "\n", end + 2 + leading


def _length_faults(lesson: LessonDraft) -> list[Fault]:
    return [
        Fault("too_long", lesson.place(name), f"最多 {most} 字，請縮短。", f"At most {most} characters; shorten it.")
        for name, most in LONGEST.items()
        if len(getattr(lesson, name)) > most
    ]


def _source_faults(lesson: LessonDraft) -> list[Fault]:
    return [
        Fault(
            "source_url",
            lesson.place("sources"),
            "每個出處須有 title 與 https:// 開頭的 url。",
            "Every source needs a title and a url that starts with https://.",
        )
        for source in lesson.sources
        if not source.get("title") or not source.get("url", "").startswith("https://")
    ]


def _body_faults(body: str, file: str, first_line: int) -> list[Fault]:
    checks = (
        (_RAW_HTML, "raw_html", "不可使用 HTML，請改用 Markdown。", "No HTML; write Markdown."),
        (_IMAGE, "image", "不可使用圖片，請改以文字或表格說明。", "No images; say it in words or a table."),
        (
            _TOP_HEADING,
            "top_heading",
            "標題由「##」開始，「#」保留給課文名稱。",
            "Headings start at “##”; “#” is the title.",
        ),
    )
    faults = []
    for pattern, code, text_zh, text_en in checks:
        if found := pattern.search(body):
            line = first_line + body.count("\n", 0, found.start())
            faults.append(Fault(code, Place(file, line, "", "body"), text_zh, text_en))
    if not body.strip():
        faults.append(Fault("empty_text", Place(file, first_line, "", "body"), "沒有課文內容。", "There is no text."))
    return faults
