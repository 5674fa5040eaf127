"""What the pages of a sitting on paper ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from exams.delivery.enums import AttendanceState
from exams.delivery.rules import readings
from exams.delivery.rules.readings import Line

BLANK = "-"
MAX_COUNT = 2_000


class TapForm(forms.Form):
    """A tap on the roll: what is noted, and what the sender's page showed."""

    state = forms.ChoiceField(choices=[(each.value, each.value) for each in AttendanceState])
    seen = forms.CharField(max_length=24, required=False)
    by_decision = forms.BooleanField(required=False)


class CountForm(forms.Form):
    """What went into a room and what came back."""

    sheets_out = forms.IntegerField(label=_("答案卡：帶入試場（含備用）"), min_value=0, max_value=MAX_COUNT)
    papers_out = forms.IntegerField(label=_("題本：帶入試場"), min_value=0, max_value=MAX_COUNT)
    sheets_back = forms.IntegerField(
        label=_("答案卡：收回（含備用與作廢）"), min_value=0, max_value=MAX_COUNT, required=False
    )
    papers_back = forms.IntegerField(label=_("題本：收回"), min_value=0, max_value=MAX_COUNT, required=False)
    spoiled = forms.IntegerField(label=_("其中作廢的答案卡"), min_value=0, max_value=MAX_COUNT, initial=0)
    note = forms.CharField(
        label=_("不符的原因與處置"),
        max_length=300,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("收回與帶入不符時必填。"),
    )


class NoteForm(forms.Form):
    """What became of a sheet that was never found."""

    note = forms.CharField(label=_("尋找的經過與後續處置"), max_length=300, strip=True)


class ScanForm(forms.Form):
    """A scanner's file."""

    file = forms.FileField(
        label=_("掃描檔（CSV）"),
        error_messages={"required": _("請選擇檔案。"), "empty": _("檔案是空的。")},
    )


class ReadingForm(forms.Form):
    """One field for every row of a sheet that is asked for: letters, or ``-`` for a blank. Nothing is left out."""

    def __init__(self, lines: Sequence[Line], *args: Any, given: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(*args)
        self.lines = lines
        for line in lines:
            marks = None if given is None else "".join(given[str(line.position)]) or BLANK
            self.fields[_name(line)] = forms.CharField(
                max_length=12,
                required=False,
                strip=True,
                initial=marks,
                label=_("第 %(n)s 題") % {"n": line.position},
                widget=forms.TextInput(attrs=_attributes(line)),
            )

    def rows(self) -> list[tuple[Line, Any]]:
        """The rows with their bound fields, in order."""
        return [(line, self[_name(line)]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """Name every row that is empty or has a letter its row does not have."""
        cleaned: dict[str, Any] = super().clean() or {}
        for line in self.lines:
            text = cleaned.get(_name(line), "")
            if not text:
                self.add_error(_name(line), ValidationError(_now("尚未輸入"), code="empty"))
            elif not set(readings.parse(text)) <= set(line.letters):
                self.add_error(_name(line), ValidationError(_now("沒有這個選項"), code="letter"))
        return cleaned

    def reading(self) -> dict[str, tuple[str, ...]]:
        """The responses by position."""
        return {str(line.position): readings.parse(self.cleaned_data[_name(line)]) for line in self.lines}


def _name(line: Line) -> str:
    return f"r{line.position}"


def _attributes(line: Line) -> dict[str, str]:
    shown = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-letters": line.letters}
    return shown | ({"data-several": ""} if line.takes_several else {})
