"""What a candidate of a sitting on paper meets: no lobby, no start, and no absence before anybody has noted it."""

from django.test import TestCase
from django.urls import reverse

from exams.delivery import policies
from exams.delivery.enums import AttendanceState
from exams.delivery.selectors import agenda
from lms.core import slots
from tests.support import on_paper


class CandidateOnPaper(TestCase):
    def setUp(self) -> None:
        self.world = on_paper.build(candidates=2)
        self.person = self.world.people[0]

    def exam(self) -> agenda.Exam:
        (found,) = agenda.of_person(self.person, now=on_paper.AFTER, today=on_paper.AFTER.date())
        return found

    def test_the_screen_does_not_exist(self) -> None:
        assert self.person.user is not None
        self.client.force_login(self.person.user)
        attempt = self.world.attempts[0]
        for name in ("lobby", "screen"):
            answer = self.client.get(reverse(f"delivery:{name}", args=[attempt.public_id]))
            self.assertEqual(answer.status_code, 404)
        self.assertFalse(policies.visible_attempts(policies.Viewer(self.person.user, "")).exists())
        self.assertEqual(slots.collect("registration_action", self.world.registrations[0]), [])

    def test_nobody_is_absent_until_that_is_noted(self) -> None:
        self.assertTrue(self.exam().is_ahead)
        on_paper.come(self.world, 0)
        self.assertEqual((self.exam().is_over, self.exam().is_missed, self.exam().attempt), (True, False, None))
        on_paper.come(self.world, 0, state=AttendanceState.ABSENT)
        self.assertTrue(self.exam().is_missed)
