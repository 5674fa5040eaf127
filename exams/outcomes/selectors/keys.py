"""The keys of forms, as marking takes them."""

from collections import defaultdict
from collections.abc import Iterable

from exams.outcomes.rules import marking
from exams.papers.models import FormItem
from question_bank.items.enums import Credit, ItemKind

_COLUMNS = (
    *("form_id", "version_id", "points_hundredths", "form__credit"),
    *("version__kind", "version__body", "version__key"),
)

Key = dict[marking.ItemKey, marking.KeyEntry]


def of_forms(form_ids: Iterable[int]) -> dict[int, Key]:
    """The key of each form (id), items in the order of the paper, marked as the form's credit says."""
    found: dict[int, Key] = defaultdict(dict)
    rows = FormItem.objects.filter(form_id__in=set(form_ids)).order_by("form_id", "position")
    for form, version, points, credit, kind, body, key in rows.values_list(*_COLUMNS):
        found[form][version] = marking.key_entry(
            key,
            points,
            marking.disposition_of(ItemKind(kind), len(key)),
            kind=ItemKind(kind),
            body=body,
            credit=Credit(credit),
        )
    return found
