"""The settings of a PostgreSQL installation: nobody waits for ever."""

from django.test import SimpleTestCase

from lms.settings import base


class Options(SimpleTestCase):
    def test_every_wait_for_the_database_has_an_end(self) -> None:
        options = base.database("postgres://somebody@127.0.0.1:5432/any")["OPTIONS"]
        assert isinstance(options, dict)
        self.assertEqual(options["connect_timeout"], 5)
        self.assertEqual(options["tcp_user_timeout"], 20_000)
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            self.assertIn(f"-c {name}=", options["options"])
        self.assertEqual(options["pool"]["timeout"], 10)
