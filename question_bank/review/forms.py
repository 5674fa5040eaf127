"""Forms of the review: they read and check, and never save."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.core.forms import NationalDateField
from question_bank.review.enums import Check
from question_bank.review.selectors import explanations, people

LONGEST_NOTE = 2_000
_ROWS = {"rows": 3}


class StepForm(forms.Form):
    """A step of one version: ``version`` is the number that the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("意見或理由"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs=_ROWS)
    )


class ReviewForm(StepForm):
    """The checklist of a review."""

    checks = forms.MultipleChoiceField(label=_("檢核表"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        choices = [(check.value, explanations.check(check.value)) for check in Check]
        self.fields["checks"].choices = choices  # type: ignore[attr-defined]
        self.fields["note"].label = _("補充說明")


class CommentForm(forms.Form):
    """A remark on a field, or an answer to a remark."""

    version = forms.IntegerField(min_value=1)
    field = forms.CharField(max_length=40)
    text = forms.CharField(label=_("意見"), max_length=LONGEST_NOTE, strip=True)
    answers = forms.UUIDField(required=False)


class PersonForm(forms.Form):
    """Somebody who works in the bank, by user id."""

    user = forms.TypedChoiceField(label=_("人員"), coerce=int)

    def __init__(self, *given: Any, people: list[User], **options: Any) -> None:
        super().__init__(*given, **options)
        self._people = {user.pk: user for user in people}
        choices = [("", _("請選擇"))] + [(str(user.pk), name_of(user)) for user in people]
        self.fields["user"].choices = choices  # type: ignore[attr-defined]

    def person(self) -> User:
        """The chosen person."""
        return self._people[self.cleaned_data["user"]]


class AssignForm(PersonForm):
    """Who shall review an item, and until when."""

    due_date = NationalDateField(label=_("期限"), required=False)

    def due(self) -> dt.date | None:
        """The due date; None: the usual days."""
        chosen: dt.date | None = self.cleaned_data["due_date"]
        return chosen


class NameForm(PersonForm):
    """Who may open a sealed item, and why."""

    reason = forms.CharField(label=_("理由"), max_length=200, strip=True)


def name_of(user: User) -> str:
    """How a person is shown in a list."""
    return people.name(user)
