"""What exam officers type about rounds, sittings, rooms and test areas; forms validate and never save."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Programme
from exams.papers.models import Form
from exams.sittings.enums import SittingMode
from exams.sittings.models import ExamRoom, Round, Sitting
from exams.sittings.rules.enums import Arrangement
from exams.sittings.services.rooms import Details
from lms.core.forms import NationalDateField
from lms.core.templatetags.ui import localized
from lms.organizations.models import County, TestArea
from question_bank.syllabus.models import Subject

MODES = {SittingMode.COMPUTER: _("電腦測驗"), SittingMode.PAPER: _("紙本測驗")}
ARRANGEMENTS = {Arrangement.SPREAD: _("同班分散坐"), Arrangement.TOGETHER: _("同班坐在一起")}
MOST_SEATS = 400


class MomentField(forms.DateTimeField):
    """An instant in Taiwan's time, to the minute."""

    def __init__(self, **options: Any) -> None:
        format = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput(format=format, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[format], widget=widget, **options)


class RoundForm(forms.Form):
    """A round apart from its programme and code."""

    name_zh = forms.CharField(label=_("梯次名稱"), max_length=60, strip=True)
    name_en = forms.CharField(label=_("英文名稱"), max_length=120, strip=True)
    exam_date = NationalDateField(label=_("測驗日期"), required=False)
    bulletin_date = NationalDateField(
        label=_("簡章公告日期"), required=False, help_text=_("iPAS 須在測驗日三個月以前。例如 115/07/01。")
    )
    registration_opens_at = MomentField(label=_("報名開始"), required=False)
    registration_closes_at = MomentField(
        label=_("報名截止"), required=False, help_text=_("到這個時間為止；留空表示尚未公告，不受理報名。")
    )
    pay_by = NationalDateField(label=_("繳費期限"), required=False, help_text=_("未繳費的名額保留到這一天結束。"))
    note_zh = forms.CharField(label=_("備註"), max_length=200, required=False, strip=True)
    note_en = forms.CharField(label=_("英文備註"), max_length=200, required=False, strip=True)

    @staticmethod
    def values(round: Round) -> dict[str, Any]:
        """What the form shows of a round."""
        return {name: getattr(round, name) for name in RoundForm.base_fields}


class NewRoundForm(RoundForm):
    """A new round."""

    programme: Any = forms.ModelChoiceField(label=_("級等"), queryset=None, empty_label=None)
    code = forms.CharField(label=_("梯次代碼"), max_length=12, strip=True, help_text=_("年度與次序，例如 115-1。"))
    field_order = ("programme", "code")

    def __init__(self, programmes: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["programme"]
        field.queryset = programmes  # type: ignore[attr-defined]
        field.label_from_instance = _programme  # type: ignore[attr-defined]


class SittingChoiceForm(forms.Form):
    """Which paper a new sitting is for."""

    subject = forms.ChoiceField(label=_("考科"))
    mode = forms.ChoiceField(label=_("方式"), choices=list(MODES.items()))

    def __init__(self, subjects: Iterable[Subject], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.code, f"{one.code} {localized(one, 'name')}") for one in subjects]
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]


