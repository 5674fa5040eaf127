"""Form fields and forms of the house."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.core.calendar.rules import RocDateError, format_roc_slash, parse_roc_date


class NationalDateField(forms.DateField):
    """A date typed in the national calendar (``90/05/24``) or as ISO (``2001-05-24``); shown as the page shows dates."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d"])
        options.setdefault("help_text", _("例如 90/05/24（民國）或 2001-05-24（西元）"))
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:
        """The date; a year of up to three digits is a ROC year (TW-1)."""
        text = str(value).strip() if value else ""
        if not text or isinstance(value, dt.date):
            return super().to_python(value)
        if text[:4].isdigit():
            return super().to_python(text)
        try:
            return parse_roc_date(text)
        except RocDateError as error:
            raise ValidationError(error.text_en if get_language() == "en" else error.text_zh, code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        """A stored date in the form that the page's language uses."""
        if isinstance(value, dt.date):
            return value.isoformat() if get_language() == "en" or value.year < 1912 else format_roc_slash(value)
        return value


class MomentField(forms.DateTimeField):
    """An instant in Taiwan's time, to the minute."""

    def __init__(self, **options: Any) -> None:
        format = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput(format=format, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[format], widget=widget, **options)


class DecisionForm(forms.Form):
    """A school's decision on a request (a retake, a discount); the button pressed says which."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    note = forms.CharField(max_length=200, required=False, strip=True)

    @property
    def accepts(self) -> bool:
        """Whether the request is granted."""
        return bool(self.cleaned_data["decision"] == "accept")

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides request, actor and instant."""
        return {"note": self.cleaned_data["note"]}
