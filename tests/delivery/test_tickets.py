import datetime as dt
import gzip
import json
import uuid
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from exams.delivery.rules import documents, tickets

KEY = "k" * 50
EXPIRES = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


class TicketTest(TestCase):
    def setUp(self) -> None:
        self.ticket = tickets.Ticket(uuid.uuid4(), tickets.of_session("s" * 32), EXPIRES)
        self.text = tickets.sign(self.ticket, KEY)

    def test_what_is_signed_is_read(self) -> None:
        self.assertEqual(tickets.read(self.text, KEY), self.ticket)
        self.assertEqual(len(self.text), 96)

    def test_any_other_byte_is_no_ticket(self) -> None:
        for place in range(0, len(self.text), 7):
            wrong = "A" if self.text[place] != "A" else "B"
            self.assertIsNone(tickets.read(self.text[:place] + wrong + self.text[place + 1 :], KEY))
        for other in ("", "=", self.text + "A", self.text + "=", self.text[:-1], "é" * 96, " " + self.text):
            self.assertIsNone(tickets.read(other, KEY))
        self.assertIsNone(tickets.read(self.text, KEY + "x"))

    def test_a_session_is_no_visitor_and_cannot_be_read_from_the_ticket(self) -> None:
        self.assertNotEqual(tickets.of_session("a"), tickets.of_visitor("a"))
        self.assertNotIn("s" * 32, self.text)


class DocumentTest(TestCase):
    @given(st.binary(max_size=4_000), st.binary(max_size=2_000))
    def test_any_two_parts_make_one_gzip_member(self, first: bytes, second: bytes) -> None:
        beginning = documents.common(first)
        self.assertEqual(gzip.decompress(documents.gzipped(beginning, second)), first + second)
        self.assertEqual(beginning.text(), first)

    def test_the_common_part_stands_in_every_document_as_it_is(self) -> None:
        beginning = documents.common(json.dumps({"items": ["題目" * 500]}).encode())
        for own in (b"one", b"two" * 400):
            self.assertIn(beginning.deflated, documents.gzipped(beginning, own))
