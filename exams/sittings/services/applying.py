"""A candidate registers for papers of a round: all of them or none, under the round's lock, so nothing is oversold."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.sittings.enums import RegistrationState, SittingKind, WindowState
from exams.sittings.models import Eligibility, GroupUnit, Registration, Round, Sitting
from exams.sittings.points import REGISTRATION_CONFIRMED, RegistrationConfirmed
from exams.sittings.rules import codes
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import holds as hold_reads
from exams.sittings.selectors import offers, places
from exams.sittings.services import fees, groups, holds, news, registrations
from exams.sittings.services.registrations import UnableToRegister
from lms.accounts.models import Person
from lms.accounts.selectors import documents_of
from lms.core import audit, pdf
from lms.core.db import locked


@dataclass(frozen=True)
class Application:
    """What the candidate chose: papers of one round, a unit's verification code, the optional answers by name."""

    round: Round
    sittings: Sequence[Sitting]
    kind: SittingKind = SittingKind.REGULAR
    unit_code: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def apply(*, person: Person, application: Application, actor: Any, now: dt.datetime) -> list[Registration]:
    """Register the person. With a fee the registrations wait for it and keep their places until ``held_until``;
    without one they stand at once. The candidate has confirmed how the certificate will print the name.

    Raises ``UnableToRegister``: code ``nothing_chosen``, ``no_name``, ``no_document``, ``window_not_announced``,
    ``window_upcoming``, ``window_closed``, ``closed``, ``fee_not_announced``, ``foreign_sitting``, ``subject_twice``,
    ``full``, ``registered_already``, ``overlap``, ``not_eligible`` or ``right_used``; ``groups.UnitUnknown``;
    ``pdf.UnprintableCharacter`` for a name that no document can print.
    """
    with transaction.atomic():
        round = locked(Round.objects.select_related("programme"), pk=application.round.pk)
        # One registration of a person at a time, in whatever rounds: overlapping papers may belong to two of them.
        held = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
        unit = groups.by_code(application.unit_code, round=round) if application.unit_code else None
        holds.lapse(round=round, actor=None, now=now)
        _require_open(round, now)
        chosen = _chosen(round, application.sittings)
        _require_person(held)
        _require_free(held, chosen, now)
        made = _write(held, round, chosen, application, unit, actor, now)
    return made


def _require_open(round: Round, now: dt.datetime) -> None:
    texts = {
        WindowState.NOT_ANNOUNCED: _("這個梯次的報名期間尚未公告。"),
        WindowState.UPCOMING: _("尚未開放報名。"),
        WindowState.CLOSED: _("報名已截止。"),
    }
    state = offers.window(round, now=now)
    if state in texts:
        raise UnableToRegister(texts[state], code=f"window_{state.value}")


def _chosen(round: Round, asked: Sequence[Sitting]) -> list[Sitting]:
    """The sittings as they stand now, in the order of the day."""
    if not asked:
        raise UnableToRegister(_("請至少選一個考科。"), code="nothing_chosen")
    rows = Sitting.objects.filter(pk__in=[each.pk for each in asked]).select_related("subject", "programme", "round")
    found = list(rows.order_by("opens_at", "pk"))
    if any(each.round_id != round.pk for each in found):
        raise UnableToRegister(_("考科不屬於這個梯次。"), code="foreign_sitting")
    if len({each.subject_id for each in found}) < len(found):
        raise UnableToRegister(_("同一考科只能選一個場次。"), code="subject_twice")
    if any(each.fee_twd is None for each in found):
        raise UnableToRegister(_("報名費尚未公告，還不能報名。"), code="fee_not_announced")
    return found


def _require_person(person: Person) -> None:
    if not person.has_document_name or person.birth_date is None:
        raise UnableToRegister(_("請先填寫證件上的姓名與出生日期。"), code="no_name")
    if not documents_of(person):
        raise UnableToRegister(_("請先登錄身分證件號碼。"), code="no_document")
    pdf.require_glyphs(person.name, person.name_romanised)


