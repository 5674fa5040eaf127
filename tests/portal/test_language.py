"""Switching the language keeps the page and never leads to another site (HT-02)."""

from django.conf import settings
from django.test import TestCase
from django.urls import reverse

from lms.accounts.models import User

FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "https:evil.example",
    "/%5cevil.example\t",
    "\x00//evil.example",
    "evil",
    "",
]


class Language(TestCase):
    def switch(self, target: str, language: str = "en") -> str:
        response = self.client.post(reverse("portal:set_language"), {"language": language, "next": target})
        self.assertEqual(response.status_code, 302)
        return str(response["Location"])

    def test_keeps_the_page_with_its_filters(self) -> None:
        self.assertEqual(self.switch("/news/?page=2"), "/news/?page=2")
        self.assertEqual(self.client.cookies[settings.LANGUAGE_COOKIE_NAME].value, "en")
        self.assertContains(self.client.get(reverse("portal:home")), '<html lang="en">')

    def test_refuses_to_leave_the_site(self) -> None:
        for target in FOREIGN:
            with self.subTest(target):
                location = self.switch(target)
                self.assertIn(location, {reverse("portal:home"), "/%5cevil.example%09"})

    def test_ignores_an_unknown_language(self) -> None:
        self.assertEqual(self.switch("/news/", "xx"), "/news/")
        self.assertNotIn(settings.LANGUAGE_COOKIE_NAME, self.client.cookies)

    def test_remembers_it_for_mails(self) -> None:
        user = User.objects.create_user("someone@test.example", "only-for-tests-1147")
        self.client.force_login(user)
        self.switch("/")
        user.refresh_from_db()
        self.assertEqual(user.language, "en")

    def test_get_changes_nothing(self) -> None:
        self.assertEqual(self.client.get(reverse("portal:set_language")).status_code, 405)

    def test_the_page_offers_the_other_language(self) -> None:
        self.assertContains(self.client.get("/news/?page=1"), '<input type="hidden" name="next" value="/news/?page=1">')
