"""Tuition in the ledger: the fee of a seat is charged when it is taken, and not owed when it is given back unpaid."""

import datetime as dt
from typing import Any

from courses.classes.models import Enrolment
from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.selectors import ledger as reads
from courses.tuition.selectors.refunds import about_enrolment
from courses.tuition.services import ledger


def account_of(enrolment: Enrolment) -> ledger.Account:
    """The account of a seat: the learner pays the host school."""
    return ledger.Account(
        about=about_enrolment(enrolment),
        purpose=Purpose.TUITION,
        person=enrolment.person,
        school=enrolment.regional_class.school,
    )


def charge(*, enrolment: Enrolment, actor: Any, now: dt.datetime) -> None:
    """Charge the class's fee; a class without one charges nothing."""
    fee = enrolment.regional_class.fee_twd
    if fee:
        ledger.record(
            account=account_of(enrolment),
            kind=EntryKind.CHARGE,
            amount=fee,
            source_key=f"tuition:{enrolment.public_id}",
            actor=actor,
            now=now,
        )


def release(*, enrolment: Enrolment, actor: Any, now: dt.datetime) -> None:
    """A seat given back: what was never paid is no longer owed. After a payment the school settles the refund."""
    about = about_enrolment(enrolment)
    if reads.balance(about).paid == 0:
        ledger.drop_charges(about=about, note="withdrawn", actor=actor, now=now)
