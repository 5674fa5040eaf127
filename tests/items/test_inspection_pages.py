"""The pages of the checks: started, followed, read, filtered; without what the reader may not open."""

from dataclasses import replace
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from question_bank.items.models import Inspection, Sighting
from question_bank.items.services import bank, inspections
from tests.support import items
from tests.support.cast import NOW, Cast

NEAR = items.draft(code="GC-U01-P02", stem=items.draft().stem.replace("示範", "某座"))
NEGATIVE = items.draft(
    code="GC-U01-P03", stem="下列何者不屬於碳費的徵收對象？", body={"options": items.options(*"甲乙丙丁")}
)
SECURE = replace(NEGATIVE, code="GC-U01-S01", use="secure", stem="下列何者不屬於自願減量專案的類型？", explanation="")


class Pages(TestCase):
    people: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.people = Cast.make()
        bank.store(wanted=[items.draft(), NEAR, NEGATIVE, SECURE], actor=None, now=NOW)

    def finished(self, user: object) -> str:
        asked = inspections.request(subject=None, use=None, actor=user, now=NOW)
        inspections.carry_out(inspection=asked, report=lambda done, of: None)
        return reverse("items:inspection", args=[asked.public_id])

    def test_a_run_is_asked_for_and_followed(self) -> None:
        self.client.force_login(self.people.officer)
        answer = self.client.post(reverse("items:lint"), {"subject": "green/standard/GC", "use": "practice"})
        run = Inspection.objects.get()
        self.assertRedirects(answer, reverse("items:inspection", args=[run.public_id]), fetch_redirect_response=False)
        self.assertEqual((str(run.subject), run.use), ("green/standard/GC", "practice"))
        waiting = self.client.get(reverse("items:inspection_progress", args=[run.public_id]))
        self.assertIn("hx-get", waiting.content.decode())
        self.assertNotIn("HX-Refresh", waiting.headers)
        inspections.carry_out(inspection=run, report=lambda done, of: None)
        self.assertEqual(
            self.client.get(reverse("items:inspection_progress", args=[run.public_id])).headers["HX-Refresh"], "true"
        )

    def test_an_unknown_subject_is_refused(self) -> None:
        self.client.force_login(self.people.officer)
        answer = self.client.post(reverse("items:lint"), {"subject": "green/standard/XX"})
        self.assertEqual((answer.status_code, Inspection.objects.count()), (422, 0))

    def test_findings_with_remedies_and_filters_in_the_address(self) -> None:
        self.client.force_login(self.people.officer)
        url = self.finished(self.people.officer)

        def told(query: str) -> list[tuple[str, str]]:
            rows = self.client.get(f"{url}{query}").context["page"].object_list
            return [(row.code, row.item.code) for row in rows]

        everything = [
            ("explanation_missing", "GC-U01-S01"),
            ("negative_not_bold", "GC-U01-P03"),
            ("negative_not_bold", "GC-U01-S01"),
            ("near_duplicate", "GC-U01-P02"),
        ]
        self.assertEqual(told(""), everything)
        self.assertEqual(told("?severity=warning"), everything[3:])
        self.assertEqual(told("?code=negative_not_bold"), everything[1:3])
        self.assertEqual(told("?code=negative_not_bold&severity=warning"), [])
        self.assertContains(self.client.get(url), "請把否定字寫成 **不** 或 **非**")

    def test_pairs_stand_side_by_side_and_are_noted_as_seen(self) -> None:
        self.client.force_login(self.people.officer)
        page = self.client.get(f"{self.finished(self.people.officer)}?show=pairs")
        (pair,) = page.context["pairs"]
        self.assertEqual((pair.one.code, pair.other.code), ("GC-U01-P01", "GC-U01-P02"))
        self.assertContains(page, "<mark>示範</mark>")
        self.assertEqual(Sighting.objects.filter(user=self.people.officer).count(), 2)

    def test_what_the_reader_may_not_open_is_left_out(self) -> None:
        url = self.finished(self.people.officer)
        Inspection.objects.update(asked_by=self.people.item_writer)  # as when an item was sealed since
        self.client.force_login(self.people.item_writer)
        page = self.client.get(url)
        self.assertEqual({row.item.code for row in page.context["page"]}, {"GC-U01-P02", "GC-U01-P03"})
        self.assertNotContains(page, "GC-U01-S01")

    def test_another_persons_run_is_not_there(self) -> None:
        url = self.finished(self.people.officer)
        self.client.force_login(self.people.item_writer)
        self.assertEqual(self.client.get(url).status_code, 404)


class Command(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        bank.store(wanted=[items.draft(), NEAR], actor=None, now=NOW)

    def test_warnings_alone_end_well(self) -> None:
        out = StringIO()
        call_command("lint_items", stdout=out)
        self.assertIn("! GC-U01-P02 stem [near_duplicate]", out.getvalue())
        self.assertIn("2 items, 0 faults, 1 warnings.", out.getvalue())

    def test_faults_end_with_one(self) -> None:
        bank.store(wanted=[NEGATIVE], actor=None, now=NOW)
        out = StringIO()
        with self.assertRaises(SystemExit) as ended:
            call_command("lint_items", "--subject", "GC", "--use", "practice", "--json", stdout=out)
        self.assertEqual(ended.exception.code, 1)
        self.assertIn('"code": "negative_not_bold", "severity": "fault", "item": "GC-U01-P03"', out.getvalue())
        call_command("lint_items", "--use", "secure", stdout=StringIO())

    def test_an_unknown_subject_names_those_there_are(self) -> None:
        with self.assertRaisesRegex(CommandError, "green/standard/GC"):
            call_command("lint_items", "--subject", "XX")
