"""Closing items, and naming those who may open a closed one. Nobody names themself."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.core import audit
from lms.core.errors import Refusal
from lms.organizations import policies
from lms.organizations.enums import Role
from question_bank.items.enums import AccessPurpose
from question_bank.items.models import Item, Lock, NamedAccess

BANK_ROLES = frozenset({Role.ITEM_WRITER, Role.ITEM_REVIEWER, Role.EXAM_OFFICER})


class SelfNamed(Refusal):
    """Nobody opens a sealed item for themself."""

    code = "access_self_named"


class NotAnOfficer(Refusal):
    """Only exam officers name persons for sealed items."""

    code = "access_not_officer"


class NotBankStaff(Refusal):
    """Only people who work in the bank can be named."""

    code = "access_not_staff"


class ReasonMissing(Refusal):
    """A sealed item is opened for a reason that is written down."""

    code = "access_reason_missing"


def name(
    *, item: Item, user: User, purpose: AccessPurpose, granted_by: Any, reason: str, now: dt.datetime
) -> NamedAccess:
    """Let a person open a closed item; asked again while it lasts, nothing changes.

    For a sealed item another officer must do it, with a reason. Raises :class:`SelfNamed`, :class:`NotAnOfficer`,
    :class:`NotBankStaff` or :class:`ReasonMissing`.
    """
    if not policies.roles(user) & BANK_ROLES:
        raise NotBankStaff(_("只能指定命題、審題或試務人員。"))
    if purpose is AccessPurpose.SEALED:
        _check_sealed(user, granted_by, reason)
    with transaction.atomic():
        access, is_new = NamedAccess.objects.get_or_create(
            item=item,
            user=user,
            purpose=purpose.value,
            ended_at=None,
            defaults={"granted_by": granted_by, "granted_at": now, "reason": reason.strip()},
        )
        if is_new:
            _record("item.access_named", item, granted_by, now, user=user.pk, purpose=purpose.value)
    return access


def end(*, item: Item, user: User, purpose: AccessPurpose, ended_by: Any, now: dt.datetime) -> bool:
    """A person named for an item may not open it any more; False when they could not anyway."""
    with transaction.atomic():
        ended = NamedAccess.objects.filter(item=item, user=user, purpose=purpose.value, ended_at=None).update(
            ended_at=now
        )
        if ended:
            _record("item.access_ended", item, ended_by, now, user=user.pk, purpose=purpose.value)
    return bool(ended)


def seal(*, items: Iterable[Item], holder: str, now: dt.datetime, actor: Any = None) -> int:
    """Close items for everybody who is not named; returns how many this holder had not closed yet."""
    ids = sorted({item.pk for item in items})
    with transaction.atomic():
        closed = set(_open(holder).filter(item_id__in=ids).values_list("item_id", flat=True))
        wanted = [Lock(item_id=pk, holder=holder, since_at=now) for pk in ids if pk not in closed]
        Lock.objects.bulk_create(wanted, ignore_conflicts=True)
        if wanted:
            audit.record(
                actor=actor, action="items.sealed", subject="items.Lock", now=now, holder=holder, n=len(wanted)
            )
    return len(wanted)


def unseal(*, holder: str, now: dt.datetime, items: Iterable[Item] | None = None, actor: Any = None) -> int:
    """Open what a holder closed (all of it, or some items); returns how many. With an item's last lock its names end."""
    with transaction.atomic():
        held = _open(holder)
        if items is not None:
            held = held.filter(item__in=list(items))
        ids = list(held.values_list("item_id", flat=True))
        count = Lock.objects.filter(pk__in=held.values_list("pk", flat=True)).update(released_at=now)
        still = Lock.objects.filter(item_id__in=ids, released_at=None).values_list("item_id", flat=True)
        NamedAccess.objects.filter(item_id__in=ids, purpose=AccessPurpose.SEALED.value, ended_at=None).exclude(
            item_id__in=list(still)
        ).update(ended_at=now)
        if count:
            audit.record(actor=actor, action="items.unsealed", subject="items.Lock", now=now, holder=holder, n=count)
    return count


def _check_sealed(user: User, granted_by: Any, reason: str) -> None:
    if getattr(granted_by, "pk", None) == user.pk:
        raise SelfNamed(_("不能指定自己，請由另一位試務人員指定。"))
    if not policies.is_exam_officer(granted_by):
        raise NotAnOfficer(_("密封的題目只有試務人員可以指定開啟的人。"))
    if not reason.strip():
        raise ReasonMissing(_("請填寫理由，紀錄會保留。"))


def _open(holder: str) -> Any:
    return Lock.objects.filter(holder=holder, released_at=None)


def _record(action: str, item: Item, actor: Any, now: dt.datetime, **data: Any) -> None:
    audit.record(actor=actor, action=action, subject=f"items.Item:{item.public_id}", now=now, **data)
