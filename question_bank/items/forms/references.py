"""Forms of the references."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.core.forms import NationalDateField


class ReferenceForm(forms.Form):
    """What a reference is called, where it is found, and the date of its text."""

    title_zh = forms.CharField(label=_("中文名稱"), max_length=160, error_messages={"required": _("請填寫中文名稱。")})
    title_en = forms.CharField(label=_("英文名稱"), max_length=200, required=False)
    url = forms.URLField(label=_("網址"), max_length=400, required=False, assume_scheme="https")
    as_of = NationalDateField(label=_("內容版本日期"), required=False)
    note = forms.CharField(label=_("備註"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))

    def facts(self) -> dict[str, Any]:
        """What the service stores."""
        return {name: self.cleaned_data[name] for name in ("title_zh", "title_en", "url", "as_of", "note")}


class NewReferenceForm(ReferenceForm):
    """The same with the code, which stays."""

    code = forms.SlugField(
        label=_("代碼"),
        max_length=60,
        help_text=_("英文小寫、數字與連字號，例如 climate-act；建立後不能更改。"),
        error_messages={"required": _("請填寫代碼。"), "invalid": _("代碼只能用英文字母、數字與連字號，請修改。")},
    )

    def clean_code(self) -> str:
        """``new`` is the address of this form."""
        code: str = self.cleaned_data["code"]
        if code == "new":
            raise ValidationError(_("這個代碼保留給系統使用，請改用別的。"), code="code_reserved")
        return code

    field_order = ["code", "title_zh", "title_en", "url", "as_of", "note"]


class ChangeForm(forms.Form):
    """The day on which a reference changed, and what did; not in the far future."""

    changed_on = NationalDateField(label=_("變更（施行）日期"))
    note = forms.CharField(
        label=_("變更內容"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("會顯示在每一題的提醒上，例如：費率調整、條文刪除。"),
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_changed_on(self) -> dt.date:
        """A law may be known a year before it is in force, hardly earlier."""
        on: dt.date = self.cleaned_data["changed_on"]
        if on > self.today + dt.timedelta(days=366):
            raise ValidationError(_("日期在一年以後，請檢查年份。"), code="too_late")
        return on