def _require_free(person: Person, chosen: Sequence[Sitting], now: dt.datetime) -> None:
    mine = [each.sitting for each in places.of_person(person, now=now)]
    taken = {(each.round_id, each.subject_id) for each in mine}
    if any((each.round_id, each.subject_id) in taken for each in chosen):
        raise UnableToRegister(_("已經報名這個場次。"), code="registered_already")
    for sitting in chosen:
        registrations.require_place(sitting, now=now)
    others = [each for each in mine if each.make_ups.count() == 0]
    spans = places.spans(chosen)
    held = places.spans(others)
    if rules.any_overlap(spans) or any(span.overlaps(other) for span in spans for other in held):
        raise UnableToRegister(_("所選考科與您已報名的場次時間重疊。"), code="overlap")


def _write(
    person: Person,
    round: Round,
    chosen: Sequence[Sitting],
    application: Application,
    unit: GroupUnit | None,
    actor: Any,
    now: dt.datetime,
) -> list[Registration]:
    code = unit.payment_code if unit else payment_code()
    made = []
    for sitting in chosen:
        right = registrations.right_for(person, sitting, application.kind)
        _require_unused(right)
        enrolment = right.enrolment if right else None
        frozen = registrations.snapshot_of(person=person, enrolment=enrolment) | _declared(person, application.answers)
        waits = bool(sitting.fee_twd)
        made.append(
            registrations.insert(
                person=person,
                sitting=sitting,
                kind=application.kind,
                state=RegistrationState.PENDING if waits else RegistrationState.REGISTERED,
                enrolment=enrolment,
                snapshot=frozen,
                group=unit,
                payment_code=code if waits else "",
                held_until=hold_reads.held_until(round, now) if waits else None,
                confirmed_at=None if waits else now,
                name_confirmed_at=now,
                registered_at=now,
            )
        )
    _follow_up(made, actor, now)
    return made


def _require_unused(right: Eligibility | None) -> None:
    """A completed class gives one regular test; after it, a retake is applied for (GCT-12)."""
    if right is None or right.enrolment is None:
        return
    used = Registration.objects.filter(enrolment=right.enrolment, kind=right.kind, sitting__subject=right.subject)
    if used.exclude(state=RegistrationState.CANCELLED).exists():
        why = _("這個班別的應試資格已經用過；未通過者請申請補測。")
        raise UnableToRegister(why, code="right_used")


def _follow_up(made: Sequence[Registration], actor: Any, now: dt.datetime) -> None:
    """Charges, effects and letters; the trail's lock comes last."""
    for each in made:
        fees.charge(registration=each, amount=each.sitting.fee_twd or 0, actor=actor, now=now)
        if each.state == RegistrationState.REGISTERED:
            REGISTRATION_CONFIRMED.apply(RegistrationConfirmed(each.pk, actor, now))
        audit.record(
            actor=actor,
            action="registration.applied",
            subject=f"sittings.Registration:{each.public_id}",
            now=now,
            sitting=str(each.sitting.public_id),
            state=str(each.state),
        )
    for state, what in ((RegistrationState.PENDING, news.RECEIVED), (RegistrationState.REGISTERED, news.CONFIRMED)):
        if told := [each for each in made if each.state == state]:
            news.tell(what=what, registrations=told, now=now)


def _declared(person: Person, answers: Mapping[str, str]) -> dict[str, str]:
    given = {name: value for name, value in answers.items() if value and name in registrations.ANSWERS}
    return given | {"document_masked": documents_of(person)[-1].masked}


def payment_code() -> str:
    """A payment code that nobody has yet: random digits, so that no number says how many people registered."""
    while True:
        code = codes.with_check_digit("".join(secrets.choice("0123456789") for _digit in range(codes.PAYMENT_DIGITS)))
        used = Registration.objects.filter(payment_code=code).exists()
        if not used and not GroupUnit.objects.filter(payment_code=code).exists():
            return code
