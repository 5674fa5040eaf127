"""The few database moves that every service uses: lock a row, change it only from an expected state, act after commit."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import connection, models, transaction

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


def update_each(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Mapping[Any, Sequence[Any]],
    *,
    compared: Sequence[str] = (),
    expected: Mapping[Any, Sequence[Any]] = MappingProxyType({}),
) -> int:
    """Give every row (by primary key) its own values of ``fields``, in one statement; returns how many were written.

    For many rows at once: an update per row costs a round trip each, ``bulk_update`` a branch per row and field. With
    ``compared`` a row is written only if those fields still are as ``expected``: fewer written than asked for means
    that somebody was faster.
    """
    if not rows:
        return 0
    columns: list[Any] = [model._meta.get_field(name) for name in (*fields, *compared)]
    line = f"({', '.join(['%s'] * (len(columns) + 1))})"
    values = ", ".join([line] * len(rows))
    table, key = _quoted(model._meta.db_table), _quoted(str(model._meta.pk.column))  # type: ignore[union-attr]
    parts = [(_quoted(each.column), _value(each, place)) for place, each in enumerate(columns, start=2)]
    changes = ", ".join(f"{name} = {value}" for name, value in parts[: len(fields)])
    same = "".join(f" AND {table}.{name} = {value}" for name, value in parts[len(fields) :])
    given: list[Any] = []
    for pk, row in rows.items():
        row = (*row, *expected.get(pk, ()))
        given += [pk, *(each.get_db_prep_save(one, connection) for each, one in zip(columns, row, strict=True))]
    with connection.cursor() as cursor:
        # Only names of tables and columns are put into the text, every value is a parameter.
        cursor.execute(
            f"UPDATE {table} SET {changes} FROM (VALUES {values}) AS given WHERE {table}.{key} = given.column1{same}",  # noqa: S608
            given,
        )
        return int(cursor.rowcount)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _value(field: Any, place: int) -> str:
    """PostgreSQL must be told the type of a listed value; SQLite would take a cast instant for a number."""
    named = f"given.column{place}"
    if connection.features.requires_casted_case_in_updates:
        return f"CAST({named} AS {field.db_type(connection)})"
    return named


def after_commit(action: Callable[[], Any]) -> None:
    """Run ``action`` once the surrounding transaction is durable; its failure never undoes the transaction."""
    transaction.on_commit(action, robust=True)
