"""Model fields of the house."""

import uuid
from enum import StrEnum
from typing import Any

from django.db import models


def enum_field(kind: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A text column holding a value of ``kind``; the database's CHECK comes from :func:`enum_check`."""
    options.setdefault("max_length", 24)
    return models.CharField(choices=[(member.value, member.value) for member in kind], **options)


def enum_check(app: str, model: str, column: str, kind: type[StrEnum]) -> models.CheckConstraint:
    """Only the values of ``kind`` can be stored, whoever writes."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": [member.value for member in kind]}), name=f"{app}_{model}_{column}_known"
    )


def public_id() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    """The identity of a row in URLs and documents; the primary key stays inside."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
