from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.enums import IdentityFlaw, IdentityKind
from lms.accounts.rules import identity

VALID = {
    "A123456789": IdentityKind.NATIONAL_ID,
    "F123456784": IdentityKind.NATIONAL_ID,
    "L223456780": IdentityKind.NATIONAL_ID,
    "A800000014": IdentityKind.RESIDENT,
    "A900000016": IdentityKind.RESIDENT,
    "AC01234567": IdentityKind.RESIDENT_OLD,
}


class IdentifyTest(TestCase):
    def test_recognises_valid_numbers(self) -> None:
        for number, kind in VALID.items():
            with self.subTest(number=number):
                self.assertEqual(identity.identify(number), identity.Identity(number, kind))

    def test_refuses_with_the_flaw(self) -> None:
        for number, flaw in [
            ("A123456788", IdentityFlaw.CHECK_DIGIT),
            ("F123456785", IdentityFlaw.CHECK_DIGIT),
            ("A12345678", IdentityFlaw.SHAPE),
            ("1234567890", IdentityFlaw.SHAPE),
            ("A323456789", IdentityFlaw.SHAPE),
            ("A800000015", IdentityFlaw.CHECK_DIGIT),
            ("AC01234568", IdentityFlaw.CHECK_DIGIT),
            ("AE01234567", IdentityFlaw.SHAPE),
            ("A1234567890", IdentityFlaw.SHAPE),
            ("", IdentityFlaw.EMPTY),
            (" - ", IdentityFlaw.EMPTY),
        ]:
            with self.subTest(number=number):
                found = identity.identify(number)
                self.assertFalse(found.is_valid)
                self.assertEqual([reason.code for reason in found.reasons], [flaw.value])

    def test_typing_habits_do_not_matter(self) -> None:
        for typed in ("a123456789", " A123 456 789 ", "A-123456789", "Ａ１２３４５６７８９"):
            with self.subTest(typed=typed):
                self.assertEqual(identity.identify(typed).number, "A123456789")
                self.assertTrue(identity.identify(typed).is_valid)

    def test_the_old_form_ends_with_2030(self) -> None:
        last, first = date(2030, 12, 31), date(2031, 1, 1)
        self.assertTrue(identity.identify("AC01234567", last).is_valid)
        refused = identity.identify("AC01234567", first)
        self.assertEqual(refused.reasons[0].code, IdentityFlaw.FORM_ENDED)
        self.assertEqual(refused.reasons[0].params["ended"], "2031-01-01")
        self.assertTrue(identity.identify("A800000014", first).is_valid)

    @given(st.sampled_from(sorted(VALID)), st.integers(1, 9), st.integers(1, 9))
    def test_one_wrong_digit_is_found_unless_its_weight_hides_it(self, number: str, at: int, step: int) -> None:
        if not number[at].isdigit():
            return
        wrong = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
        weight = (8, 7, 6, 5, 4, 3, 2, 1, 1)[at - 1]
        change = (int(wrong[at]) - int(number[at])) * weight
        found = identity.identify(wrong)
        self.assertEqual(found.is_valid, change % 10 == 0 and (at > 1 or wrong[1] in "1289"))


class PassportTest(TestCase):
    def test_shape(self) -> None:
        for number, valid in [
            ("300123456", True),
            ("x1234567", True),
            ("M12345678", True),
            ("1234", False),
            ("ABCDEFGH", False),
            ("1234567890", False),
            ("12345_78", False),
            ("", False),
        ]:
            with self.subTest(number=number):
                self.assertEqual(identity.check_passport(number).is_valid, valid)

    def test_an_id_number_is_not_a_passport(self) -> None:
        found = identity.check_passport("A123456788")
        self.assertEqual(found.reasons[0].code, IdentityFlaw.LOOKS_LIKE_ID)


class CheckTest(TestCase):
    def test_the_kind_must_agree(self) -> None:
        for number, kind, valid in [
            ("A123456789", IdentityKind.NATIONAL_ID, True),
            ("A123456789", IdentityKind.RESIDENT, False),
            ("A800000014", IdentityKind.RESIDENT, True),
            ("AC01234567", IdentityKind.RESIDENT_OLD, True),
            ("AC01234567", IdentityKind.RESIDENT, False),
            ("A123456788", IdentityKind.NATIONAL_ID, False),
            ("300123456", IdentityKind.PASSPORT, True),
        ]:
            with self.subTest(number=number, kind=kind):
                self.assertEqual(identity.check(number, kind).is_valid, valid)
