"""Two versions side by side, with the words of their fields."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from question_bank.items.models import ItemVersion
from question_bank.items.rules import differences
from question_bank.items.rules.differences import Difference
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.selectors import drafts, labels


@dataclass(frozen=True)
class Compared:
    """A field of both versions with its name."""

    label: str
    difference: Difference


def of_versions(old: ItemVersion, new: ItemVersion) -> list[Compared]:
    """Every field of two saved versions."""
    before, after = drafts.of_version(old), drafts.of_version(new)
    return of_drafts(before, after)


def of_drafts(old: ItemDraft, new: ItemDraft) -> list[Compared]:
    """Every field of two drafts, kinds in words."""
    before = replace(old, kind=str(labels.KINDS[old.kind]))
    after = replace(new, kind=str(labels.KINDS[new.kind]))
    return [Compared(_label(one.field), one) for one in differences.versions(before, after)]


def _label(field: str) -> str:
    return {
        "kind": _("題型"),
        "stimulus": _("共用題幹"),
        "stem": _("題幹"),
        "options": _("答案選項"),
        "rows": _("左欄"),
        "targets": _("右欄"),
        "units": _("單位"),
        "max_length": _("字數上限"),
        "key": _("正解"),
        "explanation": _("解說"),
        "source_title": _("出處"),
        "source_url": _("出處網址"),
        "valid_as_of": _("內容依據日"),
        "difficulty": _("預期難度"),
        "references": _("依據資料"),
    }[field]
