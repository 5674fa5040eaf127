from typing import Any

from django.test import TestCase
from django.urls import reverse

from exams.papers import policies
from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Blueprint, Form
from exams.papers.rules import presets
from exams.papers.selectors import building
from exams.papers.services import assemblies
from lms.core import slots
from lms.core.enums import JobState
from lms.core.models import Job
from lms.organizations.enums import Role
from question_bank.items.models import Sighting
from question_bank.items.services import access
from tests.support import papers
from tests.support.cast import NOW, user

KEY = "ipas-nz/intermediate/L21"
BASICS = {
    "name": "新藍圖",
    "pool": "secure",
    "credit": "partial",
    "exposure_cap": "",
    "overlap_limit": "0",
    "difficulty_target": "0.60",
    "tolerance": "0.02",
    "exclude_flagged": "on",
}


def rows(*cells: dict[str, str], initial: int = 0) -> dict[str, str]:
    """The table of cells as a browser sends it."""
    data = {"cells-TOTAL_FORMS": str(len(cells)), "cells-INITIAL_FORMS": str(initial)}
    for number, cell in enumerate(cells):
        data |= {f"cells-{number}-{name}": value for name, value in ({"section": "single"} | cell).items()}
    return data


SINGLE = {"topic": "L211*", "kind": "single", "count": "4", "lowest": "0.3", "highest": "0.9"}
GROUP = {"section": "groups", "topic": "", "kind": "choice_group", "count": "2", "group_size": "3"}
BLANK = {"topic": "", "kind": "single", "count": ""}


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.officer = user("officer", role=Role.EXAM_OFFICER)
        cls.subject = papers.intermediate_bank()
        cls.blueprint = papers.blueprint(cls.subject, difficulty_target=0.6, actor=cls.officer)

    def setUp(self) -> None:
        self.client.force_login(self.officer)

    def get(self, name: str, *args: Any, **query: str) -> str:
        reply = self.client.get(reverse(f"papers:{name}", args=args), query)
        self.assertEqual(reply.status_code, 200)
        text = reply.content.decode()
        self.assertNotIn(papers.STEMCANARY, text)
        return text

    def save(self, url: str, *cells: dict[str, str], **basics: str) -> Any:
        return self.client.post(url, BASICS | basics | rows(*cells))


