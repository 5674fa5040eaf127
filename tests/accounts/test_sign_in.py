"""The account pages: usable by password managers, in the product's words, mails on the configured origin."""

import re

from django.core import mail
from django.test import TestCase, override_settings
from django.urls import reverse

from tests.support.cast import PASSWORD, user

PAGES = ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]


def tokens(page: str) -> dict[str, str]:
    """The autocomplete token of each input."""
    inputs = re.findall(r"<input[^>]+>", page)
    found = {}
    for tag in inputs:
        name, token = re.search(r'name="(\w+)"', tag), re.search(r'autocomplete="([\w-]+)"', tag)
        if name and token:
            found[name[1]] = token[1]
    return found


class SignIn(TestCase):
    def test_pages_use_the_frame_and_one_heading(self) -> None:
        for name in PAGES:
            with self.subTest(name):
                page = self.client.get(reverse(name)).content.decode()
                self.assertEqual((page.count("<h1"), page.count('class="skip"')), (1, 1))

    def test_fields_name_what_they_hold(self) -> None:
        """WCAG 1.3.5 and 3.3.8: managers can fill them, nothing forbids pasting."""
        login = self.client.get(reverse("account_login")).content.decode()
        self.assertEqual(tokens(login), {"login": "email", "password": "current-password"})
        signup = self.client.get(reverse("account_signup")).content.decode()
        self.assertEqual(tokens(signup), {"email": "email", "password1": "new-password", "password2": "new-password"})
        self.assertNotIn("onpaste", login + signup)

    def test_a_wrong_password_is_told_on_top(self) -> None:
        user("someone")
        form = {"login": "someone@test.example", "password": "wrong-but-long-enough"}
        self.assertContains(self.client.post(reverse("account_login"), form), "data-error-summary")

    def test_sign_up_sends_a_code_and_the_code_signs_in(self) -> None:
        form = {"email": "fresh@test.example", "password1": PASSWORD, "password2": PASSWORD}
        response = self.client.post(reverse("account_signup"), form, follow=True)
        self.assertContains(response, "fresh@test.example")
        self.assertContains(response, "one-time-code")
        code = re.search(r"^\s+([A-Z0-9]{4}-?[A-Z0-9]{4})$", mail.outbox[0].body, re.MULTILINE)
        assert code is not None
        response = self.client.post(reverse("account_email_verification_sent"), {"code": code[1]}, follow=True)
        self.assertEqual(response.redirect_chain[-1][0], reverse("portal:dashboard"))

    @override_settings(PUBLIC_URL="https://greenstep.example")
    def test_mails_carry_the_configured_origin(self) -> None:
        user("someone")
        for address in ("someone@test.example", "unknown@test.example"):
            self.client.post(reverse("account_reset_password"), {"email": address}, headers={"host": "localhost"})
        taken = {"email": "someone@test.example", "password1": PASSWORD, "password2": PASSWORD}
        self.client.post(reverse("account_signup"), taken, headers={"host": "localhost"})
        links = [re.findall(r"https?://[^\s]+", message.body) for message in mail.outbox]
        self.assertEqual(len(links), 3)
        self.assertEqual([url for found in links for url in found if not url.startswith("https://greenstep.ex")], [])
        self.assertTrue(all(message.subject.startswith("【青梯 Greenstep】") for message in mail.outbox))

    def test_the_answer_does_not_tell_whether_an_account_exists(self) -> None:
        user("someone")
        answers = {
            self.client.post(reverse("account_reset_password"), {"email": address}).status_code
            for address in ("someone@test.example", "unknown@test.example")
        }
        self.assertEqual(answers, {302})

    def test_demo_accounts_are_offered_in_a_demo_only(self) -> None:
        login = reverse("account_login")
        self.assertContains(self.client.get(login), "data-fill-login")
        with override_settings(DEMO=False):
            self.assertNotContains(self.client.get(login), "data-fill-login")
            self.assertNotContains(self.client.get(reverse("portal:home")), "demo.example")
