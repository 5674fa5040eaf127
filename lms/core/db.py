"""The few database moves that every service uses: lock a row, change it only from an expected state, act after commit."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


def locked(queryset: "models.QuerySet[M]", **lookup: Any) -> M:
    """The one row of ``queryset``, locked until the surrounding transaction ends.

    On SQLite every ``atomic`` block already holds the only write lock. Outside a transaction a lock would protect
    nothing, so that is an error.
    """
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise transaction.TransactionManagementError("locked() needs a transaction")
    return queryset.select_for_update(of=("self",)).get(**lookup)


def conditional_update(instance: models.Model, expected: dict[str, Any], **changes: Any) -> bool:
    """Write ``changes`` only if the row still has the ``expected`` values; True if exactly one row changed."""
    manager = type(instance)._default_manager
    changed = manager.filter(pk=instance.pk, **expected).update(**changes) == 1
    if changed:
        for name, value in changes.items():
            setattr(instance, name, value)
    return changed


def after_commit(action: Callable[[], Any]) -> None:
    """Run ``action`` once the surrounding transaction is durable; its failure never undoes the transaction."""
    transaction.on_commit(action, robust=True)
