"""Forms of the class pages; they validate and never save."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.classes.models import Enrolment
from courses.classes.selectors import listing
from courses.classes.selectors.listing import Filters
from lms.organizations.enums import Region
from lms.organizations.models import REGION_LABELS, County

ALL = "all"
OPEN = "open"


class FilterForm(forms.Form):
    """The filters of CLS-2. Anything unknown in the address counts as "all", so that shared links never break."""

    region = forms.ChoiceField(label=_("區域"), required=False)
    status = forms.ChoiceField(label=_("選項"), required=False, choices=[(ALL, _("全部")), (OPEN, _("可報名"))])
    county = forms.ChoiceField(label=_("縣市"), required=False)
    words = forms.CharField(label=_("關鍵字"), required=False, max_length=60)

    def __init__(self, data: Any) -> None:
        region = _region(data.get("region", ""))
        counties = list(listing.counties(region))
        county = listing.county_named(data["county"], counties) if data.get("county") else None
        words = data.get("words", "").strip()[:60]
        self.filters = Filters(region, county, data.get("status") == OPEN, words)
        super().__init__(
            {
                "region": region.value if region else ALL,
                "status": OPEN if self.filters.only_open else ALL,
                "county": county.code if county else ALL,
                "words": words,
            }
        )
        self._offer("region", [(region.value, label) for region, label in REGION_LABELS.items()])
        self._offer("county", [(county.code, _name(county)) for county in counties])
        self.fields["status"].required = True

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [(ALL, _("全部")), *choices]
        field.required = True  # a select always has a value: no "(optional)" beside it


class EnrolForm(forms.Form):
    """The learner confirms fees and refund basis before taking a seat (ENR-2)."""

    confirmed = forms.BooleanField(
        label=_("我已閱讀簡章及收退費規定"),
        error_messages={"required": _("請先閱讀簡章及收退費規定，再勾選確認。")},
    )


class CompletionForm(forms.Form):
    """Which learners completed the hours, and on which day: one since the class began, and not in the future."""

    enrolments: "forms.ModelMultipleChoiceField[Enrolment]" = forms.ModelMultipleChoiceField(
        queryset=None,  # given by the view, of one class
        to_field_name="public_id",
        error_messages={"required": _("請至少勾選一位學員。")},
    )
    on = forms.DateField(label=_("結訓日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(
        self, *args: Any, enrolments: QuerySet[Enrolment], began: dt.date, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.began, self.today = began, today
        cast("forms.ModelMultipleChoiceField[Enrolment]", self.fields["enrolments"]).queryset = enrolments

    def clean_on(self) -> dt.date:
        """A day of the class so far, or after it."""
        on: dt.date = self.cleaned_data["on"]
        if not self.began <= on <= self.today:
            raise ValidationError(_("結訓日期須在開課日至今天之間。"), code="completion_date")
        return on


def _name(county: County) -> str:
    return county.name_en if get_language() == "en" else county.name_zh


def _region(text: str) -> Region | None:
    """A region by code or by its character, 北 or north."""
    short = {"北": Region.NORTH, "中": Region.CENTRAL, "南": Region.SOUTH, "東": Region.EAST}
    return short.get(text) or next((region for region in Region if region.value == text), None)
