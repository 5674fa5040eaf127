"""What an invigilator's action asks for."""

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
