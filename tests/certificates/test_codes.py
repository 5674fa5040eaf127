"""Verification codes: 80 bits in an alphabet that people cannot misread; what a certificate is worth on a day."""

import datetime as dt
import secrets
from collections import Counter

from django.test import SimpleTestCase

from exams.certificates.enums import CertificateState
from exams.certificates.rules import codes, standing
from exams.certificates.rules.standing import Standing


class Codes(SimpleTestCase):
    def test_every_bit_counts(self) -> None:
        self.assertEqual(codes.from_bits(0), "0" * 16)
        self.assertEqual(codes.from_bits(2**80 - 1), "Z" * 16)
        self.assertEqual(len({codes.from_bits(1 << place) for place in range(80)}), 80)
        for outside in (-1, 2**80):
            with self.assertRaises(ValueError):
                codes.from_bits(outside)

    def test_codes_do_not_repeat_and_use_all_signs_evenly(self) -> None:
        made = [codes.from_bits(secrets.randbits(80)) for _ in range(20_000)]
        self.assertEqual(len(set(made)), len(made))
        counts = Counter("".join(made))
        self.assertEqual(len(counts), 32)
        self.assertLess(max(counts.values()) / min(counts.values()), 1.15)

    def test_typing_is_forgiven(self) -> None:
        code = "7K3M9QWX2R4T8V10"
        for typed in (codes.shown(code), "7k3m 9qwx 2r4t 8vlo", "7K3M–9QWX–2R4T–8VIO", f" {code} "):
            with self.subTest(typed):
                self.assertEqual(codes.read(typed), code)
        for wrong in ("", "7K3M", code + "0", "7K3M9QWX2R4T8V1U", "\x00" * 16, "𝟕K3M9QWX2R4T8V10"):
            with self.subTest(wrong):
                self.assertEqual(codes.read(wrong), "")


class Worth(SimpleTestCase):
    def test_all_states(self) -> None:
        day = dt.date(2026, 11, 20)
        table = [
            (CertificateState.ISSUED, None, Standing.VALID),
            (CertificateState.ISSUED, day, Standing.VALID),
            (CertificateState.ISSUED, day - dt.timedelta(days=1), Standing.EXPIRED),
            (CertificateState.SUPERSEDED, None, Standing.SUPERSEDED),
            (CertificateState.REVOKED, day - dt.timedelta(days=1), Standing.REVOKED),
            (CertificateState.WITHDRAWN, None, Standing.WITHDRAWN),
        ]
        for state, expires, expected in table:
            with self.subTest(state=state, expires=expires):
                self.assertEqual(standing.on(day, state, expires), expected)

    def test_nothing_leads_back_to_valid(self) -> None:
        self.assertEqual([state for state, to in standing.MOVES.items() if CertificateState.ISSUED in to], [])
        self.assertEqual(set(standing.MOVES), set(CertificateState))
