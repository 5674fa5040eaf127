"""Forms of retakes."""

from uuid import UUID

from django import forms


class ApplyForm(forms.Form):
    """Which coming test a retake is asked for."""

    round = forms.UUIDField()

    def round_id(self) -> UUID:
        """The public id of the chosen round."""
        chosen: UUID = self.cleaned_data["round"]
        return chosen


class DecisionForm(forms.Form):
    """A school's decision on an application; the button pressed says which."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("refuse", "refuse")])
    note = forms.CharField(max_length=200, required=False, strip=True)
