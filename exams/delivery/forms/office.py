"""What the exam office's decisions about a round ask for."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import DisruptionMeasure
from exams.delivery.selectors import disruptions
from exams.delivery.selectors.suspensions import Place
from exams.delivery.services.disruptions import Window
from exams.sittings.models import ExamRoom, Registration, Sitting
from lms.accounts.models import User
from lms.core.forms import MomentField
from lms.core.templatetags.ui import localized
from lms.organizations.models import County
from question_bank.items.models import ItemVersion

MEASURE_LABELS = {
    DisruptionMeasure.POSTPONE: _("改期：還沒開始的人改到另一天"),
    DisruptionMeasure.STOP: _("中止：作答中的人暫停，保留剩餘時間"),
    DisruptionMeasure.MOVE: _("移地：還沒開始的人換到另一間試場"),
    DisruptionMeasure.PAPER: _("改用紙本：還沒開始的人改以紙本作答"),
}

MEASURE_NAMES = {
    DisruptionMeasure.POSTPONE: _("改期"),
    DisruptionMeasure.STOP: _("中止並保留剩餘時間"),
    DisruptionMeasure.MOVE: _("移地"),
    DisruptionMeasure.PAPER: _("改用紙本"),
}


class LateForm(forms.Form):
    """What becomes of late answers, and why; ``up_to`` is the last one that was shown."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    reason = forms.CharField(max_length=300, strip=True)
    up_to = forms.IntegerField(min_value=1)

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides attempt, actor and instant."""
        data = self.cleaned_data
        return {"accept": data["decision"] == "accept", "reason": data["reason"], "up_to": data["up_to"]}


class _UserField(forms.ModelMultipleChoiceField):
    """Users by the name they show."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name or obj.email)


class _CountyField(forms.ModelMultipleChoiceField):
    """Counties with their number of rooms."""

    def label_from_instance(self, obj: Any) -> str:
        return str(_("%(name)s（%(n)s 間試場）") % {"name": localized(obj, "name"), "n": obj.rooms})


class SuspendForm(forms.Form):
    """An item of the round's forms, by code and place, and why it is suspended."""

    item = forms.ChoiceField(label=_("試題"))
    reason = forms.CharField(label=_("理由（留存備查，應考人看不到）"), max_length=300)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        comma = str(_("、"))
        names = [(str(each.version), f"{each.subject} {each.code} · {comma.join(each.places)}") for each in places]
        self.fields["item"].choices = [("", _("請選擇")), *names]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides round, actor and instant."""
        return {"item": ItemVersion(pk=int(self.cleaned_data["item"])), "reason": self.cleaned_data["reason"]}


class RehearseForm(forms.Form):
    """When the first paper of a rehearsal opens, who takes part, how many invented candidates sit beside them."""

    opens_at = MomentField(label=_("第一節開始時間"))
    people: Any = _UserField(label=_("參加演練的人員"), queryset=None, widget=forms.CheckboxSelectMultiple)
    extras = forms.IntegerField(label=_("虛擬應考人數"), min_value=0, max_value=200, initial=10)

    def __init__(self, *args: Any, people: QuerySet[User], now: dt.datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["opens_at"].initial = (now + dt.timedelta(minutes=10)).replace(second=0, microsecond=0)

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides round, actor and instant."""
        return {
            "opens_at": self.cleaned_data["opens_at"],
            "people": list(self.cleaned_data["people"]),
            "extras": self.cleaned_data["extras"],
        }


class MoveOnForm(forms.Form):
    """How many minutes pass at once."""

    minutes = forms.IntegerField(label=_("撥快分鐘數"), min_value=1, max_value=600, initial=10)


class CountyForm(forms.Form):
    """The counties hit and what is to be done for the people there."""

    counties: Any = _CountyField(
        label=_("受災縣市"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("請選擇縣市。")},
    )
    measure = forms.ChoiceField(label=_("措施"), choices=list(MEASURE_LABELS.items()), widget=forms.RadioSelect)

    def __init__(self, *args: Any, counties: QuerySet[County], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["counties"].queryset = counties  # type: ignore[attr-defined]

    @property
    def codes(self) -> list[str]:
        """The chosen counties."""
        return [county.code for county in self.cleaned_data["counties"]]

    @property
    def chosen(self) -> DisruptionMeasure:
        """The measure."""
        return DisruptionMeasure(self.cleaned_data["measure"])


class MeasureForm(forms.Form):
    """The plan of a measure: a new window (and perhaps form) for every sitting touched, or a room for every room.

    ``roomless``: everybody would have to move and there is no other room.
    """

    reason = forms.CharField(label=_("理由（會寫進通知）"), max_length=300)

    def __init__(
        self,
        *args: Any,
        measure: DisruptionMeasure,
        touched: Sequence[Registration],
        rooms: Sequence[ExamRoom],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.measure = measure
        self.roomless = False
        self.sittings = list({each.sitting_id: each.sitting for each in touched}.values())
        self.rooms = list({each.room_id: each.room for each in touched if each.room is not None}.values())
        if measure in (DisruptionMeasure.POSTPONE, DisruptionMeasure.PAPER):
            for sitting in self.sittings:
                self._ask_window(sitting)
        if measure == DisruptionMeasure.MOVE:
            closed = {room.pk for room in self.rooms}
            free = [(room.pk, f"{room.code} {localized(room, 'name')}") for room in rooms if room.pk not in closed]
            self.roomless = bool(self.rooms) and not free
            for room in self.rooms:
                label = f"{room.code} {localized(room, 'name')} →"
                self.fields[f"room_{room.pk}"] = forms.TypedChoiceField(label=label, choices=free, coerce=int)

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides round, counties, measure, actor and instant."""
        data = self.cleaned_data
        given: dict[str, Any] = {"reason": data["reason"]}
        if self.measure in (DisruptionMeasure.POSTPONE, DisruptionMeasure.PAPER):
            given["windows"] = {
                each.pk: Window(data[f"opens_{each.pk}"], data[f"closes_{each.pk}"], data[f"form_{each.pk}"] or None)
                for each in self.sittings
            }
        if self.measure == DisruptionMeasure.MOVE:
            given["rooms"] = {room.pk: data[f"room_{room.pk}"] for room in self.rooms}
        return given

    def _ask_window(self, sitting: Sitting) -> None:
        """On another day nothing is assumed; on paper the hours stay unless somebody changes them."""
        subject = {"subject": localized(sitting.subject, "name")}
        same = self.measure == DisruptionMeasure.PAPER
        opens, closes = (sitting.opens_at, sitting.entry_closes_at) if same else (None, None)
        self.fields[f"opens_{sitting.pk}"] = MomentField(label=_("%(subject)s：新的開始時間") % subject, initial=opens)
        self.fields[f"closes_{sitting.pk}"] = MomentField(
            label=_("%(subject)s：新的截止入場時間") % subject, initial=closes
        )
        spare = [(form.pk, form.code) for form in disruptions.spare_forms(sitting)]
        choices = [(0, _("沿用同一批試卷（改到另一天時，內容可能已經外流）")), *spare]
        self.fields[f"form_{sitting.pk}"] = forms.TypedChoiceField(
            label=_("%(subject)s：試卷") % subject, choices=choices, coerce=int
        )
