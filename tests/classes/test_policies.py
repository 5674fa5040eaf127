"""Rosters belong to the coordinators of the class's school; can-view and visible agree."""

import uuid

from django.http import Http404
from django.test import TestCase

from courses.classes import policies
from courses.classes.models import RegionalClass
from courses.classes.services import enrolments
from tests.support.cast import NOW, Cast
from tests.support.classes import regional_class


class Rosters(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast.make()
        cls.own = regional_class(cls.cast.school, serial="11501")
        cls.other = regional_class(cls.cast.other_school, serial="11502")

    def test_can_view_equals_visible(self) -> None:
        cast = self.cast
        expected = {
            cast.coordinator: {"11501"},
            cast.stranger: {"11502"},
            cast.candidate.user: set(),
            cast.officer: set(),
            cast.administrator: set(),
            cast.auditor: set(),
        }
        for user, serials in expected.items():
            with self.subTest(user=user.email):
                visible = set(policies.visible_rosters(user).values_list("serial", flat=True))
                viewable = {one.serial for one in RegionalClass.objects.all() if policies.can_view_roster(user, one)}
                self.assertEqual((visible, viewable), (serials, serials))

    def test_strangers_find_nothing(self) -> None:
        self.assertEqual(policies.access_roster(self.cast.coordinator, self.own.public_id), self.own)
        with self.assertRaises(Http404):
            policies.access_roster(self.cast.stranger, self.own.public_id)

    def test_the_list_is_public(self) -> None:
        self.assertEqual(policies.access_class(None, self.own.public_id), self.own)
        with self.assertRaises(Http404):
            policies.access_class(None, uuid.uuid4())

    def test_an_enrolment_is_its_owners_until_withdrawn(self) -> None:
        me, other = self.cast.candidate, self.cast.other_candidate
        enrolment = enrolments.enrol(person=me, regional_class=self.own, actor=me.user, now=NOW)
        self.assertEqual(policies.access_own_enrolment(me.user, self.own.public_id), enrolment)
        for user in (other.user, self.cast.coordinator):
            with self.assertRaises(Http404):
                policies.access_own_enrolment(user, self.own.public_id)
        enrolments.withdraw(enrolment=enrolment, actor=me.user, now=NOW)
        with self.assertRaises(Http404):
            policies.access_own_enrolment(me.user, self.own.public_id)
