"""Which two versions are compared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class PairForm(forms.Form):
    """Two numbers of versions; unknown ones count as the newest and the one before it."""

    def __init__(self, data: Any, *, numbers: Sequence[int]) -> None:
        newest = numbers[-1]
        self.newer = _known(data.get("to", ""), numbers, newest)
        earlier = [number for number in numbers if number < self.newer]
        self.older = _known(data.get("from", ""), numbers, earlier[-1] if earlier else self.newer)
        super().__init__({"from": str(self.older), "to": str(self.newer)})
        choices = [(str(number), _("第 %(number)s 版") % {"number": number}) for number in numbers]
        self.fields["from"] = forms.ChoiceField(label=_("較早"), choices=choices)
        self.fields["to"] = forms.ChoiceField(label=_("較新"), choices=choices)


def _known(text: str, numbers: Sequence[int], default: int) -> int:
    return next((number for number in numbers if str(number) == text), default)
