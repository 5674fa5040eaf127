"""Forms against the blueprints they were drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass

from exams.papers.models import Form, FormItem
from exams.papers.rules import layouts, verdicts
from exams.papers.rules.verdicts import CellVerdict, Place


@dataclass(frozen=True)
class FormVerdict:
    """A form, its length and the cells of its blueprint that it does not fulfil."""

    form: Form
    items: int
    wanted: int
    unmet: tuple[CellVerdict, ...]

    @property
    def is_fulfilled(self) -> bool:
        """Whether every cell is met and nothing is left over."""
        return not self.unmet and self.items == self.wanted


def of_forms(forms: Iterable[Form]) -> list[FormVerdict]:
    """The verdict on each form, in the order given."""
    found = list(forms)
    places: dict[int, list[Place]] = {form.pk: [] for form in found}
    rows = FormItem.objects.filter(form__in=found).order_by("form_id", "position")
    for form, topic, kind, group in rows.values_list(
        "form_id", "version__item__topic__code", "version__kind", "version__stimulus_id"
    ):
        places[form].append(Place(topic, kind, group))
    return [_verdict(form, places[form.pk]) for form in found]


def _verdict(form: Form, places: list[Place]) -> FormVerdict:
    layout = layouts.read(form.blueprint.cells, form.blueprint.constraints)
    cells = verdicts.of_form(layout, places)
    return FormVerdict(form, len(places), layout.length, tuple(each for each in cells if not each.is_met))
