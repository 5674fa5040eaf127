import datetime as dt
from itertools import groupby

from django.test import TestCase

from exams.papers import tasks  # noqa: F401  registers the handler
from exams.papers.enums import AssemblyState
from exams.papers.models import Assembly, Form, FormItem
from exams.papers.rules import reports
from exams.papers.rules.layouts import Cell, Layout
from exams.papers.selectors import candidates
from exams.papers.services import assemblies, forms, layouts
from lms.core import jobs
from lms.core.models import AuditEvent, Job
from question_bank.items.enums import Credit, ItemState, ItemUse
from question_bank.items.models import Exposure, Flag, Item, Lock, Relation, Statistic
from question_bank.syllabus.models import Subject
from tests.support import papers
from tests.support.cast import NOW, user


class World(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.subject = papers.intermediate_bank()
        cls.officer = user("officer")
        cls.blueprint = papers.blueprint(cls.subject, difficulty_target=0.6, actor=cls.officer)


class Rehearsing(World):
    def test_three_parallel_forms_of_the_intermediate_paper(self) -> None:
        """IPS-5, kept as forms: positions, kinds, whole groups, equal points, exposures, credit."""
        asked = papers.rehearsed(self.blueprint, actor=self.officer)
        self.assertEqual((asked.state, Form.objects.count(), Exposure.objects.count()), (AssemblyState.REHEARSED, 0, 0))
        told = reports.read(asked.report)
        self.assertEqual([len(form) for form in told.forms], [50, 50, 50])
        self.assertLess(told.spread, 0.02)
        self.assertEqual(told.shared, frozenset())
        self.assertEqual([sum(keys.values()) for keys in told.keys], [_singles(form) for form in told.forms])
        made = assemblies.keep(assembly=asked, code="115-3-L21", actor=self.officer, now=NOW)
        self.assertEqual([form.code for form in made], ["115-3-L21-1", "115-3-L21-2", "115-3-L21-3"])
        for form, rehearsed in zip(made, told.forms, strict=True):
            rows = list(
                FormItem.objects.filter(form=form)
                .order_by("position")
                .values_list("version_id", "version__kind", "version__item__stimulus", "version__item__part")
            )
            self.assertEqual([row[0] for row in rows], [place.version for place in rehearsed])
            self.assertEqual([row[1] for row in rows[:38]], ["single"] * 28 + ["multiple"] * 10)
            runs = [[row[3] for row in run] for _stem, run in groupby(rows[38:], key=lambda row: row[2])]
            self.assertEqual(runs, [[1, 2, 3]] * 4)
            self.assertEqual(set(form.form_items.values_list("points_hundredths", flat=True)), {200})
            self.assertEqual((form.assembly, form.credit), (asked, Credit.ALL_OR_NOTHING))
        self.assertEqual(Exposure.objects.count(), 150)
        actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
        self.assertEqual(actions, ["blueprint.created", "assembly.requested", "assembly.kept"])

    def test_the_same_seed_rehearses_the_same_forms(self) -> None:
        one, again, other = (papers.rehearsed(self.blueprint, seed=seed) for seed in (3, 3, 4))
        self.assertEqual(one.report["forms"], again.report["forms"])
        self.assertNotEqual(one.report["forms"], other.report["forms"])

    def test_what_cannot_be_met_is_told_and_nothing_can_be_kept(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=6)
        self.assertEqual(asked.state, AssemblyState.IMPOSSIBLE)
        told = reports.read(asked.report)
        self.assertEqual({statement.code for statement in told.statements}, {"cell_short"})
        self.assertEqual(
            [each.row for each in told.coverage if each.verdict == "short"], [s.cell for s in told.statements]
        )
        with self.assertRaises(assemblies.NotRehearsed):
            assemblies.keep(assembly=asked, code="X", actor=None, now=NOW)

    def test_the_worker_solves_what_was_asked_for_once(self) -> None:
        asked = assemblies.request(blueprint=self.blueprint, forms_wanted=1, seed=1, actor=None, now=NOW)
        jobs.run(Job.objects.get(key=assemblies.job_key(asked)).pk)
        asked.refresh_from_db()
        job = Job.objects.get(key=assemblies.job_key(asked))
        self.assertEqual((job.progress, job.total), (3, 3), job.error)
        self.assertEqual(asked.state, AssemblyState.REHEARSED)
        before = asked.finished_at
        assemblies.solve(assembly=asked)
        asked.refresh_from_db()
        self.assertEqual(asked.finished_at, before)

    def test_a_discarded_assembly_stays_discarded(self) -> None:
        asked = assemblies.request(blueprint=self.blueprint, forms_wanted=1, seed=1, actor=None, now=NOW)
        assemblies.discard(assembly=asked, actor=None, now=NOW)
        assemblies.solve(assembly=asked)
        asked.refresh_from_db()
        self.assertEqual((asked.state, asked.report), (AssemblyState.DISCARDED, {}))
        with self.assertRaises(assemblies.NotRehearsed):
            assemblies.discard(assembly=asked, actor=None, now=NOW)


class Keeping(World):
    def test_forms_are_kept_once(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        stale = Assembly.objects.get(pk=asked.pk)
        assemblies.keep(assembly=asked, code="A", actor=None, now=NOW)
        for change in (assemblies.keep, assemblies.discard):
            with self.subTest(change=change.__name__), self.assertRaises(assemblies.NotRehearsed):
                change(assembly=stale, actor=None, now=NOW, **({"code": "B"} if change is assemblies.keep else {}))
        self.assertEqual(Form.objects.count(), 1)

    def test_a_code_in_use_keeps_nothing(self) -> None:
        first, second = (papers.rehearsed(self.blueprint, forms=1, seed=seed) for seed in (1, 2))
        assemblies.keep(assembly=first, code="A", actor=None, now=NOW)
        with self.assertRaises(forms.FormCodeTaken):
            assemblies.keep(assembly=second, code="A", actor=None, now=NOW)
        second.refresh_from_db()
        self.assertEqual((second.state, Form.objects.count()), (AssemblyState.REHEARSED, 1))

    def test_a_bank_that_changed_is_not_ignored(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        told = reports.read(asked.report)
        item = Item.objects.get(code=told.forms[0][0].code)
        for name, change in {
            "retired": lambda: Item.objects.filter(pk=item.pk).update(state=ItemState.RETIRED),
            "flagged": lambda: Flag.objects.create(item=item, code="reported", raised_at=NOW),
            "locked": lambda: Lock.objects.create(item=item, holder="manual", since_at=NOW),
        }.items():
            with self.subTest(name), self.assertRaises(assemblies.BankChanged) as caught:
                change()
                assemblies.keep(assembly=asked, code="A", actor=None, now=NOW)
            self.assertIn(item.code, str(caught.exception))
            Item.objects.filter(pk=item.pk).update(state=ItemState.APPROVED)
            Flag.objects.all().delete()
            Lock.objects.all().delete()
            asked.refresh_from_db()
        self.assertEqual(len(assemblies.keep(assembly=asked, code="A", actor=None, now=NOW)), 1)

    def test_two_rehearsals_cannot_both_use_up_the_exposure_cap(self) -> None:
        capped = papers.blueprint(self.subject, name="一次", exposure_cap=1)
        one, again = (papers.rehearsed(capped, forms=1, seed=3) for _ in range(2))
        assemblies.keep(assembly=one, code="A", actor=None, now=NOW)
        with self.assertRaises(assemblies.BankChanged):
            assemblies.keep(assembly=again, code="B", actor=None, now=NOW)

    def test_a_changed_blueprint_is_rehearsed_anew(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        cell = Cell("single", "L211*", "single", 2)
        self.revise(Layout((cell,)))
        asked.refresh_from_db()
        self.assertEqual(asked.state, AssemblyState.DISCARDED)
        Assembly.objects.filter(pk=asked.pk).update(state=AssemblyState.REHEARSED)
        asked.refresh_from_db()
        with self.assertRaises(assemblies.BlueprintChanged):
            assemblies.keep(assembly=asked, code="A", actor=None, now=NOW)

    def test_a_blueprint_in_use_is_copied_not_changed(self) -> None:
        asked = papers.rehearsed(self.blueprint, forms=1)
        assemblies.keep(assembly=asked, code="A", actor=None, now=NOW)
        with self.assertRaises(layouts.BlueprintInUse):
            self.revise(Layout((Cell("single", "", "single", 1),)))
        names = [layouts.copy(blueprint=self.blueprint, actor=None, now=NOW).name for _ in range(2)]
        self.assertEqual(names, ["中級藍圖（2）", "中級藍圖（3）"])

    def revise(self, layout: Layout) -> None:
        layouts.revise(
            blueprint=self.blueprint,
            name="中級藍圖",
            pool=ItemUse.SECURE,
            layout=layout,
            credit=Credit.PARTIAL,
            actor=None,
            now=NOW,
        )


class Writing(World):
    def create(self, name: str, *cells: Cell) -> None:
        layouts.create(
            subject=self.subject,
            name=name,
            pool=ItemUse.SECURE,
            layout=Layout(cells),
            credit=Credit.ALL_OR_NOTHING,
            actor=None,
            now=NOW,
        )

    def test_faults_and_names_are_refused(self) -> None:
        with self.assertRaises(layouts.LayoutInvalid) as caught:
            self.create("新", Cell("single", "U01", "single", 1))
        self.assertIn("第 1 格", str(caught.exception))
        with self.assertRaises(layouts.BlueprintNameTaken):
            self.create("中級藍圖", Cell("single", "", "single", 1))

    def test_the_old_way_of_drawing_refuses_the_new_layout(self) -> None:
        from exams.papers.services.blueprints import BlueprintInvalid

        with self.assertRaises(BlueprintInvalid):
            forms.draw(blueprint=self.blueprint, code="F", seed=1, now=NOW)


class Candidates(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.subject = Subject.objects.get(code="L21", level__code="intermediate")
        cls.topic = cls.subject.topics.order_by("code").first()
        cls.blueprint = papers.blueprint(cls.subject)
        cls.items = [papers.item(cls.topic) for _ in range(4)]

    def one(self, number: int = 0) -> object:
        found, _relations = candidates.of_blueprint(self.blueprint)
        return next(each for each in found if each.item == self.items[number].pk)

    def test_only_the_pool_of_the_blueprint(self) -> None:
        papers.item(self.topic, use=ItemUse.PRACTICE)
        Item.objects.filter(pk=self.items[3].pk).update(state=ItemState.RETIRED)
        found, _relations = candidates.of_blueprint(self.blueprint)
        self.assertEqual([each.item for each in found], [item.pk for item in self.items[:3]])

    def test_difficulty_is_measured_then_estimated_then_assumed(self) -> None:
        first, second, third, fourth = self.items
        Statistic.objects.create(item=first, meaning=1, responses=30, facility="0.4321", computed_at=NOW)
        Statistic.objects.create(item=second, meaning=1, responses=29, facility="0.1", computed_at=NOW)
        third.published.difficulty = None
        third.published.save()
        found, _relations = candidates.of_blueprint(self.blueprint)
        known = [0.4321, float(second.published.difficulty), float(fourth.published.difficulty)]
        self.assertEqual([found[0].difficulty, found[1].difficulty, found[3].difficulty], known)
        self.assertAlmostEqual(found[2].difficulty, sum(known) / 3)
        self.assertEqual([each.is_assumed for each in found], [False, False, True, False])

    def test_uses_flags_locks_and_relations(self) -> None:
        first, second, third, fourth = self.items
        for code in ("F1", "F2"):
            Exposure.objects.create(version=first.published, form_code=code, use=ItemUse.SECURE, drawn_at=NOW)
        Flag.objects.create(item=second, code="stale", raised_at=NOW)
        Flag.objects.create(item=third, code="stale", raised_at=NOW, cleared_at=NOW + dt.timedelta(days=1))
        Lock.objects.create(item=third, holder="manual", since_at=NOW)
        Lock.objects.create(item=fourth, holder="manual", since_at=NOW, released_at=NOW)
        Relation.objects.create(kind="enemy", one=first, other=second)
        Relation.objects.create(kind="friend", one=third, other=fourth)
        found, relations = candidates.of_blueprint(self.blueprint)
        self.assertEqual([each.uses for each in found], [2, 0, 0, 0])
        self.assertEqual([each.is_flagged for each in found], [False, True, False, False])
        self.assertEqual([each.is_locked for each in found], [False, False, True, False])
        self.assertEqual(
            (relations.enemies, relations.friends),
            (frozenset({(first.pk, second.pk)}), frozenset({(third.pk, fourth.pk)})),
        )

    def test_a_group_with_a_part_still_to_come_is_incomplete(self) -> None:
        whole, draft, shrunk = (papers.group(self.topic) for _ in range(3))
        Item.objects.filter(pk=draft[1].pk).update(state=ItemState.DRAFT, published=None)
        Item.objects.filter(pk=shrunk[2].pk).update(state=ItemState.RETIRED)
        found, relations = candidates.of_blueprint(self.blueprint)
        self.assertEqual(relations.incomplete, frozenset({draft[0].stimulus.code}))
        parts = [each.part for each in found if each.stimulus == whole[0].stimulus.code]
        self.assertEqual(parts, [1, 2, 3])

    def test_queries_do_not_grow_with_the_bank(self) -> None:
        for _ in range(2):
            with self.assertNumQueries(7):
                candidates.of_blueprint(self.blueprint)
            papers.group(self.topic)
            papers.item(self.topic)


def _singles(form: tuple[reports.Place, ...]) -> int:
    return sum(place.kind == "single" for place in form)
