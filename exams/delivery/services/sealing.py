"""Sealing a round: forms checked, attempts written with every order, the configuration frozen with its hash.

Nothing is drawn when a candidate presses Start (ARCHITECTURE, flow 1).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.delivery.enums import AttemptState
from exams.delivery.models import Attempt
from exams.delivery.rules import arrangement
from exams.delivery.selectors import forms
from exams.delivery.services import accommodations, secrecy, sheets
from exams.papers.selectors import verdicts
from exams.sittings.enums import RegistrationState, RoundOrigin, RoundState, SittingMode
from exams.sittings.models import Registration, Round, Sitting
from lms.core import audit
from lms.core.db import conditional_update, locked
from lms.core.errors import Refusal


class UnableToSeal(Refusal):
    """The round cannot be sealed; ``code`` tells why."""

    code = "unable_to_seal"


class UnableToAdd(Refusal):
    """No attempt can be added for this registration; ``code`` tells why."""

    code = "unable_to_add_attempt"


def seal(*, round: Round, actor: Any, now: dt.datetime) -> Round:
    """Seal an open round held here. Raises :class:`UnableToSeal` with code ``imported``, ``no_sittings``,
    ``no_form``, ``form_lengths``, ``blueprint_unmet``, ``no_instants`` or ``sealed_already``; then nothing has been written."""
    sittings = list(round.sittings.exclude(mode=SittingMode.MOCK).order_by("subject__position", "id"))
    _require_complete(round, sittings)
    with transaction.atomic():
        if not conditional_update(round, {"state": RoundState.OPEN}, state=RoundState.SEALED):
            raise UnableToSeal(_("梯次已經封存。"), code="sealed_already")
        for sitting in sittings:
            sitting.sealed_at, sitting.config_hash = now, config_hash(sitting)
            sitting.save(update_fields=["sealed_at", "config_hash"])
            _write_attempts(sitting, now)
        accommodations.enter(attempts=Attempt.objects.filter(sitting__in=sittings), actor=actor, now=now)
        secrecy.begin(round=round, actor=actor, now=now)
        audit.record(
            actor=actor,
            action="round.sealed",
            subject=f"sittings.Round:{round.public_id}",
            now=now,
            config={str(sitting.public_id): sitting.config_hash for sitting in sittings},
        )
    return round


def add_attempt(*, registration: Registration, actor: Any, now: dt.datetime) -> Attempt:
    """The attempt of a registration made after sealing; asked again, it gives the same attempt.

    Raises :class:`UnableToAdd` with code ``not_sealed`` or ``cancelled``. On paper it comes with its answer sheet.
    """
    sitting = registration.sitting
    if sitting.sealed_at is None:
        raise UnableToAdd(_("梯次尚未封存；封存時會一併產生考卷。"), code="not_sealed")
    with transaction.atomic():
        held = locked(Registration.objects.select_related("sitting"), pk=registration.pk)
        known = Attempt.objects.filter(registration=held).first()
        if known is not None:
            return known
        if held.state != RegistrationState.REGISTERED:
            raise UnableToAdd(_("這筆報名已經取消。"), code="cancelled")
        attempt = _attempt(held, forms.questions_of(sitting), now)
        attempt.save(force_insert=True)
        accommodations.enter(attempts=Attempt.objects.filter(pk=attempt.pk), actor=actor, now=now)
        if sitting.mode == SittingMode.PAPER:
            sheets.write(sitting=sitting, now=now)
        audit.record(actor=actor, action="attempt.added", subject=f"delivery.Attempt:{attempt.public_id}", now=now)
    return attempt


def rewrite(attempts: Iterable[Attempt], *, now: dt.datetime) -> None:
    """Give prepared attempts a form of their sitting anew, with orders of its own; inside the caller's transaction.

    For people whom a disaster sent to another day: those who sat on the first one have seen the first form.
    """
    for attempt in attempts:
        if attempt.registration is None or attempt.state != AttemptState.PREPARED:
            continue
        fresh = _attempt(attempt.registration, forms.questions_of(attempt.sitting), now, attempt.sitting)
        attempt.form_id, attempt.order = fresh.form_id, fresh.order
        attempt.save(update_fields=["form", "order"])


def config_hash(sitting: Sitting) -> str:
    """SHA-256 over everything that decides how the sitting runs, its forms' contents included."""
    body = {
        "v": 1,
        "sitting": str(sitting.public_id),
        "subject": str(sitting.subject),
        "mode": str(sitting.mode),
        "opens_at": sitting.opens_at.astimezone(dt.UTC).isoformat() if sitting.opens_at else None,
        "entry_closes_at": sitting.entry_closes_at.astimezone(dt.UTC).isoformat() if sitting.entry_closes_at else None,
        "minutes": sitting.minutes,
        "leave_after_minutes": sitting.leave_after_minutes,
        "self_admission": sitting.self_admission,
        "forms": sorted(sitting.forms.values_list("code", "content_hash")),
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _require_complete(round: Round, sittings: list[Sitting]) -> None:
    if round.origin != RoundOrigin.PLATFORM:
        raise UnableToSeal(_("匯入的梯次不在本平台施測，不能封存。"), code="imported")
    if not sittings:
        raise UnableToSeal(_("梯次沒有任何場次。"), code="no_sittings")
    for sitting in sittings:
        lengths = forms.lengths(sitting)
        subject = sitting.subject.code
        if not lengths or 0 in lengths:
            raise UnableToSeal(_("考科 %(subject)s 尚未組卷。") % {"subject": subject}, code="no_form")
        if len(lengths) > 1:
            raise UnableToSeal(_("考科 %(subject)s 的試卷題數不一致。") % {"subject": subject}, code="form_lengths")
        unmet = [each.form.code for each in verdicts.of_forms(forms.of(sitting)) if not each.is_fulfilled]
        if unmet:
            why = _("試卷 %(codes)s 不符合藍圖，請重新組卷。") % {"codes": "、".join(unmet)}
            raise UnableToSeal(why, code="blueprint_unmet")
        if sitting.mode == SittingMode.PAPER and forms.unfit_for_paper(sitting):
            raise UnableToSeal(
                _("考科 %(subject)s 的試卷有答案卡無法作答的題型。") % {"subject": subject}, code="not_for_paper"
            )
        if sitting.opens_at is None or sitting.entry_closes_at is None:
            raise UnableToSeal(_("考科 %(subject)s 尚未排定時間。") % {"subject": subject}, code="no_instants")


def _write_attempts(sitting: Sitting, now: dt.datetime) -> None:
    """One attempt per standing registration; the round's row is locked, so none can slip in."""
    questions = forms.questions_of(sitting)
    standing = Registration.objects.filter(sitting=sitting, state=RegistrationState.REGISTERED).order_by("id")
    Attempt.objects.bulk_create([_attempt(each, questions, now, sitting) for each in standing], batch_size=200)
    if sitting.mode == SittingMode.PAPER:
        sheets.write(sitting=sitting, now=now)


def _attempt(
    registration: Registration,
    questions: dict[int, list[arrangement.Question]],
    now: dt.datetime,
    sitting: Sitting | None = None,
) -> Attempt:
    sitting = sitting or registration.sitting
    seed = str(registration.public_id)
    form = arrangement.choose_form(list(questions), seed)
    return Attempt(
        sitting=sitting,
        form_id=form,
        registration=registration,
        order=_order(sitting, questions[form], f"{form}:{seed}"),
        limit_seconds=sitting.minutes * 60,
        created_at=now,
    )


def _order(sitting: Sitting, questions: list[arrangement.Question], seed: str) -> list[arrangement.Shown]:
    """On paper everybody with a form has the same print of it."""
    if sitting.mode == SittingMode.PAPER:
        return arrangement.printed(questions)
    return arrangement.arrange(questions, seed)
