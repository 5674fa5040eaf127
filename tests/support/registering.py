"""Rounds that take registrations, and people who can register."""

import datetime as dt
from typing import Any

from exams.sittings.models import Registration, Round, Sitting
from exams.sittings.services import applying, groups
from lms.accounts.models import Person
from lms.accounts.services import documents
from tests.support import cast
from tests.support.exams import build_round, build_sitting

NOW = cast.NOW
EXAM = dt.datetime(2027, 1, 16, 1, tzinfo=dt.UTC)  # 09:00 in Taipei
CLOSES = NOW + dt.timedelta(days=20)
_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))


def national_id(number: int) -> str:
    """The ``number``-th invented ID number with a right check digit."""
    digits = f"1{number:07}"
    total = 1 + 0 * 9 + sum(int(digit) * weight for digit, weight in zip(digits, range(8, 0, -1), strict=True))
    return f"A{digits}{-total % 10}"


def candidate(name: str, number: int) -> Person:
    """A person with everything a registration asks for."""
    made = cast.person(name)
    documents.enter(person=made, number=national_id(number), is_passport=False, on=NOW.date(), actor=made.user, now=NOW)
    return made


def open_round(
    programme: str = "ipas-nz-beginner", code: str = "116-1", *, opens_at: dt.datetime = EXAM, **changes: Any
) -> Round:
    """A round that takes registrations now; ``changes`` are columns of the round."""
    made = build_round(programme, code, exam_date=opens_at.date())
    window = {"registration_opens_at": NOW - dt.timedelta(days=1), "registration_closes_at": CLOSES}
    for name, value in (window | {"pay_by": CLOSES.date()} | changes).items():
        setattr(made, name, value)
    made.save()
    return made


def sitting(
    round: Round, subject: str = "L11", *, capacity: int | None = None, fee: int | None = 900, **options: Any
) -> Sitting:
    """A sitting with places and a fee."""
    made = build_sitting(round, subject, **({"opens_at": EXAM} | options))
    made.capacity, made.fee_twd = capacity, fee
    made.save(update_fields=["capacity", "fee_twd"])
    return made


def apply(person: Person, *sittings: Sitting, now: dt.datetime = NOW, **options: Any) -> list[Registration]:
    """Register the person as the page does."""
    round = sittings[0].round
    assert round is not None
    wanted = applying.Application(round=round, sittings=sittings, **options)
    return applying.apply(person=person, application=wanted, actor=person.user, now=now)


def offered(person: Person, *, code: str = "117-1") -> dict[str, Any]:
    """A round that takes registrations, the person's pending one, and a unit of theirs: what addresses name."""
    assert person.user is not None
    documents.enter(person=person, number=national_id(1), is_passport=False, on=NOW.date(), actor=person.user, now=NOW)
    round = open_round(code=code)
    paper = sitting(round, "L11")
    sitting(round, "L12", opens_at=EXAM + dt.timedelta(hours=3))
    (made,) = apply(person, paper)
    unit = groups.open_unit(
        round=round,
        name="示範公司",
        contact_name="示範聯絡",
        contact_phone="02",
        payment_code=applying.payment_code(),
        actor=person.user,
        now=NOW,
    )
    return {
        "offer": round.public_id,
        "pending": made.public_id,
        "unit": unit.public_id,
        "fee_account": f"sittings.Registration:{made.public_id}",
    }