class SittingForm(forms.Form):
    """A sitting apart from its subject and mode. Late entry is typed in minutes, stored as an instant."""

    opens_at = MomentField(label=_("開始時間"))
    minutes = forms.IntegerField(label=_("測驗時間（分鐘）"), min_value=1, max_value=600)
    late_minutes = forms.IntegerField(
        label=_("開始後幾分鐘起不得入場"), min_value=1, max_value=1440, help_text=_("剛好這個時間即不得入場。")
    )
    leave_after_minutes = forms.IntegerField(
        label=_("開始後幾分鐘起可交卷離場"), min_value=0, max_value=600, help_text=_("0 表示不限制。")
    )
    capacity = forms.IntegerField(label=_("名額"), min_value=0, required=False, help_text=_("留空表示尚未公告或不限。"))
    fee_twd = forms.IntegerField(
        label=_("報名費（元）"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("0 為免費；留空表示尚未公告。"),
    )
    self_admission = forms.BooleanField(label=_("應考人可自行入場，不必由監試人員報到"), required=False)
    forms: Any = forms.ModelMultipleChoiceField(
        label=_("試卷"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, papers: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["forms"]
        field.queryset = papers  # type: ignore[attr-defined]
        field.label_from_instance = _paper  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What the services take besides round, subject, mode, actor and instant."""
        given = dict(self.cleaned_data)
        late = dt.timedelta(minutes=given.pop("late_minutes"))
        return given | {"entry_closes_at": given["opens_at"] + late, "forms": list(given["forms"])}

    @staticmethod
    def values(sitting: Sitting) -> dict[str, Any]:
        """What the form shows of a sitting."""
        names = ("opens_at", "minutes", "leave_after_minutes", "capacity", "fee_twd", "self_admission")
        late = None
        if sitting.opens_at and sitting.entry_closes_at:
            late = int((sitting.entry_closes_at - sitting.opens_at).total_seconds() // 60)
        chosen = list(sitting.forms.values_list("pk", flat=True))
        return {name: getattr(sitting, name) for name in names} | {"late_minutes": late, "forms": chosen}


class RoomForm(forms.Form):
    """A room."""

    test_area: Any = forms.ModelChoiceField(label=_("測驗區"), queryset=None, empty_label=None)
    code = forms.CharField(label=_("試場代碼"), max_length=12, strip=True)
    name_zh = forms.CharField(label=_("試場名稱"), max_length=60, strip=True)
    name_en = forms.CharField(label=_("英文名稱"), max_length=120, strip=True)
    place = forms.CharField(
        label=_("地點"), max_length=160, required=False, strip=True, help_text=_("大樓、樓層與地址，印在考試通知上。")
    )
    capacity = forms.IntegerField(
        label=_("座位數"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("每排 8 席，從前排起編為 A01、A02……；留空的試場不會自動排入。"),
    )
    is_reserved = forms.BooleanField(label=_("保留試場：只排有應考服務的人"), required=False)
    is_step_free = forms.BooleanField(label=_("無障礙：不必走樓梯即可到達"), required=False)

    def __init__(self, areas: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["test_area"]
        field.queryset = areas  # type: ignore[attr-defined]
        field.label_from_instance = _named  # type: ignore[attr-defined]

    def details(self) -> Details:
        """The room as the services take it."""
        return Details(**self.cleaned_data)

    @staticmethod
    def values(room: ExamRoom) -> dict[str, Any]:
        """What the form shows of a room."""
        return {name: getattr(room, name) for name in RoomForm.base_fields}


class AreaForm(forms.Form):
    """A test area."""

    name_zh = forms.CharField(label=_("測驗區名稱"), max_length=40, strip=True)
    name_en = forms.CharField(label=_("英文名稱"), max_length=80, strip=True)
    code = forms.SlugField(label=_("代碼"), max_length=20, help_text=_("小寫英文字母、數字與連字號。"))
    county: Any = forms.ModelChoiceField(label=_("縣市"), queryset=None, empty_label=None)

    def __init__(self, counties: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["county"]
        field.queryset = counties  # type: ignore[attr-defined]
        field.label_from_instance = _named  # type: ignore[attr-defined]

    @staticmethod
    def values(area: TestArea) -> dict[str, Any]:
        """What the form shows of a test area."""
        return {name: getattr(area, name) for name in AreaForm.base_fields}


class SeatingForm(forms.Form):
    """How a round is seated."""

    arrangement = forms.ChoiceField(
        label=_("同班的人"), choices=list(ARRANGEMENTS.items()), initial=Arrangement.SPREAD.value
    )


class MoveForm(forms.Form):
    """Another seat for somebody; who sits there changes places with them if asked."""

    registration = forms.ChoiceField(label=_("應考人"))
    room: Any = forms.ModelChoiceField(label=_("移到試場"), queryset=None, empty_label=None)
    seat = forms.CharField(label=_("座位"), max_length=8, strip=True, help_text=_("例如 A01。"))

    def __init__(self, rooms: Any, people: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["registration"].choices = people  # type: ignore[attr-defined]
        field = self.fields["room"]
        field.queryset = rooms  # type: ignore[attr-defined]
        field.label_from_instance = _room  # type: ignore[attr-defined]


def _named(row: County | TestArea) -> str:
    return localized(row, "name")


def _programme(row: Programme) -> str:
    return localized(row, "name")


def _room(row: ExamRoom) -> str:
    return f"{row.code} {localized(row, 'name')}"


def _paper(row: Form) -> str:
    return f"{row.code}（{row.blueprint.name}）"
