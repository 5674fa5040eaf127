"""Certifications, levels, subjects and topics: ``ipas-nz`` (IPS-1, IPS-2) and ``green`` (CUR-1)."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lms.core import reference
from question_bank.syllabus.models import Certification, Level, Subject, Topic

DATA = Path(__file__).parent.parent / "data"
TOPIC_COLUMNS = ("level", "subject_code", "topic_code", "title_zh", "title_en", "confidence")
UNIT_COLUMNS = ("unit_no", "title_zh", "hours", "title_en")
GREEN_SUBJECT = "GC"

CERTIFICATIONS = (
    ("ipas-nz", "iPAS 淨零碳規劃管理師", "iPAS Net-Zero Carbon Planning Manager"),
    ("green", "環境部淨零綠領人才", "Ministry of Environment Net-Zero Green-Collar Talent"),
)
LEVELS = (
    ("ipas-nz", "beginner", "初級", "Beginner"),
    ("ipas-nz", "intermediate", "中級", "Intermediate"),
    ("green", "standard", "不分級", "Single level"),
)


@dataclass(frozen=True, slots=True)
class CurriculumUnit:
    """A unit of the green-collar course (CUR-1): number, titles, hours; its topic is ``code``."""

    number: int
    title_zh: str
    title_en: str
    hours: int

    @property
    def code(self) -> str:
        """``U01`` … ``U16``."""
        return f"U{self.number:02d}"


def curriculum() -> tuple[CurriculumUnit, ...]:
    """The sixteen units in their official order."""
    found = reference.rows(DATA / "curriculum.csv", UNIT_COLUMNS)
    return tuple(CurriculumUnit(int(r["unit_no"]), r["title_zh"], r["title_en"], int(r["hours"])) for r in found)


def load() -> None:
    """Write certifications, levels, subjects and topics; repeating it changes nothing."""
    with transaction.atomic():
        known = [Certification(code=code, name_zh=zh, name_en=en) for code, zh, en in CERTIFICATIONS]
        reference.upsert(Certification, known, key=["code"])
        _load_levels()
        _load_ipas()
        _load_green()


def _load_levels() -> None:
    certifications = {each.code: each for each in Certification.objects.all()}
    levels = [Level(certification=certifications[c], code=code, name_zh=zh, name_en=en) for c, code, zh, en in LEVELS]
    reference.upsert(Level, levels, key=["certification", "code"])


def _load_ipas() -> None:
    """A row whose topic code is the subject's own names the subject; every other row is a topic of it."""
    levels = {level.code: level for level in Level.objects.filter(certification__code="ipas-nz")}
    found = reference.rows(DATA / "ipas_topics.csv", TOPIC_COLUMNS)
    heads = [row for row in found if row["topic_code"] == row["subject_code"]]
    subjects = [
        Subject(
            level=levels[row["level"]],
            code=row["subject_code"],
            position=1 + [h["subject_code"] for h in heads if h["level"] == row["level"]].index(row["subject_code"]),
            name_zh=row["title_zh"],
            name_en=row["title_en"],
        )
        for row in heads
    ]
    reference.upsert(Subject, subjects, key=["level", "code"])
    stored = {subject.code: subject for subject in Subject.objects.filter(level__certification__code="ipas-nz")}
    topics = [
        Topic(
            subject=stored[row["subject_code"]],
            code=row["topic_code"],
            position=position,
            title_zh=row["title_zh"],
            title_en=row["title_en"],
            confidence=row["confidence"],
        )
        for position, row in enumerate((row for row in found if row not in heads), start=1)
    ]
    reference.upsert(Topic, topics, key=["subject", "code"])


def _load_green() -> None:
    level = Level.objects.get(certification__code="green", code="standard")
    name_zh, name_en = "淨零綠領人才培育課程測驗", "Green-collar course exam"
    subject = Subject(level=level, code=GREEN_SUBJECT, position=1, name_zh=name_zh, name_en=name_en)
    reference.upsert(Subject, [subject], key=["level", "code"])
    stored = Subject.objects.get(level=level, code=GREEN_SUBJECT)
    topics = [
        Topic(
            subject=stored,
            code=unit.code,
            position=unit.number,
            title_zh=unit.title_zh,
            title_en=unit.title_en,
            confidence="H",
        )
        for unit in curriculum()
    ]
    reference.upsert(Topic, topics, key=["subject", "code"])
