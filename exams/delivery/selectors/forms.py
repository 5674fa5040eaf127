"""Reads about the forms of a sitting."""

from collections import defaultdict

from exams.delivery.rules.arrangement import Question
from exams.papers.models import FormItem
from exams.sittings.models import Sitting


def lengths(sitting: Sitting) -> set[int]:
    """The different numbers of items among the sitting's forms; 0 stands for a form without items."""
    return {form.form_items.count() for form in sitting.forms.all()}


def questions_of(sitting: Sitting) -> dict[int, list[Question]]:
    """Per form (id) of the sitting, its items in the order of the form with their option ids."""
    found: dict[int, list[Question]] = defaultdict(list)
    rows = (
        FormItem.objects.filter(form__sittings=sitting)
        .order_by("form_id", "position")
        .values_list("form_id", "version_id", "version__body")
    )
    for form, version, body in rows:
        found[form].append(Question(version, tuple(option["id"] for option in body.get("options", []))))
    return dict(found)
