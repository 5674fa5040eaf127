from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.rules import masking

IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.characters(
    min_codepoint=0x20000, max_codepoint=0x2A6DF
)


class NumberTest(TestCase):
    def test_hides_the_last_four(self) -> None:
        for number, masked in [
            ("A123456789", "A12345****"),
            ("300123456", "30012****"),
            ("1234", "****"),
            ("12", "**"),
            ("", ""),
        ]:
            with self.subTest(number=number):
                self.assertEqual(masking.mask_number(number), masked)

    @given(st.text(alphabet="ABC0123456789", max_size=20))
    def test_keeps_the_length(self, number: str) -> None:
        self.assertEqual(len(masking.mask_number(number)), len(number))


class NameTest(TestCase):
    def test_masks(self) -> None:
        for name, masked in [
            ("王小明", "王○明"),
            ("王明", "王○"),
            ("王", "○"),
            ("王 小 明", "王○明"),
            ("陳王小明", "陳○○○"),
            ("歐陽小明", "歐陽○○"),
            ("歐陽修", "歐陽○"),
            ("歐陽", "歐○"),
            ("范姜小明", "范姜○○"),
            ("\U0002137d小明", "\U0002137d○明"),
            ("王小\U0002137d", "王○\U0002137d"),
            ("王\U0002137d", "王○"),
            ("王葛\U000e0100明", "王○明"),
            ("葛\U000e0100小明", "葛\U000e0100○明"),
            ("尤哈尼‧伊斯卡卡夫特", "尤哈尼‧○○○○○○"),
            ("尤哈尼‧", "尤○尼"),
            ("夷將·拔路兒", "夷將·○○○"),
            ("阿洛・卡力亭・巴奇辣", "阿洛・○○○・○○○"),
            ("John Smith", "J. S."),
            ("mary-jane o'brien", "M. J. O."),
            ("Élodie Nguyễn", "É. N."),
            ("E\u0301lodie", "É."),
            ("夷將‧拔路兒 Icyang‧Parod", "夷將‧○○○ I. P."),
            ("王小明 Amy", "王○明 A."),
            ("Smith, John", "S. J."),
            ("김민수", "김○수"),
            ("", ""),
            ("  ", ""),
        ]:
            with self.subTest(name=name):
                self.assertEqual(masking.mask_name(name), masked)

    @given(st.lists(IDEOGRAPHS, min_size=1, max_size=8).map("".join))
    def test_a_chinese_name_keeps_its_length_and_never_shows_all(self, name: str) -> None:
        masked = masking.mask_name(name)
        signs = masking.characters(name)
        self.assertEqual(len(masking.characters(masked)), len(signs))
        self.assertIn(masking.NAME_MASK, masked)

    @given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz -", max_size=30))
    def test_a_latin_name_shows_initials_only(self, name: str) -> None:
        self.assertTrue(all(len(part) == 2 for part in masking.mask_name(name).split()))
