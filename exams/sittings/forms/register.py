"""The forms of registering: who one is, what one chooses, a unit that registers its people."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exams.sittings.models import Sitting
from exams.sittings.selectors import answers
from exams.sittings.selectors.offers import Offer
from exams.sittings.services import declaring
from lms.accounts.forms import OLDEST, ROMANISED
from lms.accounts.models import IdentityDocument, Person
from lms.accounts.services import documents
from lms.core import pdf
from lms.core.errors import Refusal
from lms.core.forms import NationalDateField
from lms.core.templatetags.ui import localized
from lms.organizations.models import County

CARDS = [("national", _("身分證或居留證（統一證號）")), ("passport", _("護照"))]


class IdentityForm(forms.Form):
    """Name, birth date and number as on the document; the notice is ticked once per edition."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=80,
        help_text=_("與身分證件完全相同，會印在證書上。原住民族姓名與羅馬拼音請照證件書寫，例如「谷辣斯·尤達卡」。"),
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
    card = forms.ChoiceField(label=_("證件"), choices=CARDS, widget=forms.RadioSelect, initial="national")
    number = forms.CharField(
        label=_("證件號碼"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    told = forms.BooleanField(label=_("我已閱讀個人資料告知事項"))

    def __init__(
        self, data: Any, *, person: Person | None, on_file: IdentityDocument | None, was_told: bool, today: dt.date
    ) -> None:
        super().__init__(data)
        self.today = today
        if person is not None:
            self.initial = {name: getattr(person, name) for name in ("name", "name_romanised", "birth_date")}
        self.initial["card"] = "national"
        if on_file is not None:
            self.fields["number"].required = False
            self.fields["number"].help_text = _("已登錄 %(masked)s；沒有變更就不必再填。") % {"masked": on_file.masked}
        if was_told:
            del self.fields["told"]

    def clean_name(self) -> str:
        """One line, composed characters, nothing a document cannot print."""
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["name"]).split())
        try:
            pdf.require_glyphs(name)
        except pdf.UnprintableCharacter as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from None
        return name

    def clean_birth_date(self) -> dt.date:
        """A day in the past, within a human life."""
        born: dt.date = self.cleaned_data["birth_date"]
        if not OLDEST <= born < self.today:
            raise ValidationError(_("請確認出生日期。"), code="birth_date")
        return born

    def clean(self) -> dict[str, Any]:
        """The number's shape and check digit."""
        given = super().clean() or {}
        if given.get("number"):
            try:
                documents.checked(number=given["number"], is_passport=given.get("card") == "passport", on=self.today)
            except Refusal as refusal:
                self.add_error("number", str(refusal.message))
        return given

    def identity(self) -> declaring.Identity:
        """What the service takes."""
        given = self.cleaned_data
        return declaring.Identity(
            name=given["name"],
            name_romanised=given["name_romanised"],
            birth_date=given["birth_date"],
            number=given["number"],
            is_passport=given["card"] == "passport",
        )


class PapersForm(forms.Form):
    """The papers of a round, a unit's code, the optional answers; ``confirmed`` on the last step."""

    papers = forms.MultipleChoiceField(label=_("考科"), widget=forms.CheckboxSelectMultiple)
    unit_code = forms.CharField(
        label=_("團報單位驗證碼"),
        max_length=20,
        required=False,
        help_text=_("由公司或學校統一繳費時填寫；個人報名請留空。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    sex = forms.ChoiceField(label=_("性別"), required=False)
    education = forms.ChoiceField(label=_("最高學歷"), required=False)
    discipline = forms.ChoiceField(label=_("科系領域"), required=False)
    occupation = forms.ChoiceField(label=_("在職或在學"), required=False)
    county = forms.ChoiceField(label=_("居住縣市"), required=False)

    ANSWERS = ("sex", "education", "discipline", "occupation", "county")

    def __init__(self, data: Any, *, offer: Offer, counties: list[County]) -> None:
        super().__init__(data)
        self.sittings = {
            str(option.sitting.public_id): option.sitting for option in offer.options if not option.obstacle
        }
        self.fields["papers"].choices = [  # type: ignore[attr-defined]
            (key, localized(sitting.subject, "name")) for key, sitting in self.sittings.items()
        ]
        if len(self.sittings) == 1:
            self.initial["papers"] = list(self.sittings)
        words: dict[str, Mapping[Any, Any]] = {
            "sex": answers.SEX,
            "education": answers.EDUCATION,
            "discipline": answers.DISCIPLINE,
            "occupation": answers.OCCUPATION,
            "county": {county.pk: localized(county, "name") for county in counties},
        }
        for name, labels in words.items():
            self.fields[name].choices = [("", _("不提供")), *labels.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Sitting]:
        """The papers."""
        return [self.sittings[key] for key in self.cleaned_data["papers"]]

    def answers(self) -> dict[str, str]:
        """What was answered, by name."""
        return {name: self.cleaned_data[name] for name in self.ANSWERS if self.cleaned_data[name]}

    def answered(self) -> list[tuple[str, str]]:
        """The same in words, for the last step."""
        shown = []
        for name in self.ANSWERS:
            labels = dict(self.fields[name].choices)  # type: ignore[attr-defined]
            if self.cleaned_data[name]:
                shown.append((str(self.fields[name].label), str(labels[self.cleaned_data[name]])))
        return shown


class UnitForm(forms.Form):
    """A unit that registers and pays for its people."""

    name = forms.CharField(label=_("單位名稱"), max_length=80)
    contact_name = forms.CharField(
        label=_("聯絡人姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = forms.CharField(
        label=_("聯絡電話"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
