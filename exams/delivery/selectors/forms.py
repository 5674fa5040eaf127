"""Reads about the forms of a sitting."""

from collections import defaultdict

from exams.delivery.rules import readings
from exams.delivery.rules.arrangement import Question
from exams.papers.enums import Section
from exams.papers.models import Form, FormItem
from exams.sittings.models import Sitting
from question_bank.items.enums import ItemKind
from question_bank.items.rules import kinds

_SECTIONS = {ItemKind.SINGLE: Section.SINGLE, ItemKind.MULTIPLE: Section.MULTIPLE}


def of(sitting: Sitting) -> list[Form]:
    """The sitting's forms with their blueprints, by code."""
    return list(sitting.forms.select_related("blueprint__subject").order_by("code"))


def lengths(sitting: Sitting) -> set[int]:
    """The different numbers of items among the sitting's forms; 0 stands for a form without items."""
    return {form.form_items.count() for form in sitting.forms.all()}


def unfit_for_paper(sitting: Sitting) -> bool:
    """Whether some item of the sitting's forms cannot be answered by marking circles."""
    rows = FormItem.objects.filter(form__sittings=sitting).values_list("version__kind", "version__body")
    return not all(
        readings.fits_paper(ItemKind(kind), len(readings.options_of(ItemKind(kind), body))) for kind, body in rows
    )


def questions_of(sitting: Sitting) -> dict[int, list[Question]]:
    """Per form (id) of the sitting, its items in the order of the form with what an arrangement must know."""
    found: dict[int, list[Question]] = defaultdict(list)
    rows = (
        FormItem.objects.filter(form__sittings=sitting)
        .order_by("form_id", "position")
        .values_list(
            "form_id", "version_id", "version__kind", "version__body", "version__stimulus_id", "version__item__part"
        )
    )
    for form, version, kind, body, group, part in rows:
        section = Section.GROUPS if group else _SECTIONS.get(ItemKind(kind), Section.OTHER)
        found[form].append(Question(version, kinds.get(kind).arranged(body), section, group, part or 0))
    return dict(found)
