"""Mock exams: one run through all subjects of a programme on the real exam screen."""

from django.db import models

from courses.catalogue.models import Programme
from exams.delivery.models import Attempt
from lms.accounts.models import Person
from lms.core.fields import public_id


class MockExam(models.Model):
    """A mock taken by a person or a visitor (hash of the random key in a signed cookie; no name, no address).

    Its results are derived from the answers whenever they are shown; they never count in statistics.
    """

    public_id = public_id()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="mock_exams")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="mock_exams")
    visitor_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, visitor_hash="")
                | (models.Q(person__isnull=True) & ~models.Q(visitor_hash="")),
                name="practice_mock_one_owner",
            )
        ]

    def __str__(self) -> str:
        return f"mock {self.public_id}"


class MockPart(models.Model):
    """One subject of a mock exam."""

    mock_exam = models.ForeignKey(MockExam, on_delete=models.CASCADE, related_name="parts")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="mock_part")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mock_exam", "position"], name="practice_part_position")]

    def __str__(self) -> str:
        return f"{self.mock_exam} part {self.position}"
