"""The programmes (§1 of the rule book) and the units of the green-collar course (CUR-1)."""

from django.db import transaction

from courses.catalogue.models import Programme, Unit
from lms.core import reference
from question_bank.syllabus.models import Level, Topic
from question_bank.syllabus.services import reference as syllabus

GREEN = "green"
GREEN_HOURS = 48
GREEN_FEE_TWD = 12_000

#: (code, certification, level, name zh, name en, summary zh, summary en, authority zh, authority en)
PROGRAMMES = (
    (
        GREEN,
        "green",
        "standard",
        "環境部淨零綠領人才培育課程",
        "Net-Zero Green-Collar Talent Programme",
        "16 個單元、48 小時的課程，結訓後參加全國測驗，60 分及格者取得合格證明。",
        "Sixteen units in 48 class hours, then a national exam; 60 of 100 earns the pass certificate.",
        "環境部國家環境研究院",
        "National Environmental Research Academy, Ministry of Environment",
    ),
    (
        "ipas-nz-beginner",
        "ipas-nz",
        "beginner",
        "iPAS 淨零碳規劃管理師（初級）",
        "iPAS Net-Zero Carbon Planning Manager, beginner level",
        "兩科各 50 題；每科 70 分及格，或兩科平均 70 分且單科不低於 60 分，取得能力鑑定證書。",
        "Two papers of 50 questions; 70 in each, or a mean of 70 with neither under 60, earns the certificate.",
        "經濟部",
        "Ministry of Economic Affairs",
    ),
    (
        "ipas-nz-intermediate",
        "ipas-nz",
        "intermediate",
        "iPAS 淨零碳規劃管理師（中級）",
        "iPAS Net-Zero Carbon Planning Manager, intermediate level",
        "兩科各 50 題，含單選、複選與題組；每科 70 分及格，或兩科平均 70 分且單科不低於 60 分。",
        "Two papers of 50 questions with single, multiple and grouped questions; 70 in each, or a mean of 70 with neither "
        "under 60.",
        "經濟部",
        "Ministry of Economic Affairs",
    ),
)


def load() -> None:
    """Write the programmes and units; repeating it changes nothing."""
    with transaction.atomic():
        programmes = [_programme(position, *row) for position, row in enumerate(PROGRAMMES, start=1)]
        reference.upsert(Programme, programmes, key=["code"])
        _load_units()


def _programme(position: int, code: str, certification: str, level: str, *texts: str) -> Programme:
    name_zh, name_en, summary_zh, summary_en, authority_zh, authority_en = texts
    has_classes = code == GREEN
    return Programme(
        code=code,
        level=Level.objects.get(certification__code=certification, code=level),
        name_zh=name_zh,
        name_en=name_en,
        summary_zh=summary_zh,
        summary_en=summary_en,
        authority_zh=authority_zh,
        authority_en=authority_en,
        hours=GREEN_HOURS if has_classes else 0,
        class_fee_twd=GREEN_FEE_TWD if has_classes else None,
        position=position,
    )


def _load_units() -> None:
    programme = Programme.objects.get(code=GREEN)
    topics = {topic.code: topic for topic in Topic.objects.filter(subject__code=syllabus.GREEN_SUBJECT)}
    units = [
        Unit(
            programme=programme,
            number=unit.number,
            topic=topics[unit.code],
            title_zh=unit.title_zh,
            title_en=unit.title_en,
            hours=unit.hours,
        )
        for unit in syllabus.curriculum()
    ]
    reference.upsert(Unit, units, key=["programme", "number"])
