"""The doors: sign-in, sign-out, sessions, codes, forms from elsewhere, and where one is led afterwards."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from lms.accounts.models import User
from tests.access.matrix import ROWS
from tests.access.sweep import Sweep, body
from tests.support import cast

LOGIN = reverse("account_login")
LOGOUT = reverse("account_logout")
RESET = reverse("account_reset_password")
OWN = reverse("portal:dashboard")
KNOWN, UNKNOWN = "someone@test.example", "nobody@test.example"
CODE = re.compile(r"^\s+([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", re.MULTILINE)
FOREIGN = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "http:///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "\t//evil.example",
    "/\t/evil.example",
    "https://ｅvil.example/",
    "data:text/html,x",
)


class Doors(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = cls.signed_up(KNOWN)

    @staticmethod
    def signed_up(email: str) -> User:
        user = cast.user(email.split("@")[0])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def setUp(self) -> None:
        cache.clear()

    def sign_in(self, client: Client | None = None, password: str = cast.PASSWORD, **more: str) -> Any:
        return (client or self.client).post(LOGIN, {"login": KNOWN, "password": password} | more)

    def is_in(self, client: Client | None = None) -> bool:
        return bool((client or self.client).get(OWN).status_code == 200)

    def session_key(self) -> str:
        return str(self.client.cookies[settings.SESSION_COOKIE_NAME].value)

    def mailed_code(self) -> str:
        found = CODE.search(str(mail.outbox[-1].body))
        assert found is not None
        return found[1]

    def with_session(self, key: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client


class Sessions(Doors):
    def test_signing_in_changes_the_session_and_the_old_one_is_dead(self) -> None:
        """AU-01: a fixed session id is worth nothing."""
        self.client.post(reverse("account_request_login_code"), {"email": KNOWN})
        fixed = self.session_key()
        self.client.post(reverse("account_confirm_login_code"), {"code": self.mailed_code()})
        self.assertNotEqual(self.session_key(), fixed)
        self.assertEqual([self.is_in(), self.is_in(self.with_session(fixed))], [True, False])

    def test_signing_out_kills_the_cookie(self) -> None:
        """AU-02."""
        self.sign_in()
        copy = self.with_session(self.session_key())
        self.assertTrue(self.is_in(copy))
        self.client.post(LOGOUT)
        self.assertEqual([self.is_in(), self.is_in(copy)], [False, False])

    def test_reading_the_sign_out_page_signs_nobody_out(self) -> None:
        self.sign_in()
        self.client.get(LOGOUT)
        self.assertTrue(self.is_in())

    def test_a_new_password_ends_the_other_sessions(self) -> None:
        elsewhere = Client()
        self.sign_in()
        self.sign_in(elsewhere)
        new = {"oldpassword": cast.PASSWORD, "password1": "another-test-2258", "password2": "another-test-2258"}
        self.client.post(reverse("account_change_password"), new)
        self.user.refresh_from_db()
        self.assertTrue(self.user.check_password("another-test-2258"))
        self.assertFalse(self.is_in(elsewhere))


class Throttles(Doors):
    def test_guessing_is_stopped_and_the_candidate_still_enters_from_elsewhere(self) -> None:
        """AU-03."""
        thief = Client(REMOTE_ADDR="198.51.100.7")
        for _ in range(5):
            self.sign_in(thief, "wrong-but-long-enough")
        self.sign_in(thief)
        self.assertFalse(self.is_in(thief))
        self.sign_in()
        self.assertTrue(self.is_in())

    def test_many_accounts_tried_from_one_source_are_stopped(self) -> None:
        for number in range(60):
            self.client.post(LOGIN, {"login": f"n{number}@test.example", "password": "wrong-but-long"})
        self.sign_in()
        self.assertFalse(self.is_in())

    def test_a_whole_room_signs_in_behind_one_address(self) -> None:
        rooms = [Client() for _ in range(70)]
        for client in rooms:
            self.sign_in(client)
        self.assertEqual(sum(settings.SESSION_COOKIE_NAME in client.cookies for client in rooms), 70)

    def test_a_mailed_code_is_tried_three_times_only(self) -> None:
        for tries, enters in ((2, True), (3, False)):
            with self.subTest(tries=tries):
                client = Client()
                client.post(reverse("account_request_login_code"), {"email": KNOWN})
                code = self.mailed_code()
                confirm = reverse("account_confirm_login_code")
                for _ in range(tries):
                    client.post(confirm, {"code": "WRONG1"})
                client.post(confirm, {"code": code})
                self.assertEqual(self.is_in(client), enters)


class Enumeration(Doors):
    """AU-04: status, text and number of mails are the same for known and unknown addresses."""

    def answers(self, name: str, data: dict[str, str], field: str) -> list[tuple[int, str, int]]:
        found = []
        for address in (KNOWN, UNKNOWN):
            cache.clear()
            mail.outbox.clear()
            page = Client().post(reverse(name), data | {field: address}, follow=True)
            found.append((page.status_code, body(page, address), len(mail.outbox)))
        return found

    def test_no_door_tells_who_has_an_account(self) -> None:
        new = {"password1": "another-test-2258", "password2": "another-test-2258"}
        for name, field, data in (
            ("account_login", "login", {"password": "wrong-but-long-enough"}),
            ("account_reset_password", "email", {}),
            ("account_signup", "email", new),
            ("account_request_login_code", "email", {}),
        ):
            with self.subTest(name):
                known, unknown = self.answers(name, data, field)
                self.assertEqual(known, unknown)


class Redirects(Doors):
    """HT-02."""

    def test_no_next_leads_away(self) -> None:
        for target in FOREIGN:
            with self.subTest(target):
                client = Client()
                cache.clear()
                self.assertStays(self.sign_in(client, next=target))
                self.assertStays(client.get(LOGIN, {"next": target}))
                self.assertStays(client.post(reverse("portal:set_language"), {"language": "en", "next": target}))
                self.assertStays(client.get(LOGOUT, {"next": target}))
                self.assertStays(client.post(f"{LOGOUT}?next={target}", {"next": target}))
                page = client.get(LOGIN, {"next": target}).content.decode()
                self.assertEqual(re.findall(r'(?:href|action)="[^"]*evil', page.replace("next=", "")), [])

    def assertStays(self, response: Any) -> None:
        location = response.headers.get("Location", "/")
        self.assertRegex(location, r"^/(?![/\\\t])")
        self.assertNotIn("evil.example", location.split("?")[0])

    def test_an_own_page_is_returned_to(self) -> None:
        self.assertEqual(self.sign_in(next="/learn/")["Location"], "/learn/")


@override_settings(PUBLIC_URL="https://greenstep.example")
class Mails(Doors):
    def test_hosts_in_the_request_never_reach_a_mail(self) -> None:
        """HT-01."""
        for headers in (
            {"host": "localhost"},
            {"host": "testserver", "x-forwarded-host": "evil.example"},
            {"host": "testserver", "x-original-url": "//evil.example/"},
            {"host": "testserver", "forwarded": "host=evil.example"},
        ):
            cache.clear()
            Client().post(RESET, {"email": KNOWN}, headers=headers)
        self.assertEqual(len(mail.outbox), 4)
        for message in mail.outbox:
            links = re.findall(r"https?://([^/\s]+)", str(message.body))
            self.assertEqual(set(links), {"greenstep.example"})

    def test_a_foreign_host_is_refused(self) -> None:
        for host in ("evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example"):
            self.assertEqual(Client().post(RESET, {"email": KNOWN}, headers={"host": host}).status_code, 400)
        self.assertEqual(mail.outbox, [])

    def link(self) -> str:
        Client().post(RESET, {"email": KNOWN})
        found = re.search(r"https://greenstep\.example(/\S+)", str(mail.outbox[-1].body))
        assert found is not None
        return found[1]

    def test_a_reset_link_works_once_and_for_an_hour(self) -> None:
        """AU-05."""
        self.assertLessEqual(settings.PASSWORD_RESET_TIMEOUT, 3600)
        link = self.link()
        for works in (True, False):
            client = Client()
            form = client.get(link, follow=True)
            self.assertEqual(b'name="password1"' in form.content, works)
            self.assertEqual(form.headers["Referrer-Policy"], "same-origin")
            client.post(form.wsgi_request.path, {"password1": "another-test-2258", "password2": "another-test-2258"})


class ForeignForms(Sweep):
    def test_every_form_needs_its_token_and_the_own_origin(self) -> None:
        """AU-07: without a token, with a foreign origin, and as plain text."""
        posts = [row for row in ROWS if row.method == "POST"]
        self.assertGreater(len(posts), 30)
        found = []
        for row in posts:
            actor = "candidate" if row.expected["candidate"] not in (403, 404) else "coordinator"
            client = self.client_of(actor, enforce_csrf_checks=True)
            path = self.path(row)
            client.get(LOGOUT)
            token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else "x" * 32
            attempts = {
                "no token": client.post(path, {}),
                "plain text": client.post(path, "{}", content_type="text/plain"),
                "foreign origin": client.post(
                    path, {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"}
                ),
            }
            found += [f"{row}: {how} {got.status_code}" for how, got in attempts.items() if got.status_code != 403]
            own = client.post(path, {"csrfmiddlewaretoken": token})
            if own.status_code >= 500 or "表單已過期".encode() in own.content:
                found.append(f"{row}: the own form is refused too")
        self.assertEqual(found, [])

    def test_no_view_is_exempt(self) -> None:
        from tests.access.test_matrix import ROUTES

        exempt = [name for name, route in ROUTES.items() if getattr(route.callback, "csrf_exempt", False)]
        self.assertEqual(exempt, [])
