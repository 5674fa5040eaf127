"""What never reaches the logs."""

from django.test import SimpleTestCase

from lms.core import logs


class Redaction(SimpleTestCase):
    def test_the_code_of_a_certificate_is_cut_off(self) -> None:
        for given, kept in (
            ("GET /certificates/verify/GC-115-000001/ABCDEFGHJK/", "GET /certificates/verify/…"),
            ("GET /certificates/verify/", "GET /certificates/verify/"),
            ("GET /classes/", "GET /classes/"),
        ):
            with self.subTest(given):
                self.assertEqual(logs.redact(None, "info", {"request": given})["request"], kept)

    def test_addresses_and_browsers_of_people_are_left_out(self) -> None:
        given = {"request": "GET /", "ip": "192.0.2.1", "user_agent": "Browser", "code": 200}
        self.assertEqual(logs.redact(None, "info", given), {"request": "GET /", "code": 200})
