"""Confirming that a fee reached the organiser's bank: one transfer at a time, or a file of the bank."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.tuition.selectors import ledger
from exams.sittings.enums import RegistrationState, RoundState
from exams.sittings.models import Registration, Round
from exams.sittings.points import REGISTRATION_CONFIRMED, RegistrationConfirmed
from exams.sittings.rules import codes
from exams.sittings.selectors import fees as fee_reads
from exams.sittings.selectors import orders, places
from exams.sittings.services import fees, news
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal


class UnableToConfirm(Refusal):
    """The transfer cannot be matched; ``code`` tells why."""

    code = "unable_to_confirm"


def confirm(*, code: str, amount: int, reference: str, actor: Any, now: dt.datetime) -> list[Registration]:
    """A transfer of ``amount`` with a payment code arrived under the bank's ``reference``: every pending registration
    of that code is registered, and the ledger has a payment for each.

    A place whose hold has run out is taken up again while one is free. Given again, the same transfer changes nothing
    and returns nothing. Raises :class:`UnableToConfirm` with code ``code_invalid``, ``code_unknown``, ``amount``,
    ``paid_already``, ``given_up``, ``place_gone`` or ``released``.
    """
    order = codes.normalise_payment_code(code)
    if not codes.is_payment_code(order):
        raise UnableToConfirm(_("繳費帳號的檢查碼不符。"), code="code_invalid")
    with transaction.atomic():
        round = _lock_round(order)
        rows = orders.rows(order)
        fees.hold(rows)
        if ledger.has_key(*(fees.payment_key(reference, row) for row in rows)):
            return []
        waiting = _waiting(rows, now)
        _require_amount(waiting, amount)
        if round.state == RoundState.RELEASED:
            raise UnableToConfirm(_("梯次已公布成績，不能再確認繳費。"), code="released")
        for row in waiting:
            _require_place(row, now)
            _register(row, now)
        _write(waiting, reference, actor, now)
    return waiting


def receive(*, code: str, amount: int, reference: str, actor: Any, now: dt.datetime) -> Registration:
    """Money that came too late for its place: it enters the ledger, where it is owed back. Nothing else changes.

    Raises :class:`UnableToConfirm` with code ``code_unknown`` or what the ledger refuses.
    """
    with transaction.atomic():
        order = codes.normalise_payment_code(code)
        _lock_round(order)
        rows = orders.rows(order)
        fees.hold(rows)
        row = rows[0]
        fees.pay(registration=row, amount=amount, reference=reference, actor=actor, now=now)
    return row


def _lock_round(order: str) -> Round:
    found = orders.round_of(order)
    if found is None:
        raise UnableToConfirm(_("沒有這個繳費帳號。"), code="code_unknown")
    return locked(Round.objects.all(), pk=found.pk)


def _waiting(rows: Sequence[Registration], now: dt.datetime) -> list[Registration]:
    """What the transfer is for: pending registrations, else those whose places lapsed unpaid."""
    pending = [row for row in rows if row.state == RegistrationState.PENDING]
    if pending:
        return pending
    lapsed = [row for row in rows if orders.has_lapsed(row, now=now)]
    if lapsed:
        return lapsed
    if any(row.state == RegistrationState.REGISTERED for row in rows):
        raise UnableToConfirm(_("這個繳費帳號已確認過繳費。"), code="paid_already")
    raise UnableToConfirm(_("這個繳費帳號的報名已取消。"), code="given_up")


def _require_amount(waiting: Sequence[Registration], amount: int) -> None:
    due = orders.due(waiting)
    if amount != due:
        raise UnableToConfirm(
            _("金額 %(amount)s 元與應繳 %(due)s 元不符。") % {"amount": f"{amount:,}", "due": f"{due:,}"},
            code="amount",
        )


def _require_place(row: Registration, now: dt.datetime) -> None:
    """A place that was kept is still its own; one whose hold ran out is taken up again only while one is free."""
    if row.state == RegistrationState.PENDING and row.held_until is not None and now < row.held_until:
        return
    others = places.of_person(row.person, now=now).filter(sitting=row.sitting).exclude(pk=row.pk)
    if others.exists() or places.left(row.sitting, now=now) == 0:
        raise UnableToConfirm(_("保留期限已過，名額已由他人取得；請登錄款項並退費。"), code="place_gone")


def _register(row: Registration, now: dt.datetime) -> None:
    changes = {"state": RegistrationState.REGISTERED, "confirmed_at": now}
    if not conditional_update(row, {"state": row.state}, **changes):
        raise UnableToConfirm(_("這筆報名的狀態已經改變，請重新整理頁面。"), code="changed")


def _write(waiting: Sequence[Registration], reference: str, actor: Any, now: dt.datetime) -> None:
    for row in waiting:
        if fee_reads.balance(row).charged == 0:
            fees.charge(registration=row, amount=row.sitting.fee_twd or 0, key=":again", actor=actor, now=now)
        fees.pay(registration=row, amount=fee_reads.balance(row).due, reference=reference, actor=actor, now=now)
    for row in waiting:
        REGISTRATION_CONFIRMED.apply(RegistrationConfirmed(row.pk, actor, now))
        audit.record(
            actor=actor,
            action="registration.paid",
            subject=f"sittings.Registration:{row.public_id}",
            now=now,
            reference=reference,
        )
    for person in {row.person_id for row in waiting}:
        news.tell(what=news.CONFIRMED, registrations=[row for row in waiting if row.person_id == person], now=now)
