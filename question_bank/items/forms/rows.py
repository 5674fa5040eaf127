"""The rows of each kind as form sets: options, units, rows and targets, accepted answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from question_bank.items.enums import ItemKind
from question_bank.items.rules.entries import LETTERS
from question_bank.items.rules.kinds import words

MAX_ROWS = len(LETTERS)


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": 1, **options}), max_length=4000)


class PartForm(forms.Form):
    """A part with its id; new ones have none yet."""

    id = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    text = _text(_("內容"))


class OptionForm(PartForm):
    """An option of a choice."""

    right = forms.BooleanField(label=_("正解"), required=False)
    pinned = forms.BooleanField(label=_("固定位置"), required=False)
    field_order = ["id", "right", "text", "pinned"]


class StepForm(PartForm):
    """A step of an order; ``stored`` is its place in the saved version."""

    stored = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RowForm(PartForm):
    """A row of a matching item with the letter of its target."""

    target = forms.CharField(label=_("對應"), required=False, max_length=1)


class ValueForm(forms.Form):
    """An accepted number."""

    value = forms.CharField(label=_("數值"), required=False, max_length=40)
    tolerance = forms.CharField(label=_("容許誤差 ±"), required=False, max_length=40)
    unit = forms.CharField(label=_("單位"), required=False, max_length=40)


class WordsForm(forms.Form):
    """An accepted text."""

    text = forms.CharField(label=_("可接受的答案"), required=False, max_length=words.LONGEST)
    exact = forms.BooleanField(label=_("逐字相符"), required=False)


@dataclass(frozen=True)
class ListOfRows:
    """A list of the editor: its form, words, and how many rows an empty editor shows. ``mark`` numbers the rows."""

    name: str
    form: type[forms.Form]
    title: str | Promise
    add: str | Promise
    shown: int
    mark: str = ""
    help: str | Promise = ""


_OPTION_HELP = _("空白列不儲存；「固定位置」的選項在打亂順序時留在原位，例如「以上皆是」。")
_OPTIONS = ListOfRows("options", OptionForm, _("答案選項"), _("加一個選項"), 4, "letter", _OPTION_HELP)
_STEPS = ListOfRows(
    "options",
    StepForm,
    _("項目，由上而下為正確順序"),
    _("加一個項目"),
    4,
    "letter",
    _("考試時打亂順序。空白列不儲存。"),
)
LISTS: Mapping[ItemKind, tuple[ListOfRows, ...]] = {
    ItemKind.SINGLE: (_OPTIONS,),
    ItemKind.MULTIPLE: (_OPTIONS,),
    ItemKind.TRUE_FALSE: (),
    ItemKind.NUMERICAL: (
        ListOfRows(
            "units",
            PartForm,
            _("單位"),
            _("加一個單位"),
            1,
            "",
            _("不填：不需單位；一個：印在答案欄後；多個：由考生選擇。"),
        ),
        ListOfRows(
            "answers",
            ValueForm,
            _("正解"),
            _("加一個可接受的數值"),
            1,
            "",
            _("單位填上面列出的其中一個；只有一個單位時可不填。"),
        ),
    ),
    ItemKind.MATCHING: (
        ListOfRows("rows", RowForm, _("左欄"), _("加一列"), 3, "number", _("「對應」填右欄的字母；字母可重複使用。")),
        ListOfRows("targets", PartForm, _("右欄"), _("加一個"), 3, "letter", _("考試時打亂順序；可以有用不到的項目。")),
    ),
    ItemKind.ORDERING: (_STEPS,),
    ItemKind.SHORT_TEXT: (
        ListOfRows(
            "answers",
            WordsForm,
            _("正解"),
            _("加一個可接受的答案"),
            2,
            "",
            _("比對時不分全形半形、大小寫與空白；* 代表任意文字。勾「逐字相符」則完全相同才給分。"),
        ),
    ),
}


def form_set(rows: ListOfRows) -> "type[BaseFormSet[Any]]":
    """The form set of a list."""
    return forms.formset_factory(rows.form, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS + 1, validate_max=True)


class StatementForm(forms.Form):
    """Whether the statement holds."""

    answer = forms.ChoiceField(
        label=_("正解"),
        required=False,
        choices=[("true", _("○ 是")), ("false", _("✕ 非"))],
        widget=forms.RadioSelect,
    )


class OthersForm(forms.Form):
    """Further sets that count as right, in letters."""

    others = forms.CharField(
        label=_("其他也給分的答案"),
        required=False,
        max_length=400,
        help_text=_("以字母表示，多組以分號分隔，例如 AC；BCD。"),
    )


class PairsForm(forms.Form):
    """Further sets of pairs that count as right."""

    others = forms.CharField(
        label=_("其他也給分的對應"),
        required=False,
        max_length=400,
        help_text=_("列號加字母，多組以分號分隔，例如 1A2C3B；1B2C3A。"),
    )


class LengthForm(forms.Form):
    """How long a short text may be."""

    max_length = forms.IntegerField(label=_("字數上限"), min_value=1, max_value=words.LONGEST)


VALUES: Mapping[ItemKind, type[forms.Form]] = {
    ItemKind.TRUE_FALSE: StatementForm,
    ItemKind.MULTIPLE: OthersForm,
    ItemKind.ORDERING: OthersForm,
    ItemKind.MATCHING: PairsForm,
    ItemKind.SHORT_TEXT: LengthForm,
}
