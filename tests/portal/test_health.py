"""The probes."""

from unittest.mock import patch

from django.db import OperationalError
from django.test import SimpleTestCase, TestCase
from django.urls import reverse


class Live(SimpleTestCase):
    def test_answers_without_a_database(self) -> None:
        response = self.client.get(reverse("portal:livez"))
        self.assertEqual((response.status_code, response.content), (200, b"ok"))


class Ready(TestCase):
    def test_all_checks_hold(self) -> None:
        response = self.client.get(reverse("portal:readyz"))
        self.assertEqual((response.status_code, response.json()["checks"]["database"]), (200, True))

    def test_one_failing_check_is_enough(self) -> None:
        with patch("lms.core.slots.collect", return_value=[("queue", False)]):
            response = self.client.get(reverse("portal:readyz"))
        self.assertEqual(response.status_code, 503)
        self.assertEqual(response.json(), {"ready": False, "checks": {"database": True, "queue": False}})

    def test_a_silent_database_is_reported(self) -> None:
        with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError):
            response = self.client.get(reverse("portal:readyz"))
        self.assertEqual((response.status_code, response.json()["checks"]), (503, {"database": False}))
