"""The class list and a roster as plain tables: the columns of the page, of the CSV and of the workbook."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.classes.selectors.listing import Row
from courses.classes.selectors.people import Roster
from lms.core.calendar.rules import format_roc_slash

Table = tuple[list[str], list[list[object]]]


def class_columns() -> list[str]:
    """The columns of CLS-1, in its order."""
    return [
        _("班別名稱"),
        _("期別"),
        _("起訖日期"),
        _("區域"),
        _("縣市"),
        _("上課地點"),
        _("狀態"),
        _("自費(元/人)"),
        _("受訓對象"),
        _("機構承辦人員"),
        _("分機"),
        _("課程表"),
    ]


def class_table(rows: Sequence[Row], links: Sequence[str]) -> Table:
    """The list as a table; ``links`` are the addresses behind 詳細, one per row."""
    return class_columns(), [_class_cells(row, link) for row, link in zip(rows, links, strict=True)]


def roster_table(roster: Roster) -> Table:
    """A roster as a table; the learner number is text and keeps its zeros."""
    header = [_("學號"), _("姓名"), _("狀態"), _("報名日期"), _("結訓日期"), *roster.columns]
    cells: list[list[object]] = [
        [
            row.enrolment.learner_number,
            row.enrolment.person.name,
            row.enrolment.state_label,
            timezone.localtime(row.enrolment.enrolled_at).date(),
            row.enrolment.completed_date,
            *row.cells,
        ]
        for row in roster.rows
    ]
    return header, cells


def period(row: Row) -> str:
    """Start and end as the official list writes them: ``114/05/24 ~ 114/06/22``."""
    days = (row.regional_class.start_date, row.regional_class.end_date)
    if get_language() == "en":
        return " ~ ".join(day.isoformat() for day in days)
    return " ~ ".join(format_roc_slash(day) for day in days)


def _class_cells(row: Row, link: str) -> list[object]:
    one = row.regional_class
    english = get_language() == "en"
    return [
        one.name_en if english else one.name_zh,
        one.serial,
        period(row),
        one.county.region_label,
        one.county.name_en if english else one.county.name_zh,
        one.venue_en if english else one.venue_zh,
        row.state_label,
        one.fee_twd,
        one.audience_label,
        one.contact_name,
        one.contact_extension,
        link,
    ]
