"""The ledger: the one place where movements of money are written. Entries are never changed, only taken back.

Amounts are whole NT$. ``about`` names what the money is for as ``app.Model:public_id``; an account is everything about
one such thing. ``source_key`` names the event an entry comes from: written again, it gives the same entry.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.models import LedgerEntry
from courses.tuition.rules import accounts
from courses.tuition.selectors import ledger as reads
from lms.accounts.models import Person
from lms.core import audit
from lms.core.errors import Refusal
from lms.organizations.models import HostSchool


class UnableToRecord(Refusal):
    """The entry cannot be written; ``code`` tells why."""

    code = "unable_to_record"


@dataclass(frozen=True)
class Account:
    """Whose money for what: the payer is a person, or a group by its public reference; the payee a school, or the
    organiser of the exam when null."""

    about: str
    purpose: Purpose
    person: Person | None = None
    payer: str = ""
    school: HostSchool | None = None


def account_of(entry: LedgerEntry) -> Account:
    """The account an entry stands in."""
    return Account(entry.about, Purpose(entry.purpose), entry.person, entry.payer, entry.school)


def record(
    *,
    account: Account,
    kind: EntryKind,
    amount: int,
    source_key: str,
    document: str = "",
    note: str = "",
    actor: Any,
    now: dt.datetime,
) -> LedgerEntry:
    """Write one movement. ``document`` is a receipt or transfer number.

    Raises :class:`UnableToRecord` with code ``amount``, ``refund_too_high`` (more than was paid), ``waiver_too_high``
    (more than was charged) or ``key_differs`` (the event was written before with another kind or amount).
    """
    if not accounts.is_amount(amount):
        raise UnableToRecord(_("金額須為 1 至 10,000,000 的整數（新臺幣元）。"), code="amount")
    with transaction.atomic():
        _lock(account.about)
        known = LedgerEntry.objects.filter(source_key=source_key).first()
        if known is not None:
            return _same(known, account, kind, amount)
        _require_sound(account.about, accounts.Movement(kind, amount))
        entry = LedgerEntry(
            person=account.person,
            payer=account.payer,
            school=account.school,
            purpose=account.purpose,
            kind=kind,
            amount_twd=amount,
            about=account.about,
            document=document,
            note=note,
            source_key=source_key,
            entered_by=actor if getattr(actor, "pk", None) else None,
            entered_at=now,
        )
        return _write(entry, actor, now) or _same(LedgerEntry.objects.get(source_key=source_key), account, kind, amount)


def reverse(*, entry: LedgerEntry, note: str = "", actor: Any, now: dt.datetime) -> LedgerEntry:
    """Take an entry back by one that counts against it; once only.

    Raises :class:`UnableToRecord` with code ``reversed_already``, ``is_reversal`` or what a payment taken back would
    leave unsound: ``refund_too_high``, ``waiver_too_high``.
    """
    if entry.reverses_id is not None:
        raise UnableToRecord(_("沖正的紀錄不能再沖正，請重新登錄正確的紀錄。"), code="is_reversal")
    with transaction.atomic():
        _lock(entry.about)
        if LedgerEntry.objects.filter(reverses=entry).exists():
            raise _reversed_already()
        _require_sound(entry.about, accounts.Movement(EntryKind(entry.kind), entry.amount_twd, takes_back=True))
        taken_back = LedgerEntry(
            person=entry.person,
            payer=entry.payer,
            school=entry.school,
            purpose=entry.purpose,
            kind=entry.kind,
            amount_twd=entry.amount_twd,
            about=entry.about,
            reverses=entry,
            document=entry.document,
            note=note,
            source_key=f"reversal:{entry.public_id}",
            entered_by=actor if getattr(actor, "pk", None) else None,
            entered_at=now,
        )
        written = _write(taken_back, actor, now)
        if written is None:
            raise _reversed_already()
        return written


def give_back(
    *,
    account: Account,
    amount: int,
    source_key: str,
    document: str = "",
    note: str = "",
    actor: Any,
    now: dt.datetime,
) -> LedgerEntry:
    """Pay money back: what the payer is still charged for it is waived, then the refund is written.

    Raises what :func:`record` raises; then neither entry has been written.
    """
    with transaction.atomic():
        _lock(account.about)
        known = LedgerEntry.objects.filter(source_key=source_key).first()
        if known is None and accounts.is_amount(amount):
            waive = amount - reads.balance(account.about).owed_back
            if waive > 0:
                record(
                    account=account,
                    kind=EntryKind.WAIVER,
                    amount=waive,
                    source_key=f"{source_key}:waiver",
                    note=note,
                    actor=actor,
                    now=now,
                )
        return record(
            account=account,
            kind=EntryKind.REFUND,
            amount=amount,
            source_key=source_key,
            document=document,
            note=note,
            actor=actor,
            now=now,
        )


def drop_charges(*, about: str, note: str = "", actor: Any, now: dt.datetime) -> None:
    """Take back every standing charge and waiver of an account: it is no longer owed at all.

    What was paid stays in the ledger and is then owed back.
    """
    with transaction.atomic():
        _lock(about)
        standing = LedgerEntry.objects.filter(about=about, reverses=None, reversal=None)
        for kind in (EntryKind.WAIVER, EntryKind.CHARGE):
            for entry in standing.filter(kind=kind).order_by("pk"):
                reverse(entry=entry, note=note, actor=actor, now=now)


def hold(abouts: Collection[str]) -> None:
    """Keep these accounts for the surrounding transaction: whoever writes several of them, or takes other locks, asks
    for all of them first (the audit trail's lock comes last)."""
    firsts = LedgerEntry.objects.filter(about__in=list(abouts), reverses=None)
    list(firsts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _lock(about: str) -> None:
    """One writer at a time per account: its entries stand for it. Without one, nothing can be over-refunded."""
    hold([about])


def _require_sound(about: str, movement: accounts.Movement) -> None:
    before = reads.balance(about)
    after = before + accounts.sum_up([movement])
    if accounts.is_sound(after):
        return
    if after.refunded > after.paid:
        why = _("退費合計不得超過已繳金額 %(kept)s 元。") % {"kept": f"{before.kept:,}"}
        raise UnableToRecord(why, code="refund_too_high")
    why = _("減免合計不得超過應繳金額 %(charged)s 元。") % {"charged": f"{before.charged:,}"}
    raise UnableToRecord(why, code="waiver_too_high")


def _write(entry: LedgerEntry, actor: Any, now: dt.datetime) -> LedgerEntry | None:
    """The entry with its line in the trail; None when its key (or the entry it reverses) was taken meanwhile."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return None
    audit.record(
        actor=actor,
        action="ledger.reversed" if entry.reverses_id else f"ledger.{entry.kind}",
        subject=f"tuition.LedgerEntry:{entry.public_id}",
        now=now,
        about=entry.about,
        amount=entry.amount_twd,
    )
    return entry


def _same(known: LedgerEntry, account: Account, kind: EntryKind, amount: int) -> LedgerEntry:
    if (known.about, known.kind, known.amount_twd) != (account.about, kind, amount):
        raise UnableToRecord(_("這筆來源已經登錄過，內容不同。"), code="key_differs")
    return known


def _reversed_already() -> UnableToRecord:
    return UnableToRecord(_("這筆紀錄已經沖正過。"), code="reversed_already")
