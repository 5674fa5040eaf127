"""Identity numbers: checked, sealed, and known again only through the blind index (TW-6 to TW-8)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.enums import IdentityFlaw
from lms.accounts.models import IdentityDocument, Person
from lms.accounts.rules import identity, masking
from lms.core import audit, vault
from lms.core.errors import Refusal

PURPOSE = "accounts.identity"
"""The vault's purpose of identity numbers, for sealing and for the blind index."""
FLAWS = {
    IdentityFlaw.EMPTY: gettext_lazy("請填證件號碼。"),
    IdentityFlaw.SHAPE: gettext_lazy("號碼格式不符，請對照證件重新填寫。"),
    IdentityFlaw.CHECK_DIGIT: gettext_lazy("號碼的檢查碼不符，請對照證件重新填寫。"),
    IdentityFlaw.FORM_ENDED: gettext_lazy("舊式統一證號已停用，請填新式統一證號。"),
    IdentityFlaw.LOOKS_LIKE_ID: gettext_lazy("這看起來是身分證或統一證號，請改選該類證件。"),
}


class NumberInvalid(Refusal):
    """The number cannot be one of its kind; ``code`` is the flaw."""

    code = "identity_invalid"


class NumberTaken(Refusal):
    """The number belongs to another person."""

    code = "identity_taken"


def checked(*, number: str, is_passport: bool, on: dt.date) -> identity.Identity:
    """What a typed number is. Raises :class:`NumberInvalid`."""
    found = identity.check_passport(number) if is_passport else identity.identify(number, on)
    if not found.is_valid:
        flaw = IdentityFlaw(found.reasons[0].code)
        raise NumberInvalid(FLAWS[flaw], code=flaw.value)
    return found


def enter(
    *, person: Person, number: str, is_passport: bool, on: dt.date, actor: Any, now: dt.datetime
) -> IdentityDocument:
    """Put the number on file for the person, in place of one that nobody has verified.

    The same number again changes nothing. Raises :class:`NumberInvalid` or :class:`NumberTaken`.
    """
    found = checked(number=number, is_passport=is_passport, on=on)
    assert found.kind is not None
    index = vault.blind_index(found.number, purpose=PURPOSE)
    try:
        with transaction.atomic():
            known = IdentityDocument.objects.filter(blind_index=index).first()
            if known is not None:
                return _own(known, person)
            IdentityDocument.objects.filter(person=person, verified_at=None).delete()
            made = IdentityDocument.objects.create(
                person=person,
                kind=found.kind,
                masked=masking.mask_number(found.number),
                blind_index=index,
                ciphertext=vault.seal(found.number, purpose=PURPOSE),
            )
            audit.record(
                actor=actor,
                action="identity_document.entered",
                subject=f"accounts.Person:{person.public_id}",
                now=now,
                kind=str(found.kind.value),
            )
            return made
    except IntegrityError:  # the same number came in twice at the same moment
        return _own(IdentityDocument.objects.get(blind_index=index), person)


def _own(known: IdentityDocument, person: Person) -> IdentityDocument:
    if known.person_id != person.pk:
        raise NumberTaken(_("這個證件號碼已登錄在另一個帳號；若是您本人的證件，請聯絡承辦人員合併帳號。"))
    return known
