"""What never reaches the logs."""

import logging
import sys

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


class Tracebacks(SimpleTestCase):
    def written(self, name: str) -> str:
        """The line that a handler writes of a failure whose texts quote somebody."""
        try:
            try:
                raise KeyError(name)
            except KeyError as error:
                raise ValueError(f"no seat for {name}") from error
        except ValueError:
            record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
        return logs.formatter().format(record)

    def test_types_and_places_are_logged_and_texts_are_not(self) -> None:
        line = self.written("PIICANARY")
        self.assertNotIn("PIICANARY", line)
        self.assertLess(line.index("builtins.KeyError"), line.index("builtins.ValueError"))
        self.assertIn("test_logs.py", line)
