"""Changing one's own person: what is accepted, what the trail keeps."""

import datetime as dt

from django.conf import settings
from django.test import TestCase
from django.urls import reverse

from lms.accounts.models import Person
from lms.core.models import AuditEvent
from tests.support.cast import person, user

FORM = {"name": "測試新名", "name_romanised": "TEST, NAME", "birth_date": "90/05/24", "language": "en"}


class Profile(TestCase):
    def setUp(self) -> None:
        self.person = person("learner")
        self.client.force_login(self.person.user)

    def post(self, **changes: str) -> object:
        return self.client.post(reverse("portal:profile"), FORM | changes)

    def test_is_saved_with_its_language(self) -> None:
        self.post()
        self.person.refresh_from_db()
        self.assertEqual(
            (self.person.name, self.person.name_romanised, self.person.birth_date),
            ("測試新名", "TEST, NAME", dt.date(2001, 5, 24)),
        )
        self.assertEqual((self.person.user.language, self.person.user.display_name), ("en", "測試新名"))
        self.assertEqual(self.client.cookies[settings.LANGUAGE_COOKIE_NAME].value, "en")

    def test_the_trail_names_fields_and_never_their_content(self) -> None:
        self.post()
        event = AuditEvent.objects.get(action="person.updated")
        self.assertEqual(event.data, {"fields": ["birth_date", "name", "name_romanised"]})

    def test_saving_the_same_again_writes_nothing(self) -> None:
        self.post()
        self.post()
        self.assertEqual(AuditEvent.objects.filter(action="person.updated").count(), 1)

    def test_faults_are_shown_at_the_field_and_on_top(self) -> None:
        for changes, text in (
            ({"birth_date": "200/01/01"}, "請確認出生日期。"),
            ({"birth_date": "90/02/30"}, "沒有 90/2/30 這一天"),
            ({"name_romanised": "範"}, "請以羅馬字母填寫"),
            ({"name": ""}, "這個欄位是必須的。"),
        ):
            with self.subTest(changes):
                page = self.client.post(reverse("portal:profile"), FORM | changes)
                self.assertContains(page, text, count=2)
                self.assertContains(page, 'aria-invalid="true"', count=1)
                self.assertContains(page, "data-error-summary", count=1)
        self.assertEqual(AuditEvent.objects.count(), 0)

    def test_the_first_visit_writes_nothing_and_the_first_save_makes_the_person(self) -> None:
        newcomer = user("newcomer")
        self.client.force_login(newcomer)
        self.client.get(reverse("portal:profile"))
        self.assertFalse(Person.objects.filter(user=newcomer).exists())
        self.post()
        self.assertEqual(Person.objects.get(user=newcomer).name, "測試新名")
