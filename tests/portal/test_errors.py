"""Error pages: the right status, no technical detail, and a 500 that needs nothing."""

from unittest.mock import patch

from django.core.exceptions import DisallowedHost
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory, TestCase
from django.urls import reverse

from lms.portal.views import errors
from tests.support.cast import user


class Errors(TestCase):
    def test_not_found_and_forbidden(self) -> None:
        self.assertContains(self.client.get("/no-such-page/"), "找不到這一頁", status_code=404)
        self.client.force_login(user("newcomer"))
        self.assertContains(self.client.get(reverse("portal:desk")), "您沒有權限", status_code=403)

    def test_bad_request_does_not_trust_the_host(self) -> None:
        response = self.client.get("/", headers={"host": "evil.example"})
        self.assertEqual(response.status_code, 400)
        self.assertNotContains(response, "evil.example", status_code=400)
        self.assertNotContains(response, DisallowedHost.__name__, status_code=400)

    def test_an_expired_form_says_what_to_do(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        response = strict.post(reverse("portal:set_language"), {"language": "en"})
        self.assertContains(response, "表單已過期", status_code=403)

    def test_server_error_touches_neither_user_nor_database(self) -> None:
        with self.assertNumQueries(0):
            response = errors.server_error(RequestFactory().get("/"))
        self.assertContains(response, "系統發生錯誤", status_code=500)

    def test_server_error_survives_a_broken_template(self) -> None:
        with patch("lms.portal.views.errors.render_to_string", side_effect=TemplateDoesNotExist("errors/500.html")):
            response = errors.server_error(RequestFactory().get("/"))
        self.assertContains(response, "系統發生錯誤", status_code=500)

    def test_every_answer_carries_the_policy_and_forbids_framing(self) -> None:
        for path in ("/", "/no-such-page/", reverse("account_login")):
            response = self.client.get(path)
            self.assertIn("object-src 'none'", response["Content-Security-Policy"])
            self.assertIn("frame-ancestors 'none'", response["Content-Security-Policy"])
            self.assertNotIn("unsafe", response["Content-Security-Policy"])
            self.assertEqual(response["X-Content-Type-Options"], "nosniff")
