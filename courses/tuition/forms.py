"""Forms of tuition discounts and of the ledger."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.tuition.enums import EntryKind
from courses.tuition.rules.accounts import LARGEST
from courses.tuition.rules.enums import Identity
from courses.tuition.selectors.explanations import IDENTITIES
from courses.tuition.selectors.ledger import KIND_LABELS


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


class EntryForm(forms.Form):
    """One movement entered by hand; ``key`` makes a form that is sent twice one entry."""

    kind = forms.ChoiceField(label=_("種類"))
    amount = forms.IntegerField(
        label=_("金額（元）"),
        min_value=1,
        max_value=LARGEST,
        localize=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    document = forms.CharField(
        label=_("收據或匯款編號"), max_length=60, required=False, help_text=_("繳費與退費必填；對帳時以此查找。")
    )
    note = forms.CharField(label=_("說明"), max_length=200, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, kinds: Sequence[EntryKind], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["kind"].choices = [(kind.value, KIND_LABELS[kind]) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Money that moved has a document; a waiver has a reason."""
        given = super().clean() or {}
        if given.get("kind") in (EntryKind.PAYMENT, EntryKind.REFUND) and not given.get("document"):
            self.add_error("document", _("請填收據或匯款編號。"))
        if given.get("kind") == EntryKind.WAIVER and not given.get("note"):
            self.add_error("note", _("減免須說明理由。"))
        return given

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return given | {"kind": EntryKind(given["kind"]), "key": str(given["key"])}


class ReversalForm(forms.Form):
    """Why an entry is taken back."""

    note = forms.CharField(max_length=200)
