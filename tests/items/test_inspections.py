"""The checks run over the bank in the background: who gets what, what is kept."""

from dataclasses import replace

from django.test import TestCase

from lms.core import jobs
from lms.core.models import Job
from question_bank.items import tasks  # noqa: F401 — registers the handler
from question_bank.items.enums import ItemUse
from question_bank.items.models import Inspection, Item
from question_bank.items.selectors import inspections as reads
from question_bank.items.services import bank, inspections
from question_bank.syllabus.models import Subject
from tests.support import items
from tests.support.cast import NOW, Cast

NEAR = items.draft(code="GC-U01-P02", stem=items.draft().stem.replace("示範", "某座"))
FAULTY = items.draft(
    code="GC-U01-P03", stem="下列何者不屬於碳費的徵收對象？", body={"options": items.options(*"甲乙丙丁")}
)
SECURE = replace(NEAR, code="GC-U01-S01", use="secure")


class Inspections(TestCase):
    people: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = Cast.make()
        bank.store(wanted=[items.draft(), NEAR, FAULTY, SECURE], actor=None, now=NOW)

    def run_for(self, user: object, use: ItemUse | None = None) -> Inspection:
        subject = Subject.objects.get(code="GC")
        asked = inspections.request(subject=subject, use=use, actor=user, now=NOW)
        jobs.run(Job.objects.get(key=inspections.job_key(asked)).pk)
        asked.refresh_from_db()
        return asked

    def test_an_officer_s_run_sees_every_item_of_the_scope(self) -> None:
        result = self.run_for(self.people.officer).result
        assert result is not None
        self.assertEqual((result["items"], len(result["pairs"])), (4, 2))
        self.assertEqual(
            [(row[1], row[2]) for row in result["findings"]],
            [
                ("duplicate", "fault"),
                ("negative_not_bold", "fault"),
                ("near_duplicate", "warning"),
            ],
        )
        practice = self.run_for(self.people.officer, ItemUse.PRACTICE).result
        self.assertEqual(practice and (practice["items"], len(practice["pairs"])), (3, 1))

    def test_a_writer_s_run_leaves_out_what_the_writer_may_not_read(self) -> None:
        result = self.run_for(self.people.item_writer).result
        self.assertEqual(result and (result["items"], len(result["pairs"])), (3, 1))

    def test_retired_items_are_left_out(self) -> None:
        Item.objects.filter(code=FAULTY.code).update(state="retired")
        result = self.run_for(self.people.officer).result
        self.assertEqual(result and result["items"], 3)

    def test_only_the_last_runs_are_kept(self) -> None:
        for _ in range(inspections.KEPT + 2):
            inspections.request(subject=None, use=None, actor=self.people.officer, now=NOW)
        self.run_for(self.people.item_writer)
        self.assertEqual(Inspection.objects.count(), inspections.KEPT + 1)
        for job in Job.objects.order_by("id"):  # of runs that made room too
            jobs.run(job.pk)
        self.assertEqual(Inspection.objects.exclude(result=None).count(), inspections.KEPT + 1)

    def test_the_same_queries_for_any_number_of_items(self) -> None:
        found = Item.objects.order_by("code")
        for count in (1, 4):
            with self.subTest(count=count), self.assertNumQueries(6):
                chosen = Item.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:count]))
                reads.inspect(chosen, on=NOW.date(), report=lambda done, of: None)
