"""The fields of the editor that every kind has."""

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.core.forms import NationalDateField
from question_bank.items.enums import VersionEffect
from question_bank.items.forms.widgets import PlainSelect
from question_bank.items.selectors import editing, labels, topics

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONG = 20_000


class FactsForm(forms.Form):
    """Everything but the rows and the key. ``base`` is the number of the version that the editor opened."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("代碼"),
        max_length=60,
        required=False,
        help_text=_("留空時依主題與用途自動編號；建立後不能更改。"),
    )
    topic = forms.ChoiceField(label=_("主題"), widget=PlainSelect, error_messages={"required": _("請選擇主題。")})
    other_topics = forms.MultipleChoiceField(
        label=_("其他主題"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
        help_text=_("題目也屬於這些主題時選取（可複選）。"),
    )
    use = forms.ChoiceField(
        label=_("用途"),
        choices=[(str(use), text) for use, text in labels.USES.items()],
        help_text=_("機密題只用於正式測驗，從不出現在練習。第一次核可後不能更改。"),
    )
    stimulus_code = forms.CharField(
        label=_("題組代碼"),
        max_length=60,
        required=False,
        help_text=_("題組的小題才填；同一代碼的小題共用一段題幹。"),
    )
    stimulus_text = forms.CharField(
        label=_("共用題幹"),
        required=False,
        max_length=_LONG,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("題組已存在時可留空，沿用原有題幹。"),
    )
    part = forms.IntegerField(label=_("小題序號"), required=False, min_value=1, max_value=99)
    stem = forms.CharField(
        label=_("題幹"),
        max_length=_LONG,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("可用 Markdown；否定字寫成 **不**，公式寫成 $E=mc^2$。"),
        error_messages={"required": _("請填寫題幹。")},
    )
    explanation = forms.CharField(label=_("解說"), required=False, max_length=_LONG, widget=forms.Textarea({"rows": 3}))
    source_title = forms.CharField(label=_("出處"), required=False, max_length=200)
    source_url = forms.URLField(label=_("出處網址"), required=False, max_length=400, assume_scheme="https")
    references = forms.MultipleChoiceField(
        label=_("依據資料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("這項依據變更時，本題會一起標記為待再確認。"),
    )
    valid_as_of = NationalDateField(label=_("內容依據日"), required=False)
    review_by = NationalDateField(label=_("複查期限"), required=False)
    difficulty = forms.DecimalField(
        label=_("預期難度"),
        required=False,
        min_value=0,
        max_value=1,
        max_digits=3,
        decimal_places=2,
        help_text=_("預期答對的比率，0 至 1，例如 0.65。"),
    )
    effect = forms.ChoiceField(
        label=_("這次修改的影響"),
        choices=[(str(effect), text) for effect, text in labels.EFFECTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("這題已有核可版本，請選擇修改的影響。")},
    )

    def __init__(
        self,
        *args: Any,
        fixed: Sequence[str],
        needs_effect: bool,
        may_join: Callable[[str], bool],
        **options: Any,
    ) -> None:
        """``fixed`` fields keep what is stored; ``needs_effect``: an earlier version was published.

        ``may_join`` says whether a new part may be added to the shared stem of a code.
        """
        super().__init__(*args, **options)
        self.needs_effect, self._may_join = needs_effect, may_join
        found = list(topics.all_topics())
        keys = topics.topic_choices(found)
        self._offer("topic", [("", _("請選擇")), *keys])
        self._offer("other_topics", keys)
        self._offer("references", editing.reference_choices())
        for name in fixed:
            self.fields[name].disabled = True
            self.fields[name].help_text = ""
        if needs_effect:
            self.fields["effect"].required = True  # statistics depend on it, so it has no default
        else:
            del self.fields["effect"]

    def clean_code(self) -> str:
        """Letters, digits, dots and hyphens: codes stand in file names and addresses."""
        code: str = self.cleaned_data["code"]
        if code and not _CODE.fullmatch(code):
            raise ValidationError(_("代碼只能用英數字、點、底線與連字號，並以英數字開頭。"), code="code_shape")
        return code

    def clean_stimulus_code(self) -> str:
        """A shared stem of one's own or a new one: a part shows its stem, closed ones too."""
        code: str = self.cleaned_data["stimulus_code"]
        if code and not self.fields["stimulus_code"].disabled and not self._may_join(code):
            raise ValidationError(_("這個題組代碼已有您無權開啟的題目，請改用別的代碼。"), code="stimulus_closed")
        return code

    def clean(self) -> dict[str, Any]:
        """A part has a shared stem and a place in it."""
        given = super().clean() or self.cleaned_data
        code, part = given.get("stimulus_code"), given.get("part")
        if bool(code) != bool(part):
            name = "part" if code else "stimulus_code"
            self.add_error(name, ValidationError(_("題組代碼與小題序號要一起填。"), code="part_incomplete"))
        elif code and not given.get("stimulus_text") and not editing.stimulus_text(code):
            self.add_error("stimulus_text", ValidationError(_("這是新的題組，請填寫共用題幹。"), code="stimulus_new"))
        return given

    @property
    def effect_value(self) -> str:
        """What the new text does to the statistics; another meaning where nothing was published yet."""
        return str(self.cleaned_data.get("effect") or VersionEffect.MEANING)

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices
