"""Reading, marking done, hours, and what other pages show of it."""

from django.test import TestCase
from django.urls import reverse

from courses.catalogue.models import Lesson
from courses.classes.services import enrolments
from courses.learning import slots as learning_slots
from courses.learning.models import LessonProgress
from courses.learning.rules.hours import Hours
from courses.learning.selectors import study
from courses.learning.services import progress
from lms.core.models import AuditEvent
from tests.support import lessons
from tests.support.cast import NOW, Cast, person
from tests.support.classes import WEEK, regional_class


class Course(TestCase):
    lessons: list[Lesson]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.lessons = lessons.load()
        cls.me = cls.cast.candidate

    def mark(self, *numbers: int) -> None:
        for number in numbers:
            progress.mark_done(person=self.me, lesson=self.lessons[number - 1], actor=self.me.user, now=NOW)


class Progress(Course):
    def test_marking_twice_and_taking_back_twice(self) -> None:
        lesson = self.lessons[0]
        first = progress.mark_done(person=self.me, lesson=lesson, actor=self.me.user, now=NOW)
        again = progress.mark_done(person=self.me, lesson=lesson, actor=self.me.user, now=NOW + WEEK)
        self.assertEqual((first.pk, again.done_at), (again.pk, NOW))
        for _ in range(2):
            progress.take_back(person=self.me, lesson=lesson, actor=self.me.user, now=NOW)
        self.assertEqual(LessonProgress.objects.count(), 0)
        actions = list(AuditEvent.objects.filter(action__startswith="lesson.").values_list("action", flat=True))
        self.assertEqual(actions, ["lesson.done", "lesson.reopened"])

    def test_overview(self) -> None:
        self.mark(1, 3)
        course = study.overview(self.me)
        self.assertEqual(course.hours, Hours(6, 48, (2, *range(4, 17))))
        self.assertEqual(course.next_lesson, self.lessons[1])
        self.assertEqual(study.overview(self.cast.other_candidate).hours.done, 0)  # nobody sees another's progress
        self.assertEqual(study.overview(None).hours.done, 0)

    def test_everything_done(self) -> None:
        self.mark(*range(1, 17))
        course = study.overview(self.me)
        self.assertEqual((course.hours, course.next_lesson), (Hours(48, 48, ()), None))

    def test_hours_of_many_in_the_same_queries(self) -> None:
        self.mark(1)
        people = [self.me.pk, self.cast.other_candidate.pk]
        for ids in (people[:1], people):
            with self.assertNumQueries(2):
                found = study.hours_of(ids)
        self.assertEqual({pk: hours.done for pk, hours in found.items()}, {people[0]: 3, people[1]: 0})

    def test_neighbours(self) -> None:
        first, second, last = self.lessons[0], self.lessons[1], self.lessons[-1]
        self.assertEqual(study.neighbours(first), (None, second))
        self.assertEqual(study.neighbours(last), (self.lessons[-2], None))


class Pages(Course):
    def url(self, number: int, name: str = "lesson") -> str:
        return reverse(f"learning:{name}", args=[self.lessons[number - 1].public_id])

    def test_visitors_read_the_sample_only(self) -> None:
        sample = self.client.get(self.url(1))
        self.assertContains(sample, "這是試讀課文")
        self.assertNotContains(sample, "標記為完成")
        self.assertRedirects(
            self.client.get(self.url(2)),
            f"{reverse('account_login')}?next={self.url(2)}",
            fetch_redirect_response=False,
        )
        self.assertEqual(self.client.get(reverse("learning:overview")).status_code, 302)
        self.assertEqual(self.client.post(self.url(1, "mark"), {"done": "1"}).status_code, 302)
        self.assertEqual(LessonProgress.objects.count(), 0)

    def test_a_lesson_shows_goals_contents_sources_date_and_neighbours(self) -> None:
        self.client.force_login(self.me.user)
        page = self.client.get(self.url(2))
        for text in (
            "目標甲",
            "本課內容",
            "https://example.org/law",
            "115年11月1日",
            "示範課 1",
            "示範課 3",
            "標記為完成",
        ):
            self.assertContains(page, text)
        self.assertContains(page, '<a href="#section-1">一</a>')
        self.assertContains(page, '<h2 id="section-1">一</h2>')

    def test_marking_works_without_script(self) -> None:
        self.client.force_login(self.me.user)
        done = self.client.post(self.url(2, "mark"), {"done": "1"}, follow=True)
        self.assertRedirects(done, self.url(2))
        self.assertContains(done, "已完成這一課")
        self.client.post(self.url(2, "mark"), {"done": "0"})
        self.assertEqual(LessonProgress.objects.count(), 0)
        self.assertEqual(self.client.get(self.url(2, "mark")).status_code, 405)

    def test_htmx_gets_the_fragment(self) -> None:
        self.client.force_login(self.me.user)
        response = self.client.post(self.url(2, "mark"), {"done": "1"}, headers={"hx-request": "true"})
        self.assertTemplateUsed(response, "learning/_mark.html")
        self.assertNotContains(response, "<html")
        self.assertContains(response, "取消完成")

    def test_overview_page(self) -> None:
        self.mark(1)
        self.client.force_login(self.me.user)
        page = self.client.get(reverse("learning:overview"))
        self.assertContains(page, "還有 15 個單元、45 小時")
        self.assertContains(page, "繼續第 2 單元")

    def test_users_without_a_person_begin_at_zero(self) -> None:
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get(reverse("learning:overview")), "48 小時")
        self.client.post(self.url(1, "mark"), {"done": "1"})
        self.assertEqual(LessonProgress.objects.get().person.user, self.cast.officer)


class Slots(Course):
    def test_nothing_for_people_who_do_not_study(self) -> None:
        self.assertEqual(learning_slots.timeline(self.me), [])
        self.assertIsNone(learning_slots.next_action(self.me))
        self.assertEqual(learning_slots.learner_card(self.me), [])

    def test_an_enrolled_person_is_led_to_the_first_unit(self) -> None:
        enrolments.enrol(person=self.me, regional_class=regional_class(self.cast.school), actor=None, now=NOW)
        action = learning_slots.next_action(self.me)
        self.assertEqual(action and (action.title, action.detail), ("繼續第 1 單元", "示範課 1"))

    def test_hours_on_timeline_card_and_roster(self) -> None:
        self.mark(1, 2)
        (step,) = learning_slots.timeline(self.me)
        (card,) = learning_slots.learner_card(self.me)
        self.assertEqual((step.state, step.detail), ("current", "6 / 48 小時"))
        self.assertEqual((card.value, card.maximum, card.detail), (6, 48, "還有 42 小時"))
        column = learning_slots.roster_column([self.me.pk, self.cast.other_candidate.pk])
        self.assertEqual(column.values, {self.me.pk: "6 / 48", self.cast.other_candidate.pk: "0 / 48"})

    def test_done(self) -> None:
        self.mark(*range(1, 17))
        self.assertEqual([step.state for step in learning_slots.timeline(self.me)], ["done"])
        self.assertEqual([card.detail for card in learning_slots.learner_card(self.me)], ["全部完成"])
        self.assertIsNone(learning_slots.next_action(self.me))

    def test_menu(self) -> None:
        self.assertEqual([entry.label for entry in learning_slots.menu(person("x").user)], ["課程學習"])
        self.assertEqual(learning_slots.menu(self.cast.coordinator), [])
        self.assertEqual(learning_slots.programme_action("green", None), [])
        self.assertEqual([a.label for a in learning_slots.programme_action("green", self.me)], ["開始自學"])
