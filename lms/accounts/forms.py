"""Forms about one's own person."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person, User
from lms.core.forms import NationalDateField

ROMANISED = RegexValidator(
    r"^[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ ,.'’\-]*$", _("請以羅馬字母填寫，例如 FAN, HSIAO-CHING。")
)
LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]  # each under its own name, in either language
OLDEST = dt.date(1900, 1, 1)


class ProfileForm(forms.Form):
    """What documents print about a person, and the language mails are written in."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=80,
        help_text=_("與身分證件完全相同，會印在成績通知單與證書上。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    name_romanised = forms.CharField(
        label=_("羅馬字姓名"),
        max_length=120,
        required=False,
        validators=[ROMANISED],
        help_text=_("與護照相同；用於英文文件。"),
        widget=forms.TextInput(attrs={"lang": "en", "spellcheck": "false"}),
    )
    birth_date = NationalDateField(label=_("出生日期"), widget=forms.TextInput(attrs={"autocomplete": "bday"}))
    language = forms.ChoiceField(label=_("通知與網頁的語言"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: Person | None, user: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if person is not None:
            self.initial = {name: getattr(person, name) for name in ("name", "name_romanised", "birth_date")}
        self.initial["name"] = self.initial.get("name") or user.display_name
        self.initial["language"] = user.language or settings.LANGUAGE_CODE

    def clean_birth_date(self) -> dt.date:
        """A day in the past, within a human life."""
        born: dt.date = self.cleaned_data["birth_date"]
        if not OLDEST <= born < self.today:
            raise ValidationError(_("請確認出生日期。"), code="birth_date")
        return born