class Writing(Pages):
    def new(self) -> str:
        return f"{reverse('papers:new')}?subject={KEY}"

    def test_a_blueprint_is_made_without_scripts(self) -> None:
        reply = self.save(self.new(), SINGLE, BLANK, GROUP)
        made = Blueprint.objects.get(name="新藍圖")
        self.assertRedirects(reply, reverse("papers:blueprint", args=[made.public_id]))
        self.assertEqual(
            made.cells["cells"],
            [
                {"section": "single", "topic": "L211*", "kind": "single", "count": 4, "difficulty": [0.3, 0.9]},
                {"section": "groups", "topic": "", "kind": "choice_group", "count": 2, "group_size": 3},
            ],
        )
        self.assertEqual((made.credit, made.constraints["difficulty_target"], made.layout_version), ("partial", 0.6, 2))

    def test_more_rows_keep_what_was_typed(self) -> None:
        reply = self.client.post(self.new(), BASICS | rows(SINGLE, BLANK | {"DELETE": "on"}, GROUP) | {"more": "1"})
        self.assertContains(reply, 'value="新藍圖"')
        self.assertContains(reply, 'name="cells-TOTAL_FORMS" value="5"')
        self.assertContains(reply, 'name="cells-1-group_size" value="3"')
        self.assertEqual(Blueprint.objects.count(), 1)

    def test_faults_stand_at_their_cells_and_nothing_is_written(self) -> None:
        reply = self.save(
            self.new(), BLANK, SINGLE | {"kind": "multiple"}, SINGLE | {"lowest": "0.95"}, overlap_limit="-1"
        )
        self.assertEqual(reply.status_code, 422)
        self.assertContains(reply, "題型與大題不符", 2, status_code=422)  # in the summary and at the field
        self.assertContains(reply, 'id="id_cells-1-kind_error"', 1, status_code=422)
        self.assertContains(reply, 'id="id_cells-2-lowest_error"', 1, status_code=422)
        self.assertContains(reply, "兩卷可重複的題數須為", 2, status_code=422)
        self.assertEqual(Blueprint.objects.count(), 1)

    def test_odd_input_is_answered(self) -> None:
        for cell in ({"count": "x"}, {"count": "1", "topic": "Z"}, {"count": "1", "section": "?"}, {"lowest": "NaN"}):
            with self.subTest(cell=cell):
                self.assertEqual(self.save(self.new(), SINGLE | cell).status_code, 422)
        taken = self.save(self.new(), SINGLE, name="中級藍圖")
        self.assertContains(taken, "已有名為「中級藍圖」", status_code=422)
        self.assertEqual(self.client.post(self.new(), BASICS).status_code, 422)
        lost = self.client.get(reverse("papers:new"), {"subject": "nowhere"})
        self.assertRedirects(lost, reverse("papers:blueprints"))

    def test_presets_fill_the_table(self) -> None:
        text = self.get("new", subject=KEY, preset=presets.INTERMEDIATE)
        self.assertIn('name="cells-INITIAL_FORMS" value="7"', text)
        self.assertIn('value="choice_group" selected', text)
        self.assertIn('name="cells-INITIAL_FORMS" value="0"', self.get("new", subject=KEY, preset="other"))

    def test_a_blueprint_is_changed_until_a_form_is_drawn(self) -> None:
        url = reverse("papers:edit", args=[self.blueprint.public_id])
        self.assertIn('value="中級藍圖"', self.get("edit", self.blueprint.public_id))
        self.assertEqual(self.save(url, SINGLE).status_code, 302)
        self.blueprint.refresh_from_db()
        self.assertEqual(self.blueprint.name, "新藍圖")
        assemblies.keep(assembly=papers.rehearsed(self.blueprint, forms=1), code="A", actor=None, now=NOW)
        self.assertRedirects(self.client.get(url), reverse("papers:blueprint", args=[self.blueprint.public_id]))
        self.assertContains(self.save(url, GROUP), "不能修改", status_code=422)
        reply = self.client.post(reverse("papers:copy", args=[self.blueprint.public_id]))
        made = Blueprint.objects.get(name="新藍圖（2）")
        self.assertRedirects(reply, reverse("papers:edit", args=[made.public_id]))
        self.assertEqual((made.cells, made.copied_from), (self.blueprint.cells, self.blueprint))


class Reading(Pages):
    def test_the_list_and_the_coverage(self) -> None:
        self.assertIn("中級藍圖", self.get("blueprints"))
        text = self.get("blueprint", self.blueprint.public_id, forms="3")
        self.assertNotIn("這些條件無法滿足", text)
        self.assertIn("這些條件無法滿足", self.get("blueprint", self.blueprint.public_id, forms="12"))
        for odd in ("0", "x", "9" * 9):
            self.get("blueprint", self.blueprint.public_id, forms=odd)

    def test_queries_do_not_grow_with_the_blueprints(self) -> None:
        def ask() -> None:
            building.by_subject(policies.visible_blueprints(self.officer))

        with self.assertNumQueries(2):  # roles, once; blueprints
            ask()
        for number in range(3):
            papers.blueprint(self.subject, name=f"又 {number}")
        with self.assertNumQueries(1):
            ask()

    def test_the_desk_leads_here_for_officers_only(self) -> None:
        papers.rehearsed(self.blueprint, forms=1)
        cards = [card for card in slots.collect("desk_card", self.officer) if card.url == reverse("papers:blueprints")]
        self.assertEqual([card.count for card in cards], [1])
        writer = user("writer", role=Role.ITEM_WRITER)
        self.assertNotIn(reverse("papers:blueprints"), [card.url for card in slots.collect("desk_card", writer)])


