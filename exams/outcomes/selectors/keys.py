"""The keys of forms, as marking takes them."""

from collections import defaultdict
from collections.abc import Iterable

from exams.outcomes.rules import marking
from exams.outcomes.rules.enums import Disposition
from exams.papers.models import FormItem

Key = dict[marking.ItemKey, marking.KeyEntry]


def of_forms(form_ids: Iterable[int]) -> dict[int, Key]:
    """The key of each form (id), items in the order of the paper."""
    found: dict[int, Key] = defaultdict(dict)
    rows = FormItem.objects.filter(form_id__in=set(form_ids)).order_by("form_id", "position")
    for form, version, points, key in rows.values_list("form_id", "version_id", "points_hundredths", "version__key"):
        disposition = Disposition.NORMAL if len(key) == 1 else Disposition.SEVERAL
        found[form][version] = marking.key_entry(key, points, disposition)
    return found
