"""References: laws, notices, standards that items cite. When one changes, every item that cites it is flagged."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.db import locked
from lms.core.errors import Refusal
from question_bank.items.models import Flag
from question_bank.items.rules.flags import FlagCode
from question_bank.items.selectors import references
from question_bank.syllabus.models import Reference


class CodeTaken(Refusal):
    """Another reference has this code."""

    code = "reference_code_taken"


FIELDS = ("title_zh", "title_en", "url", "as_of", "note")


def create(*, code: str, facts: Mapping[str, Any], actor: Any, now: dt.datetime) -> Reference:
    """A new reference; ``facts`` are the :data:`FIELDS`. Raises :class:`CodeTaken`."""
    with transaction.atomic():
        reference, is_new = Reference.objects.get_or_create(code=code, defaults=_facts(facts))
        if not is_new:
            raise CodeTaken(_("已有代碼相同的依據資料，請改用別的代碼。"))
        _record(reference, "items.reference_created", actor, now)
    return reference


def change(*, reference: Reference, facts: Mapping[str, Any], actor: Any, now: dt.datetime) -> bool:
    """Other words or another link for the same reference; False when nothing differs. The code stays."""
    wanted = {name: value for name, value in _facts(facts).items() if getattr(reference, name) != value}
    if not wanted:
        return False
    with transaction.atomic():
        for name, value in wanted.items():
            setattr(reference, name, value)
        reference.save(update_fields=list(wanted))
        _record(reference, "items.reference_changed", actor, now, fields=sorted(wanted))
    return True


def flag_change(*, reference: Reference, changed_on: dt.date, note: str, actor: Any, now: dt.datetime) -> int:
    """The reference changed on a day: flag every item whose newest or published version cites it.

    Said twice, the same change flags nothing twice, even where its flag was cleared. Gives the number of new flags.
    """
    text = references.change_words(changed_on, note)
    with transaction.atomic():
        locked(Reference.objects.all(), pk=reference.pk)  # two officers at once: the second finds the first one's flags
        found = references.unflagged(reference, changed_on)
        flags = [
            Flag(
                item_id=pk,
                code=FlagCode.REFERENCE_CHANGED.value,
                reference=reference,
                note=text,
                raised_by=actor,
                raised_at=now,
            )
            for pk in found.order_by("pk").values_list("pk", flat=True)
        ]
        Flag.objects.bulk_create(flags, batch_size=500)
        if flags:
            day = changed_on.isoformat()
            _record(reference, "items.flagged_by_reference", actor, now, changed_on=day, items=len(flags))
    return len(flags)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FIELDS if name in facts}


def _record(reference: Reference, action: str, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(actor=actor, action=action, subject=f"syllabus.Reference:{reference.code}", now=now, **data)
