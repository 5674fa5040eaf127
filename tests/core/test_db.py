"""Writing other values into many rows with one statement."""

import datetime as dt

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from lms.core.db import update_each
from lms.core.models import Job

NOW = dt.datetime(2026, 11, 20, 2, 0, 0, 123456, tzinfo=dt.UTC)


class UpdateEachTest(TestCase):
    def setUp(self) -> None:
        self.jobs = [Job.objects.create(kind="test", key=f"key-{n}", created_at=NOW) for n in range(5)]

    def test_every_row_gets_its_own_values_in_one_statement(self) -> None:
        later = [NOW + dt.timedelta(seconds=n) for n in range(4)]
        rows = {job.pk: (f"kind'{n}%s", {"n": n}, later[n]) for n, job in enumerate(self.jobs[:4])}
        with CaptureQueriesContext(
            connection,
        ) as said:
            self.assertEqual(update_each(Job, ["kind", "arguments", "created_at"], rows), 4)
        self.assertEqual(len(said), 1)
        found = list(Job.objects.order_by("pk").values_list("kind", "arguments", "created_at"))
        self.assertEqual(found[:4], [(f"kind'{n}%s", {"n": n}, later[n]) for n in range(4)])
        self.assertEqual(found[4], ("test", {}, NOW))

    def test_nothing_to_write_and_rows_that_are_gone(self) -> None:
        self.assertEqual(update_each(Job, ["kind"], {}), 0)
        self.assertEqual(update_each(Job, ["kind"], {self.jobs[0].pk: ("x",), 0: ("y",)}), 1)

    def test_an_empty_instant(self) -> None:
        """All nulls: PostgreSQL knows the type of none of them by itself."""
        Job.objects.update(finished_at=NOW)
        update_each(Job, ["finished_at"], {job.pk: (None,) for job in self.jobs})
        self.assertEqual(Job.objects.filter(finished_at__isnull=True).count(), 5)

    def test_a_row_that_somebody_else_changed_is_left_alone(self) -> None:
        one, two = self.jobs[:2]
        Job.objects.filter(pk=two.pk).update(total=9)
        rows = {one.pk: ("x",), two.pk: ("y",)}
        expected = {one.pk: (0, "test"), two.pk: (0, "test")}
        self.assertEqual(update_each(Job, ["kind"], rows, compared=["total", "kind"], expected=expected), 1)
        self.assertEqual(list(Job.objects.order_by("pk").values_list("kind", flat=True)[:2]), ["x", "test"])
