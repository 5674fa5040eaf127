"""Which items the checks are run over."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from question_bank.items.enums import ItemUse
from question_bank.items.selectors import labels, topics
from question_bank.syllabus.models import Subject


class InspectionForm(forms.Form):
    """A subject and a use; left open, all of them."""

    use_required_attribute = False

    subject = forms.ChoiceField(label=_("科目"), required=False)
    use = forms.ChoiceField(label=_("用途"), required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._subjects = {topics.subject_key(topic.subject): topic.subject for topic in topics.all_topics()}
        offered = [(key, topics.subject_words(subject)) for key, subject in self._subjects.items()]
        cast(forms.ChoiceField, self.fields["subject"]).choices = [("", _("全部科目")), *offered]
        uses = [(str(use), label) for use, label in labels.USES.items()]
        cast(forms.ChoiceField, self.fields["use"]).choices = [("", _("全部用途")), *uses]

    def clean_subject(self) -> Subject | None:
        """The subject itself."""
        return self._subjects.get(self.cleaned_data["subject"])

    def clean_use(self) -> ItemUse | None:
        """The use itself."""
        return ItemUse(self.cleaned_data["use"]) if self.cleaned_data["use"] else None
