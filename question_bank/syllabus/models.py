"""What is examined: certification → level → subject → topic. Keys read ``ipas-nz/beginner/L11/L11202`` (IPS-3)."""

from django.db import models


class Certification(models.Model):
    """``ipas-nz`` or ``green``."""

    code = models.SlugField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.code


class Level(models.Model):
    """A level of a certification: beginner, intermediate, standard."""

    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="levels")
    code = models.SlugField(max_length=20)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certification", "code"], name="syllabus_level_unique")]

    def __str__(self) -> str:
        return f"{self.certification.code}/{self.code}"


class Subject(models.Model):
    """A paper of a level. ``position`` 1, 2 is what published tables call S1, S2."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="subjects")
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        constraints = [
            # The same L-code means something else in another certification (IPS-3).
            models.UniqueConstraint(fields=["level", "code"], name="syllabus_subject_unique"),
            models.UniqueConstraint(fields=["level", "position"], name="syllabus_subject_position"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.code}"

    @property
    def position_code(self) -> str:
        """S1, S2 … as in published tables."""
        return f"S{self.position}"


class Topic(models.Model):
    """A topic of a subject; for the green-collar course the topics U01–U16 are the units."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="topics")
    code = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160)
    confidence = models.CharField(max_length=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="syllabus_topic_unique")]

    def __str__(self) -> str:
        return f"{self.subject}/{self.code}"


class Reference(models.Model):
    """A law, notice, standard or fact that items cite: when it changes, every item that cites it is flagged.

    ``code`` is stable (``carbon-fee-rates``, ``climate-act``); ``as_of`` is the date of the text that items rely on.
    """

    code = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=160)
    title_en = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=400, blank=True)
    as_of = models.DateField(null=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.code
