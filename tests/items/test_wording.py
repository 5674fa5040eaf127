"""Forbidden wordings, and harmless ones that look like them."""

from django.test import SimpleTestCase

from question_bank.items.rules import wording


class Wordings(SimpleTestCase):
    def check(self, find: object, found: tuple[str, ...], harmless: tuple[str, ...]) -> None:
        for text in found:
            with self.subTest(text=text):
                self.assertIsNotNone(find(text))  # type: ignore[operator]
        for text in harmless:
            with self.subTest(text=text):
                self.assertIsNone(find(text))  # type: ignore[operator]

    def test_all_or_none(self) -> None:
        self.check(
            wording.all_or_none,
            ("以上皆是", "以上皆非", "以上均正確", "皆非", "All of the above"),
            ("十萬元以上一百萬元以下", "罰鍰十萬元以上是法定下限", "兩者皆須申報"),
        )

    def test_letter_references(self) -> None:
        self.check(
            wording.letter_reference,
            ("故選項A正確", "如選項 (b) 所述", "（A）為正解", "答案為B", "故選 C", "D選項錯誤", "A. 電費單據"),
            ("升溫1.5°C的情境", "附錄E所列係數", "A級能源效率標示", "CO2當量", "甲、乙與C工廠", "EV100"),
        )

    def test_unmarked_negatives(self) -> None:
        self.check(
            wording.unmarked_negative,
            (
                "下列何者不屬於範疇一？",
                "下列敘述何者最不適當？",
                "下列哪一項非法定義務？",
                "門檻豁免不適用於下列哪一組貨品？",
            ),
            (
                "下列何者**不**屬於範疇一？",
                "豁免**不**適用於下列哪一組貨品？",
                "審查時最可能因不符下列哪一項而遭退件？",
                "量化不可行時，組織應如何處理？",
                "下列何者不確定性最高？",
                "非屬高碳洩漏風險事業，應適用何種費率？",
            ),
        )
