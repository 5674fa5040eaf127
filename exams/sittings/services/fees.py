"""The fee of a registration in the ledger: charged with it, dropped or waived when it is given up."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.services import ledger
from exams.sittings.models import Registration
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import fees as reads


def account_of(registration: Registration) -> ledger.Account:
    """The candidate's account with the organiser; the unit's where a unit pays for its people."""
    about, group = reads.about(registration), registration.group
    if group is not None:
        return ledger.Account(about, Purpose.EXAM_FEE, payer=reads.payer_of(group))
    return ledger.Account(about, Purpose.EXAM_FEE, person=registration.person)


def hold(registrations: Collection[Registration]) -> None:
    """Keep these accounts for the transaction, before anything is written to the trail."""
    ledger.hold([reads.about(each) for each in registrations])


def charge(*, registration: Registration, amount: int, key: str = "", actor: Any, now: dt.datetime) -> None:
    """Charge the fee; ``key`` tells a second charge of the same registration (a place taken up again) from the first."""
    if amount:
        ledger.record(
            account=account_of(registration),
            kind=EntryKind.CHARGE,
            amount=amount,
            source_key=f"fee:{registration.public_id}{key}",
            actor=actor,
            now=now,
        )


def pay(*, registration: Registration, amount: int, reference: str, actor: Any, now: dt.datetime) -> None:
    """Write a payment that reached the organiser's bank."""
    if amount:
        ledger.record(
            account=account_of(registration),
            kind=EntryKind.PAYMENT,
            amount=amount,
            source_key=payment_key(reference, registration),
            document=reference,
            actor=actor,
            now=now,
        )


def give_up(*, registration: Registration, percent: int, actor: Any, now: dt.datetime) -> None:
    """A registration given up: unpaid, nothing is owed any more; paid, this share of the fee is owed back."""
    balance = reads.balance(registration)
    if balance.paid == 0:
        ledger.drop_charges(about=reads.about(registration), actor=actor, now=now)
        return
    share = rules.share_of(balance.kept, percent)
    if share:
        ledger.record(
            account=account_of(registration),
            kind=EntryKind.WAIVER,
            amount=share,
            source_key=f"given-up:{registration.public_id}",
            actor=actor,
            now=now,
        )


def payment_key(reference: str, registration: Registration) -> str:
    """The key of a payment: the same transfer never counts twice for a registration."""
    return f"bank:{reference}:{registration.public_id}"
