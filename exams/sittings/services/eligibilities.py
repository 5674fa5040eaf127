"""Recording the right to register for a paper: facts that other parts of the programme write down here."""

import datetime as dt

from courses.catalogue.models import Programme
from courses.classes.models import Enrolment
from exams.sittings.enums import SittingKind
from exams.sittings.models import Eligibility
from lms.accounts.models import Person
from question_bank.syllabus.models import Subject


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
    row, _ = Eligibility.objects.get_or_create(
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
    deleted, _ = Eligibility.objects.filter(source_key=source_key).delete()
    return deleted > 0
