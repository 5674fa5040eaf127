"""The gallery's sample form."""

from django import forms
from django.utils.translation import gettext_lazy


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong."""

    name = forms.CharField(label=gettext_lazy("姓名"), help_text=gettext_lazy("與身分證件相同"))
    email = forms.EmailField(label=gettext_lazy("電子郵件"))
    county = forms.ChoiceField(label=gettext_lazy("縣市"), choices=[("TPE", "臺北市"), ("KHH", "高雄市")])
    note = forms.CharField(label=gettext_lazy("備註"), required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=gettext_lazy("測驗情形"),
        choices=[("regular", gettext_lazy("正期")), ("retake", gettext_lazy("補測"))],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label=gettext_lazy("我已閱讀簡章"))
