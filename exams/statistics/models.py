"""Published figures: immutable runs with the hash of their inputs."""

from django.db import models

from exams.outcomes.models import ScoreRun
from lms.core.fields import public_id


class StatisticsRun(models.Model):
    """The round table of one score run. ``table`` is JSON v1, exactly what ``round_table --format json`` prints."""

    public_id = public_id()
    score_run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="statistics_runs")
    table = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # The same inputs give the same run.
            models.UniqueConstraint(fields=["score_run", "inputs_hash"], name="statistics_run_once")
        ]

    def __str__(self) -> str:
        return f"figures of {self.score_run}"
