from typing import Any

from django.test import SimpleTestCase

from question_bank.formats.rules import identity


def asked(kind: str, body: dict[str, Any], key: list[Any]) -> str:
    return identity.asked(kind=kind, shared="", stem="題", body=body, key=key)


def options(**texts: str) -> dict[str, Any]:
    return {"options": [{"id": name, "text": text} for name, text in texts.items()]}


class AskedTest(SimpleTestCase):
    """Formats write the same question in their own ways; what is asked stays the same."""

    def test_one_unit_goes_without_saying_but_several_do_not(self) -> None:
        one = {"units": [{"id": "u1", "text": "噸"}]}
        two = {"units": [*one["units"], {"id": "u2", "text": "公斤"}]}
        for body, expected in ((one, True), (two, False)):
            with self.subTest(units=len(body["units"])):
                named = asked("numerical", body, [{"value": "5", "tolerance": "0", "unit": "u1"}])
                self.assertEqual(named == asked("numerical", body, [{"value": "5.0", "unit": ""}]), expected)

    def test_things_to_order_may_be_listed_in_any_order(self) -> None:
        first = asked("ordering", options(a="甲", b="乙"), [["b", "a"]])
        self.assertEqual(first, asked("ordering", options(x="乙", y="甲"), [["x", "y"]]))
        self.assertNotEqual(first, asked("ordering", options(x="乙", y="甲"), [["y", "x"]]))

    def test_options_of_a_choice_keep_their_order(self) -> None:
        first = asked("single", options(a="甲", b="乙"), [["b"]])
        self.assertNotEqual(first, asked("single", options(x="乙", y="甲"), [["x"]]))

    def test_blanks_of_an_accepted_answer(self) -> None:
        first = asked("short_text", {}, [{"text": "溫室氣體\n盤查"}])
        self.assertEqual(first, asked("short_text", {}, [{"text": "溫室氣體 盤查"}]))
