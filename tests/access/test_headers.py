"""Headers of every kind of answer (HT-04, KL-10), cookies (AU-08), and errors that tell nothing (KL-09)."""

import json
import os
import subprocess
import sys
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import cache
from django.test import Client, SimpleTestCase
from django.urls import reverse

from exams.certificates.views import verify
from lms.core.middleware import FORGET
from tests.access.matrix import ACTORS, ROWS, Row
from tests.access.sweep import Sweep
from tests.architecture.test_urls import patterns
from tests.support.cast import PASSWORD

ROUTES = dict(patterns())
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DIRECTIVES = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
DIRECTIVES += ("object-src 'none'", "base-uri 'none'", "form-action 'self'")
#: Public files whose own policy lets caches keep them, whoever asks.
PUBLIC_FILES = {"statistics:download": "public, max-age=3600"}
#: Public pages with a policy of their own.
OWN_POLICY = {"certificates:verify_code": "no-store", "portal:readyz": "no-store"}

#: Documents that read no parameters.
SLOW = {"sittings:admission_notice", "outcomes:score_notice", "certificates:pdf"}


def missing(response: Any) -> list[str]:
    """Which of the promised headers an answer lacks."""
    found = [name for name, value in EVERYWHERE.items() if response.headers.get(name) != value]
    policy = [part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")]
    found += [directive for directive in DIRECTIVES if directive not in policy]
    return found + [part for part in policy if "unsafe" in part or "*" in part]


def is_private(response: Any) -> bool:
    """No cache may keep it."""
    return {"private", "no-store"} <= {part.strip() for part in response.headers.get("Cache-Control", "").split(",")}


class Headers(Sweep):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()

    def furthest(self, row: Row) -> str:
        """A signed-in actor who gets the page, if there is one."""
        return min(ACTORS[1:], key=lambda actor: str(row.expected[actor]))

    def test_every_route_carries_them_and_nothing_a_person_saw_is_kept(self) -> None:
        found = []
        for row in ROWS:
            actor = self.furthest(row)
            client = self.fresh(row, actor)
            response = self.send(row, actor, client=client)
            found += [f"{row}: {name}" for name in missing(response)]
            policy = (PUBLIC_FILES | OWN_POLICY).get(row.name)
            if not (response.headers.get("Cache-Control") == policy if policy else is_private(response)):
                found.append(f"{row} as {actor}: Cache-Control {response.headers.get('Cache-Control')}")
            anonymous = self.send(row, "anonymous", client=self.client_of("anonymous"))
            found += [f"{row} as anonymous: {name}" for name in missing(anonymous)]
        self.assertEqual(found, [], "\n".join(found))

    def test_errors_carry_them_too(self) -> None:
        candidate = self.clients["candidate"]
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.world.users["candidate"])
        answers = {
            "404": candidate.get("/no-such-page/"),
            "404 of a fake suffix": candidate.get("/outcomes/x.css"),
            "404 of a static file": candidate.get("/static/no-such.css"),
            "403": candidate.get(reverse("portal:desk")),
            "403 csrf": strict.post(reverse("portal:profile")),
            "400": Client().get("/", headers={"host": "evil.example"}),
            "405": candidate.post(reverse("portal:news")),
            "500": self.broken(candidate),
        }
        for name, response in answers.items():
            with self.subTest(name):
                self.assertEqual((str(response.status_code), missing(response)), (name[:3], []))
        for name in ("404", "404 of a fake suffix", "403", "405", "500"):
            self.assertTrue(is_private(answers[name]), name)

    def broken(self, client: Client) -> Any:
        """The answer of a page that breaks with something secret in its hands."""

        def breaking(request: Any) -> Any:
            raise RuntimeError("KEYCANARY in a message")

        with patch.object(ROUTES["portal:dashboard"], "callback", breaking):
            client.raise_request_exception = False
            response = client.get(reverse("portal:dashboard"))
            client.raise_request_exception = True
        for leak in (b"KEYCANARY", b"Traceback", b"RuntimeError", b"breaking"):
            self.assertNotIn(leak, response.content)
        return response

    def test_a_pdf_is_as_guarded_as_a_page(self) -> None:
        for name, key in (("outcomes:score_notice", "score_notice"), ("certificates:pdf", "certificate")):
            response = self.clients["candidate"].get(reverse(name, args=[self.world.ids[key]]))
            self.assertEqual((response["Content-Type"], missing(response)), ("application/pdf", []))
            self.assertTrue(is_private(response))

    def test_the_policy_has_a_control(self) -> None:
        response = self.clients["anonymous"].get("/")
        response.headers["Content-Security-Policy"] += "; script-src 'unsafe-inline'"
        del response.headers["X-Content-Type-Options"]
        self.assertEqual(missing(response), ["X-Content-Type-Options", "script-src 'unsafe-inline'"])

    def test_signing_out_empties_the_cache(self) -> None:
        client = self.client_of("candidate")
        self.assertNotIn("Clear-Site-Data", client.get(reverse("account_logout")))
        response = client.post(reverse("account_logout"))
        self.assertEqual((response["Clear-Site-Data"], is_private(response)), (FORGET, True))
        self.assertNotIn("Clear-Site-Data", client.post(reverse("account_logout")))

    def test_odd_input_breaks_nothing(self) -> None:
        """KL-09, IN-10: NUL bytes, wrong types and quotes in every parameter a page reads."""
        names = ("page", "sitting", "region", "county", "words", "status", "number", "show", "next", "q")
        found = []
        for row in ROWS:
            if row.method == "GET" and row.name not in SLOW:
                for value in ("\x00", "'\"--"):
                    cache.clear()
                    client = self.clients[self.furthest(row)]
                    client.raise_request_exception = False
                    response = client.get(self.path(row), dict.fromkeys(names, value))
                    if response.status_code >= 500:
                        found.append(f"{row} with {value!r}: {response.status_code}")
        self.assertEqual(found, [])

    def test_odd_addresses_name_nothing(self) -> None:
        client = self.clients["officer"]
        for path in ("/certificates/issued/%00/", "/certificates/verify/%00/x/", "/programmes/%00/", "/%00"):
            self.assertEqual(client.get(path).status_code, 404, path)

    def test_rate_limited_answers_carry_them(self) -> None:
        """HT-07, CT-04: a guesser of certificates is slowed down, with the time to wait."""
        address = reverse("certificates:verify_code", args=["DEMO-GC-115-999999", "AAAA-AAAA-AAAA-AAAA"])
        statuses = [Client().get(address).status_code for _ in range(verify.PER_MINUTE)]
        self.assertEqual(set(statuses), {404})
        response = Client().get(address)
        self.assertEqual((response.status_code, missing(response)), (429, []))
        self.assertTrue(0 < int(response["Retry-After"]) <= 60)
        elsewhere = Client(REMOTE_ADDR="198.51.100.7").get(address)
        self.assertEqual(elsewhere.status_code, 404)

    def test_no_script_reads_a_cookie_and_no_other_site_sends_one(self) -> None:
        client = Client()
        client.get(reverse("account_login"))
        login = {"login": self.world.users["candidate"].email, "password": PASSWORD}
        client.post(reverse("account_login"), login)
        client.post(reverse("portal:set_language"), {"language": "en"})
        Client.post(client, reverse("account_logout"))
        client.post(reverse("practice:start", args=["ipas-nz-beginner"]))
        self.assertTrue({"sessionid", "csrftoken", "django_language", "mock_visitor"} <= set(client.cookies))
        for name, cookie in client.cookies.items():
            if cookie.value:
                with self.subTest(name):
                    self.assertEqual((cookie["httponly"], cookie["samesite"], cookie["domain"]), (True, "Lax", ""))


