"""The identities a person declares for a discount: sealed, since some of them are special-category data (ACC-3)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from courses.tuition.models import IdentityDeclaration
from courses.tuition.rules.enums import Identity
from courses.tuition.selectors import discounts
from lms.accounts.models import Person
from lms.core import audit, vault


def declare(*, person: Person, identities: Collection[Identity], actor: Any, now: dt.datetime) -> IdentityDeclaration:
    """Replace what the person declared. The trail says that it changed, never to what."""
    sealed = vault.seal(sorted(identity.value for identity in identities), purpose=discounts.DECLARATION)
    with transaction.atomic():
        row, _ = IdentityDeclaration.objects.update_or_create(
            person=person, defaults={"sealed": sealed, "declared_at": now}
        )
        audit.record(actor=actor, action="identity.declared", subject=f"accounts.Person:{person.public_id}", now=now)
    return row
