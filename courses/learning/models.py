"""What a person has studied."""

from django.db import models

from courses.catalogue.models import Lesson
from lms.accounts.models import Person


class LessonProgress(models.Model):
    """That a person marked a lesson done, and when; deleted when they take it back.

    Written by ``courses.learning.services.progress``.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lesson_progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="learning_done_once")]

    def __str__(self) -> str:
        return f"{self.lesson} {self.person}"
