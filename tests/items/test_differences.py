"""Differences of texts and of versions."""

from decimal import Decimal

from django.test import SimpleTestCase

from question_bank.items.rules import differences
from question_bank.items.rules.differences import Difference, Mark, Piece
from question_bank.items.rules.drafts import StimulusDraft
from tests.support import items


def told(pieces: tuple[Piece, ...]) -> str:
    """Deleted text in [-…-], inserted text in {+…+}."""
    signs = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
    return "".join(signs[piece.mark].format(piece.text) for piece in pieces)


class Texts(SimpleTestCase):
    def test_pieces(self) -> None:
        for old, new, left, right in (
            ("", "", "", ""),
            ("碳費", "碳費", "碳費", "碳費"),
            ("", "新", "", "{+新+}"),
            ("舊", "", "[-舊-]", ""),
            ("碳費徵收對象", "碳費的徵收門檻", "碳費徵收[-對象-]", "碳費{+的+}徵收{+門檻+}"),
            ("about 300 tonnes", "about 3,000 tonnes", "about [-300-] tonnes", "about {+3,000+} tonnes"),
            ("係數為 0.494", "係數為 0.474", "係數為 [-0.494-]", "係數為 {+0.474+}"),
        ):
            with self.subTest(old=old, new=new):
                before, after = differences.texts(old, new)
                self.assertEqual((told(before), told(after)), (left, right))
                self.assertEqual("".join(piece.text for piece in before), old)
                self.assertEqual("".join(piece.text for piece in after), new)

    def test_very_long_texts_are_marked_as_a_whole(self) -> None:
        before, after = differences.texts("甲" * 15_000, "乙" * 15_000)
        self.assertEqual((len(before), len(after)), (1, 1))


class Versions(SimpleTestCase):
    def changed(self, **changes: object) -> list[Difference]:
        found = differences.versions(items.draft(), items.draft(**changes))
        return [difference for difference in found if difference.is_changed]

    def test_equal_versions_have_no_changes_and_show_their_fields(self) -> None:
        found = differences.versions(items.draft(), items.draft())
        self.assertEqual([each for each in found if each.is_changed], [])
        self.assertEqual(
            [each.field for each in found],
            [
                "kind",
                "stem",
                *["options"] * 4,
                "key",
                "explanation",
                "source_title",
                "source_url",
                "valid_as_of",
                "difficulty",
            ],
        )

    def test_options_are_matched_by_id(self) -> None:
        old = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}, {"id": "c", "text": "丙"}]
        new = [{"id": "c", "text": "丙"}, {"id": "b", "text": "乙丁"}, {"id": "e", "text": "戊"}]
        found = differences.versions(
            items.draft(body={"options": old}), items.draft(body={"options": new}, key=[["b"]])
        )
        options = [(each.part, told(each.old), told(each.new), each.moved) for each in found if each.field == "options"]
        self.assertEqual(
            options,
            [
                ("c", "丙", "丙", (3, 1)),
                ("b", "乙", "乙{+丁+}", (2, 2)),
                ("e", "", "{+戊+}", None),
                ("a", "[-甲-]", "", None),
            ],
        )
        [key] = [each for each in found if each.field == "key"]
        self.assertEqual((told(key.old), told(key.new)), ("[-a-]", "{+b+}"))

    def test_a_new_option_in_front_does_not_move_the_others(self) -> None:
        body = {"options": [{"id": "z", "text": "新"}, *items.draft().body["options"]]}
        self.assertEqual([(each.part, each.moved) for each in self.changed(body=body)], [("z", None)])

    def test_single_fields(self) -> None:
        for changes, field in (
            ({"stem": "改"}, "stem"),
            ({"stimulus": StimulusDraft("S", "共用題幹"), "part": 1}, "stimulus"),
            ({"difficulty": Decimal("0.5")}, "difficulty"),
            ({"valid_as_of": None}, "valid_as_of"),
            ({"references": ("climate-act",)}, "references"),
            ({"explanation": ""}, "explanation"),
        ):
            with self.subTest(field):
                self.assertEqual([each.field for each in self.changed(**changes)], [field])

    def test_keys_of_every_shape_are_said(self) -> None:
        for key, said in (
            ([["a", "c"], ["b"]], "a、c / b"),
            ([["r1:t2", "r2:t1"]], "r1→t2、r2→t1"),
            ([{"value": "3.14", "tolerance": "0.01", "unit": "u1"}], "3.14 ± 0.01 [u1]"),
            ([{"text": "淨零"}, {"text": "Net Zero", "exact": True}], "淨零 / Net Zero [=]"),
        ):
            self.assertEqual(differences.key_words(key), said)
