"""Who may import and export: writers bring questions in, everybody of the bank takes out what they may read."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from question_bank.formats.models import ImportBatch
from question_bank.items.policies import is_bank_staff, is_writer

can_import = is_writer
can_export = is_bank_staff


def visible_batches(user: Any) -> QuerySet[ImportBatch]:
    """The user's own uploads: nobody else reads a file before it is in the bank."""
    if not can_import(user):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(owner=user)


def access_batch(user: Any, public_id: uuid.UUID) -> ImportBatch:
    """One of the user's own uploads; for others it does not exist."""
    found = visible_batches(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
