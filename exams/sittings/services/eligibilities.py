"""Recording the right to register for a paper: facts that other parts of the programme write down here."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.sittings.enums import RegistrationState, SittingKind
from exams.sittings.models import Eligibility, Registration
from lms.accounts.models import Person
from lms.core.errors import Refusal
from question_bank.syllabus.models import Subject


class RightUsed(Refusal):
    """Somebody registered with this right already, so it cannot be taken back."""

    code = "right_used"


def grant(
    *,
    person: Person,
    programme: Programme,
    subject: Subject,
    kind: SittingKind,
    reason: str,
    source_key: str,
    enrolment: Enrolment | None = None,
    valid_until: dt.date | None = None,
) -> Eligibility:
    """Write the right once per ``source_key`` (the event it comes from); asked again, it gives the same row."""
    row, _created = Eligibility.objects.get_or_create(
        source_key=source_key,
        defaults={
            "person": person,
            "programme": programme,
            "subject": subject,
            "kind": kind,
            "reason": reason,
            "enrolment": enrolment,
            "valid_until": valid_until,
        },
    )
    return row


def withdraw(*, source_key: str) -> bool:
    """Take back the right that an event gave (the event was undone); False when there was none."""
    deleted, _rows = Eligibility.objects.filter(source_key=source_key).delete()
    return deleted > 0


def grant_completed(*, enrolment: Enrolment) -> list[Eligibility]:
    """The hours of a class are confirmed: the learner may register for its programme's test (GCT-2)."""
    programme = enrolment.regional_class.programme
    return [
        grant(
            person=enrolment.person,
            programme=programme,
            subject=subject,
            kind=SittingKind.REGULAR,
            reason="class_completed",
            source_key=_completed_key(enrolment, subject),
            enrolment=enrolment,
        )
        for subject in Subject.objects.filter(level=programme.level).order_by("position", "id")
    ]


def withdraw_completed(*, enrolment: Enrolment) -> None:
    """The confirmation is taken back, and the right with it. Raises :class:`RightUsed` once it was registered with.

    The caller is inside a transaction, so a refusal undoes what it did before.
    """
    with transaction.atomic():
        # Whoever registers holds the person too, so either sees the other.
        Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.person_id)
        used = Registration.objects.filter(enrolment=enrolment).exclude(state=RegistrationState.CANCELLED)
        if used.exists():
            raise RightUsed(_("學員已用這個班別的結訓資格報名測驗，不能取消結訓確認。"))
        for subject in Subject.objects.filter(level=enrolment.regional_class.programme.level):
            withdraw(source_key=_completed_key(enrolment, subject))


def _completed_key(enrolment: Enrolment, subject: Subject) -> str:
    return f"class:{enrolment.public_id}:{subject.code}"
