"""Words and colours of sittings on paper."""

from django import template
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AttendanceState
from exams.delivery.selectors import paper_rooms

register = template.Library()

_ATTENDANCE = {
    "": (_("未記"), "neutral"),
    AttendanceState.PRESENT: (_("到考"), "good"),
    AttendanceState.LATE: (_("遲到"), "warn"),
    AttendanceState.ABSENT: (_("缺考"), "bad"),
    AttendanceState.LEFT: (_("已離場"), "info"),
}
_STAGES = {
    paper_rooms.OUT: (_("未收回"), "neutral"),
    paper_rooms.ABSENT: (_("缺考"), "neutral"),
    paper_rooms.UNREAD: (_("待登錄"), "info"),
    paper_rooms.ONE: (_("待第二人登錄"), "info"),
    paper_rooms.DIFFERS: (_("不一致，待裁定"), "warn"),
    paper_rooms.ACCEPTED: (_("已確認"), "good"),
    paper_rooms.MISSING: (_("遺失"), "bad"),
    paper_rooms.LOST: (_("遺失結案"), "bad"),
    paper_rooms.CLOSED: (_("已截收"), "neutral"),
}


@register.filter
def attendance_label(state: str) -> str:
    """What is noted about a candidate."""
    return str(_ATTENDANCE[state][0])


@register.filter
def attendance_kind(state: str) -> str:
    """The badge that fits it."""
    return _ATTENDANCE[state][1]


@register.filter
def stage_label(stage: str) -> str:
    """Where a sheet is."""
    return str(_STAGES[stage][0])


@register.filter
def stage_kind(stage: str) -> str:
    """The badge that fits it."""
    return _STAGES[stage][1]


@register.filter
def letters(marks: str) -> str:
    """Marks as they are shown: a dash for a blank."""
    return marks or "－"
