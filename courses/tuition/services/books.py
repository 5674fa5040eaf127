"""What the people who keep the books enter by hand: receipts of tuition, refunds, waivers, corrections."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.models import LedgerEntry
from courses.tuition.services import ledger
from lms.core import audit
from lms.core.errors import Refusal


class NotHere(Refusal):
    """This kind of entry is made elsewhere: exam fees are confirmed on the registration pages."""

    code = "entry_not_here"


def kinds_for(purpose: str) -> list[EntryKind]:
    """What may be entered by hand in an account of this purpose."""
    if purpose == Purpose.TUITION:
        return [EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.WAIVER]
    return [EntryKind.REFUND]


def enter(
    *,
    account: ledger.Account,
    kind: EntryKind,
    amount: int,
    document: str,
    note: str = "",
    key: str,
    actor: Any,
    now: dt.datetime,
) -> LedgerEntry:
    """Enter one movement; ``key`` is the form's own, so that a form sent twice enters it once.

    Raises :class:`NotHere` or ``ledger.UnableToRecord``.
    """
    if kind not in kinds_for(account.purpose):
        raise NotHere(_("報名費的繳費請在「報名與繳費」頁確認，這裡只能登錄退費。"))
    write = ledger.give_back if kind is EntryKind.REFUND else ledger.record
    options: dict[str, Any] = {} if kind is EntryKind.REFUND else {"kind": kind}
    return write(
        account=account,
        amount=amount,
        source_key=f"entered:{account.about}:{key}"[:120],
        document=document,
        note=note,
        actor=actor,
        now=now,
        **options,
    )


def correct(*, entry: LedgerEntry, note: str, actor: Any, now: dt.datetime) -> LedgerEntry:
    """Take a mistaken entry back. Raises :class:`NotHere` for what these pages do not enter, else as the ledger does."""
    if EntryKind(entry.kind) not in kinds_for(entry.purpose):
        raise NotHere(_("這筆紀錄由系統登錄，不能在這裡沖正。"))
    return ledger.reverse(entry=entry, note=note, actor=actor, now=now)


def record_export(*, rows: int, kind: str, actor: Any, now: dt.datetime) -> None:
    """Note who took the ledger out of the system, and when (TW-11)."""
    audit.record(actor=actor, action="ledger.exported", subject="tuition.LedgerEntry", now=now, rows=rows, kind=kind)
