"""The filters of the list as a form; the values come from the address, odd ones count as not given."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from question_bank.items.forms.widgets import PlainSelect
from question_bank.items.rules.filters import MAX_WORDS, NEVER, Filters, values
from question_bank.items.selectors import labels, topics

ALL = ("", _("全部"))
_USED = [
    ("", _("不限")),
    (NEVER, _("從未用過")),
    ("0", _("用過")),
    ("1", _("用過 2 次以上")),
    ("2", _("用過 3 次以上")),
    ("4", _("用過 5 次以上")),
]


def _share(label: Any, *, lowest: int = 0) -> forms.DecimalField:
    attributes = {"min": lowest, "max": 1, "step": "0.01", "inputmode": "decimal"}
    return forms.DecimalField(label=label, required=False, widget=forms.NumberInput(attributes))


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=PlainSelect)


class FilterForm(forms.Form):
    """Shows :class:`Filters`; the page reads the address itself, so nothing here can refuse it."""

    use_required_attribute = False

    words = forms.CharField(label=_("關鍵字"), max_length=MAX_WORDS, widget=forms.TextInput({"type": "search"}))
    subject = _choice(_("科目"))
    topic = _choice(_("主題"))
    kind = _choice(_("題型"))
    state = _choice(_("狀態"))
    use = _choice(_("用途"))
    order = _choice(_("排序"))
    band = _choice(_("預期難度"))
    used = _choice(_("使用次數"))
    source = forms.CharField(label=_("出處"), max_length=MAX_WORDS)
    facility_from = _share(_("實測難度，至少"))
    facility_to = _share(_("實測難度，至多"))
    discrimination_below = _share(_("鑑別度，低於"), lowest=-1)
    overdue = forms.BooleanField(label=_("已逾複查日"))
    flagged = forms.BooleanField(label=_("待再確認"))
    sealed = forms.BooleanField(label=_("密封中"))

    def __init__(self, filters: Filters) -> None:
        super().__init__(initial={"order": filters.order.value} | values(filters))
        found = list(topics.all_topics())
        self._offer("subject", [ALL, *topics.subject_choices(found)])
        self._offer("topic", [ALL, *topics.topic_choices(found)])
        for name, offered in (
            ("kind", labels.KINDS),
            ("state", labels.STATES),
            ("use", labels.USES),
            ("band", labels.BANDS),
        ):
            self._offer(name, [ALL, *_pairs(offered)])
        self._offer("order", _pairs(labels.ORDERS))
        self._offer("used", self._with_given(_USED))

    def ticks(self) -> list[forms.BoundField]:
        """The filters that are on or off."""
        return [self[name] for name in ("overdue", "flagged", "sealed")]

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _with_given(self, offered: Sequence[tuple[str, Any]]) -> Sequence[tuple[str, Any]]:
        """A shared link may ask for a number that the list does not offer."""
        given = self.initial.get("used", "")
        if given in dict(offered):
            return offered
        return [*offered, (given, _("用過 %(n)s 次以上") % {"n": int(given) + 1})]


def _pairs(offered: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in offered.items()]
