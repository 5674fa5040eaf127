"""Who may open, write, review and approve items; sealed ones open to those named alone, officers included.

========================  ============================================================================
item                      opens to
========================  ============================================================================
practice, sample          everybody who works in the bank
secure                    its authors and creator, exam officers, persons named for it
with an open lock         persons named for sealed items, nobody else
part beside a sealed one  as above, for both show the shared stem
========================  ============================================================================
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from lms.organizations.enums import Role
from lms.organizations.policies import is_exam_officer, roles
from question_bank.items.enums import AccessPurpose, ItemUse
from question_bank.items.models import Inspection, Item, ItemVersion, Lock, NamedAccess, Stimulus
from question_bank.syllabus.models import Reference

Deed: TypeAlias = Literal["open", "edit", "review", "approve", "administer"]

BANK_ROLES = frozenset({Role.ITEM_WRITER, Role.ITEM_REVIEWER, Role.EXAM_OFFICER})
_WRITING = frozenset({Role.ITEM_WRITER, Role.EXAM_OFFICER})
_REVIEWING = frozenset({Role.ITEM_REVIEWER, Role.EXAM_OFFICER})


def is_bank_staff(user: Any) -> bool:
    """Writes, reviews or administers items."""
    return bool(roles(user) & BANK_ROLES)


def is_writer(user: Any) -> bool:
    """May write items: those they can open."""
    return bool(roles(user) & _WRITING)


def is_reviewer(user: Any) -> bool:
    """May review items: those they can open and did not write."""
    return bool(roles(user) & _REVIEWING)


def visible_items(user: Any) -> QuerySet[Item]:
    """The items whose text this user may read; one query with three small sets, whatever the size of the bank."""
    if not is_bank_staff(user):
        return Item.objects.none()
    named = NamedAccess.objects.filter(user=user, ended_at=None)
    for_sealed = named.filter(purpose=AccessPurpose.SEALED.value).values("item_id")
    found = Item.objects.filter(unsealed(but=for_sealed) | Q(pk__in=for_sealed))
    if is_exam_officer(user):
        return found
    written = ItemVersion.objects.filter(author=user).values("item_id")
    mine = Q(created_by=user) | Q(pk__in=written) | Q(pk__in=named.values("item_id"))
    return found.filter(~Q(use=ItemUse.SECURE.value) | mine)


def unsealed(*, but: "QuerySet[NamedAccess, Any] | None" = None) -> Q:
    """Items that are not sealed and no part beside a sealed one, whose shared stem they show.

    ``but``: ids of items whose seal somebody may look behind, so their stems are no secret to them.
    """
    sealed = Lock.objects.filter(released_at=None)
    behind = sealed.filter(item__stimulus__isnull=False)
    if but is not None:
        behind = behind.exclude(item__in=but)
    return ~Q(pk__in=sealed.values("item_id")) & ~Q(stimulus__in=behind.values("item__stimulus_id"))


def can_view_item(user: Any, item: Item) -> bool:
    """Whether the user may read this item's text."""
    return visible_items(user).filter(pk=item.pk).exists()


def may_join(user: Any, code: str) -> bool:
    """Whether the user may write a new part of the shared stem of this code: a new one, or one whose parts they read.

    Whoever joins a stem reads it and may change its text.
    """
    parts = Item.objects.filter(stimulus__code=code)
    readable = visible_items(user).filter(stimulus__code=code)
    return parts.count() == readable.count()


def can_edit_item(user: Any, item: Item) -> bool:
    """Writers and officers write what they may read."""
    return is_writer(user) and can_view_item(user, item)


def access_item(user: Any, public_id: uuid.UUID, to: Deed = "open") -> Item:
    """The item, for this deed: 404 for those who may not know of it, 403 for those who may read but not do this.

    ``administer`` (naming persons, retiring, unsealing) gives officers the identity of a sealed item too: a page that
    asks for it shows no text. Whether somebody wrote the item themself is decided by the service of the step.
    """
    rows = Item.objects.all() if to == "administer" and is_exam_officer(user) else visible_items(user)
    found = (
        rows.filter(public_id=public_id)
        .select_related("latest", "published", "topic__subject__level__certification", "stimulus", "created_by")
        .first()
    )
    if found is None:
        raise Http404
    if not _MAY[to](user):
        raise PermissionDenied
    return found


def access_reference(user: Any, code: str) -> Reference:
    """A reference; everybody who works in the bank may read them all."""
    found = Reference.objects.filter(code=code).first() if is_bank_staff(user) else None
    if found is None:
        raise Http404
    return found


def access_stimulus(user: Any, public_id: uuid.UUID) -> Stimulus:
    """A shared stem that the user may write: all its parts must be theirs to edit, for all of them change with it."""
    found = Stimulus.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    parts = found.parts.count()
    readable = visible_items(user).filter(stimulus=found).count()
    if not readable:
        raise Http404
    if readable < parts or not is_writer(user):
        raise PermissionDenied
    return found


_MAY: Mapping[Deed, Callable[[Any], bool]] = {
    "open": is_bank_staff,
    "edit": is_writer,
    "review": is_reviewer,
    "approve": is_exam_officer,
    "administer": is_exam_officer,
}


def access_inspection(user: Any, public_id: uuid.UUID) -> Inspection:
    """A run of the checks: its owner's and the exam officers'; what one may not read in it is left out when shown."""
    found = Inspection.objects.select_related("subject__level__certification", "asked_by").filter(public_id=public_id)
    inspection = found.first()
    if inspection is None or not is_bank_staff(user):
        raise Http404
    if inspection.asked_by_id != user.pk and not is_exam_officer(user):
        raise Http404
    return inspection
