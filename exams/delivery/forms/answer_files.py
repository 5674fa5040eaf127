"""Handing in an answer file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.delivery.rules import answer_files
from exams.delivery.rules.wire import Malformed


class AnswerFileForm(forms.Form):
    """A file that an exam screen saved. ``cleaned_data["file"]`` is its bytes; ``attempt`` whose it says it is."""

    file = forms.FileField(
        label=_("作答檔"),
        max_length=200,
        help_text=_("作答畫面存出的 greenstep-answers-….json，最大 1 MB。"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        """The bytes, if they have the outside of an answer file."""
        content: bytes = self.cleaned_data["file"].read(answer_files.MAX_BYTES + 1)
        try:
            self.attempt = answer_files.outside(content).attempt
        except Malformed:
            raise forms.ValidationError(_("這不是作答檔，或檔案已損壞。請選擇作答畫面存出的檔案。")) from None
        return content
