"""The form of a shared stem."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from question_bank.items.enums import VersionEffect
from question_bank.items.selectors import labels


class StimulusForm(forms.Form):
    """The text, and what its change does to the parts. ``base`` is the version that was opened."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("共用題幹"), max_length=20_000, widget=forms.Textarea({"rows": 8}))
    change = forms.ChoiceField(
        label=_("這次修改的影響"),
        choices=[(str(effect), text) for effect, text in labels.EFFECTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("請選擇修改的影響。")},
    )

    def __init__(self, *args: Any, newest: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.newest = newest

    def clean_base(self) -> int:
        """Somebody may have saved another text meanwhile."""
        base: int = self.cleaned_data["base"]
        if base != self.newest:
            raise ValidationError(
                _("這段題幹在您編輯時已有新版本（第 %(n)s 版）；請重新開啟本頁，比對後再儲存。"),
                code="edited_meanwhile",
                params={"n": self.newest},
            )
        return base

    @property
    def markdown(self) -> str:
        """The text with the line ends of files."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    @property
    def typed(self) -> str:
        """The text as it was sent, valid or not, for the preview."""
        return str(self.data.get("text", ""))[:20_000]

    @property
    def effect(self) -> VersionEffect:
        """What the change does to the parts' statistics."""
        return VersionEffect(self.cleaned_data["change"])
