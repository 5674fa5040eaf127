"""What follows here from what happens in classes: the hours confirmed give the right to sit the test (GCT-2)."""

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.classes.points import ENROLMENT_CHANGED, EnrolmentChange
from exams.sittings.services import eligibilities
from lms.core.effects import Effect


def _follow(change: EnrolmentChange) -> None:
    if change.state == EnrolmentState.COMPLETED:
        eligibilities.grant_completed(enrolment=_enrolment(change))
    elif change.was == EnrolmentState.COMPLETED:
        eligibilities.withdraw_completed(enrolment=_enrolment(change))


def _enrolment(change: EnrolmentChange) -> Enrolment:
    related = ("person", "regional_class__programme__level")
    return Enrolment.objects.select_related(*related).get(pk=change.enrolment_id)


def _preview(change: EnrolmentChange) -> list[str]:
    return []


ENROLMENT_CHANGED.register(Effect("sittings.eligibility", _follow, _preview, order=20))
