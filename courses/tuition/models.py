"""Money: the ledger; and what a learner gets back: facts about passed tests, declared identities, discount claims."""

from django.conf import settings
from django.db import models

from courses.classes.models import Enrolment
from courses.tuition.enums import ClaimState, EntryKind, Purpose
from lms.accounts.models import Person
from lms.core.fields import enum_check, enum_field, public_id
from lms.organizations.models import HostSchool


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


class LedgerEntry(models.Model):
    """One movement of money, in whole TWD. Append-only: a mistake is taken back by an entry that ``reverses`` it.

    Who owes is ``person`` or, for a group, ``payer`` (its public reference); to whom: ``school``, or the organiser of the
    exam when null. ``about`` is what it is for, as ``app.Model:public_id``; ``source_key`` makes every writer idempotent.
    Balance of a subject = charges − waivers − payments + refunds, reversals counting against what they reverse. Written
    by ``courses.tuition.services.ledger``."""

    public_id = public_id()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    payer = models.CharField(max_length=80, blank=True)
    school = models.ForeignKey(HostSchool, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    purpose = enum_field(Purpose)
    kind = enum_field(EntryKind)
    amount_twd = models.PositiveIntegerField()
    about = models.CharField(max_length=80)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversal")
    document = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=120, unique=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            enum_check("tuition", "entry", "purpose", Purpose),
            enum_check("tuition", "entry", "kind", EntryKind),
            models.CheckConstraint(
                condition=models.Q(amount_twd__gte=1, amount_twd__lte=10_000_000), name="tuition_entry_range"
            ),
            # Somebody owes or is owed: a person or a group, never both.
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, payer="")
                | models.Q(person__isnull=True) & ~models.Q(payer=""),
                name="tuition_entry_one_payer",
            ),
        ]
        indexes = [models.Index(fields=["about"], name="tuition_entry_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_twd} {self.about}"