class Deciding(Pages):
    def test_from_asking_to_keeping(self) -> None:
        url = reverse("papers:assemble", args=[self.blueprint.public_id])
        reply = self.client.post(url, {"forms_wanted": "3", "seed": "20261121"})
        asked = Assembly.objects.get()
        self.assertRedirects(reply, reverse("papers:assembly", args=[asked.public_id]))
        self.assertIn("hx-trigger", self.get("assembly", asked.public_id))
        self.assertIn("hx-trigger", self.get("assembly_progress", asked.public_id))
        assemblies.solve(assembly=asked)
        done = self.client.get(reverse("papers:assembly_progress", args=[asked.public_id]))
        self.assertEqual(done.headers["HX-Refresh"], "true")
        text = self.get("assembly", asked.public_id)
        for place in asked.report["forms"][2]:
            self.assertIn(place["code"], text)
        self.assertIn("求解器差距", text)
        self.assertEqual(Sighting.objects.count(), 0)
        keep = reverse("papers:keep", args=[asked.public_id])
        self.assertContains(self.client.post(keep, {"code": "a b"}), "代碼只能用", status_code=422)
        self.assertEqual(Form.objects.count(), 0)
        self.assertRedirects(
            self.client.post(keep, {"code": "T-1"}), reverse("papers:blueprint", args=[self.blueprint.public_id])
        )
        self.assertEqual(Form.objects.count(), 3)
        self.assertIn("T-1-3", self.get("assembly", asked.public_id))
        self.assertIn("T-1-3", self.get("blueprint", self.blueprint.public_id))

    def test_a_form_leads_to_its_paper_while_its_items_are_open(self) -> None:
        assembly = assemblies.request(blueprint=self.blueprint, forms_wanted=1, seed=7, actor=self.officer, now=NOW)
        assemblies.solve(assembly=assembly)
        (form,) = assemblies.keep(assembly=assembly, code="T-9", actor=self.officer, now=NOW)
        self.assertIn(reverse("delivery:paper", args=[form.public_id]), self.get("blueprint", self.blueprint.public_id))
        first = form.form_items.select_related("version__item").first()
        assert first is not None
        access.seal(items=[first.version.item], holder="round:x", now=NOW)
        page = self.get("blueprint", self.blueprint.public_id)
        self.assertIn("封存中，不能列印", page)
        self.assertNotIn("paper.pdf", page)

    def test_what_is_impossible_is_explained_in_both_languages(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=6)
        self.assertIn("減少卷數或容許兩卷重複", self.get("assembly", asked.public_id))
        self.client.cookies["django_language"] = "en"
        self.assertIn("assemble fewer forms or let two forms share items", self.get("assembly", asked.public_id))

    def test_every_state_has_a_page(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        for state in AssemblyState:
            Assembly.objects.filter(pk=asked.pk).update(state=state)
            with self.subTest(state=state):
                self.get("assembly", asked.public_id)
        Assembly.objects.filter(pk=asked.pk).update(state=AssemblyState.SOLVING)
        Job.objects.update(state=JobState.FAILED)
        self.assertIn("試組中斷", self.get("assembly", asked.public_id))

    def test_discarding_and_bad_requests(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        discard = reverse("papers:discard", args=[asked.public_id])
        for word in ("已作廢，沒有產生試卷", "已有人採用或作廢"):
            self.assertContains(self.client.post(discard, follow=True), word)
        url = reverse("papers:assemble", args=[self.blueprint.public_id])
        for data in ({}, {"forms_wanted": "13", "seed": "1"}, {"forms_wanted": "1", "seed": "-1"}):
            with self.subTest(data=data):
                self.client.post(url, data)
                self.assertEqual(Assembly.objects.count(), 1)


class OldLayout(Pages):
    def test_a_blueprint_of_topics_and_counts_has_its_page(self) -> None:
        old = Blueprint.objects.create(
            subject=self.subject, name="舊", pool="secure", cells=[{"topic": "L21101", "count": 2}]
        )
        self.assertIn("任何題型", self.get("blueprint", old.public_id))
        self.assertEqual(building.layout_of(old).length, 2)
        asked = papers.rehearsed(old, forms=1)
        self.assertEqual(asked.state, AssemblyState.REHEARSED)
