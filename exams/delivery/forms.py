"""What an invigilator's action asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.delivery.models import STAFF_REASON_LABELS

MAX_MINUTES = 60


class ExtendForm(forms.Form):
    """Minutes and the reason that the candidate will read."""

    minutes = forms.IntegerField(label=_("延長分鐘數"), min_value=1, max_value=MAX_MINUTES, initial=5)
    reason = forms.ChoiceField(label=_("原因"), choices=list(STAFF_REASON_LABELS.items()))


class EndForm(forms.Form):
    """Why staff end an attempt."""

    reason = forms.ChoiceField(label=_("原因"), choices=list(STAFF_REASON_LABELS.items()))


class ReopenForm(forms.Form):
    """Why an attempt goes on, and what is given on top of the time lost since its end."""

    minutes = forms.IntegerField(label=_("另外延長分鐘數"), min_value=0, max_value=MAX_MINUTES, initial=0)
    reason = forms.ChoiceField(label=_("原因"), choices=list(STAFF_REASON_LABELS.items()))


class LateForm(forms.Form):
    """What becomes of late answers, and why; ``up_to`` is the last one that was shown."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    reason = forms.CharField(max_length=300, strip=True)
    up_to = forms.IntegerField(min_value=1)

    def arguments(self) -> dict[str, Any]:
        """What the service takes besides attempt, actor and instant."""
        data = self.cleaned_data
        return {"accept": data["decision"] == "accept", "reason": data["reason"], "up_to": data["up_to"]}