class Production(SimpleTestCase):
    def test_the_shipped_settings_are_safe(self) -> None:
        """AU-08, HT-11: ``check --deploy`` finds nothing, cookies are bound to this host and to TLS."""
        names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE "
        names += "SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT DEBUG DEMO"
        script = (
            "import json, django; django.setup(); from django.conf import settings as s;"
            "from django.core.management import call_command;"
            "call_command('check', deploy=True, fail_level='WARNING');"
            f"print(json.dumps([getattr(s, name) for name in {names.split()!r}]))"
        )
        secrets = ("SECRET_KEY", "VAULT_KEY", "BLIND_INDEX_KEY", "ATTEMPT_TOKEN_KEY")
        environment = os.environ | {name: f"{name}-{'k3Yz9_xQ' * 8}" for name in secrets}
        environment |= {"DJANGO_SETTINGS_MODULE": "lms.settings.prod", "PUBLIC_URL": "https://greenstep.example"}
        environment |= {"ALLOWED_HOSTS": "greenstep.example", "DEMO": "0", "DEBUG": "0"}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        self.assertEqual(run.returncode, 0, run.stderr)
        expected = ["__Host-session", "__Host-csrf", True, True, True, True, True, 31_536_000, True, False, False]
        self.assertEqual(json.loads(run.stdout.splitlines()[-1]), expected)
