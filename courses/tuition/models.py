"""What a learner gets back: facts about passed tests, declared identities, discount claims."""

from django.conf import settings
from django.db import models

from courses.classes.models import Enrolment
from courses.tuition.enums import ClaimState
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id


class TestPass(models.Model):
    """That a person passed a programme's test: the fact a discount rests on. Written from above when results are
    released; ``source_key`` makes that idempotent."""

    __test__ = False  # its name is no test's

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="test_passes")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="test_passes")
    round_code = models.CharField(max_length=20)
    test_date = models.DateField()
    is_retake = models.BooleanField()
    source_key = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return f"{self.round_code} {self.person}"


class IdentityDeclaration(models.Model):
    """The identities a person declares for a discount. Some are special-category data, so the list is sealed.

    ``sealed`` holds a vault-encrypted list of identity codes (purpose ``tuition.identity``). Written by
    ``courses.tuition.services.declarations``.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="identity_declaration")
    sealed = models.BinaryField()
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"declaration of {self.person}"


class DiscountClaim(models.Model):
    """A request for the discount after passing (DIS-1). ``decision`` is JSON v1: amount, policy and the reason trace as
    decided on the day of the request, never recomputed. Written by ``courses.tuition.services.claims``."""

    public_id = public_id()
    test_pass = models.OneToOneField(TestPass, on_delete=models.PROTECT, related_name="claim")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="discount_claims")
    amount_twd = models.PositiveIntegerField()
    decision = models.JSONField()
    state = enum_field(ClaimState, default=ClaimState.REQUESTED)
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [enum_check("tuition", "claim", "state", ClaimState)]

    def __str__(self) -> str:
        return f"claim {self.public_id}"
