"""What follows in the ledger when somebody takes a seat in a class or gives it back."""

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.classes.points import ENROLMENT_CHANGED, EnrolmentChange
from courses.tuition.services import charges
from lms.core.effects import Effect


def _follow(change: EnrolmentChange) -> None:
    related = ("person", "regional_class__school")
    enrolment = Enrolment.objects.select_related(*related).get(pk=change.enrolment_id)
    if change.was is None:
        charges.charge(enrolment=enrolment, actor=change.actor, now=change.now)
    elif change.state == EnrolmentState.WITHDRAWN:
        charges.release(enrolment=enrolment, actor=change.actor, now=change.now)


def _preview(change: EnrolmentChange) -> list[str]:
    return []


ENROLMENT_CHANGED.register(Effect("tuition.charge", _follow, _preview, order=10))
