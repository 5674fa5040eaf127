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
