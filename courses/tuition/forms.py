"""Forms of tuition discounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.tuition.rules.enums import Identity
from courses.tuition.selectors.explanations import IDENTITIES


class IdentitiesForm(forms.Form):
    """The identities a learner declares; none is an answer too."""

    identities = forms.MultipleChoiceField(
        label=_("我具有下列身分"),
        help_text=_("請勾選所有符合的身分；申請時由原開班學校查驗證明文件。您的選擇會加密保存，只用於計算學費優惠。"),
        choices=[(identity.value, label) for identity, label in IDENTITIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def chosen(self) -> list[Identity]:
        """The declared identities."""
        return [Identity(code) for code in self.cleaned_data["identities"]]
