"""The small forms of the page of an item."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from question_bank.items.enums import RelationKind
from question_bank.items.models import Item
from question_bank.items.selectors import labels


class ReportForm(forms.Form):
    """Why an item must be looked at again."""

    note = forms.CharField(
        label=_("要再確認什麼"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("請寫下要再確認什麼，再送出。")},
    )


class ClearForm(forms.Form):
    """What was found when the item was looked at again."""

    note = forms.CharField(
        label=_("確認結果"), max_length=500, error_messages={"required": _("請寫下確認結果，再結案。")}
    )


class RelationForm(forms.Form):
    """Another item, by code, and what it is to this one."""

    kind = forms.ChoiceField(label=_("關係"), choices=[(str(kind), text) for kind, text in labels.RELATIONS.items()])
    other = forms.CharField(
        label=_("另一題的代碼"), max_length=60, error_messages={"required": _("請填另一題的代碼。")}
    )
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, items: QuerySet[Item] | None = None) -> None:
        super().__init__(data)
        self.items = items

    def clean_other(self) -> Item:
        """The item with this code, among those that the user may read."""
        code = self.cleaned_data["other"].strip()
        found = self.items.filter(code=code).first() if self.items is not None else None
        if found is None:
            raise ValidationError(_("找不到代碼為「%(code)s」的題目，請檢查後再試。") % {"code": code})
        return cast(Item, found)

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides the item, actor and instant."""
        return self.cleaned_data | {"kind": RelationKind(self.cleaned_data["kind"])}


def first_error(form: forms.Form) -> str:
    """The first thing to mend, for a message above the page."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")
