import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from unittest import TestCase

from lms.core.reasons import Params, Reason, because, from_json


class Code(StrEnum):
    TOO_LATE = "too_late"


class ReasonTest(TestCase):
    def test_parameters_are_plain_hashable_and_order_free(self) -> None:
        one = because(Code.TOO_LATE, mean=Decimal("69.5"), on=date(2026, 5, 16), subjects=["S1", "S2"])
        two = because("too_late", subjects=("S1", "S2"), on="2026-05-16", mean="69.5")
        self.assertEqual(one, two)
        self.assertEqual(hash(one), hash(two))
        self.assertIs(type(one.code), str)
        self.assertEqual(dict(one.params), {"mean": "69.5", "on": "2026-05-16", "subjects": ("S1", "S2")})

    def test_survives_json(self) -> None:
        reason = because("x", n=3, flag=True, none=None, kinds={Code.TOO_LATE})
        self.assertEqual(from_json(json.loads(json.dumps(reason.as_json()))), reason)

    def test_refuses_what_json_cannot_carry(self) -> None:
        with self.assertRaises(TypeError):
            because("x", thing=object())
        for stored in ({}, {"code": 1}, {"code": "x", "params": 3}):
            with self.subTest(stored=stored), self.assertRaises(ValueError):
                from_json(stored)

    def test_params_behave_as_a_mapping(self) -> None:
        params = Params({"b": 2, "a": 1})
        self.assertEqual((list(params), len(params), params["b"], params.get("c")), (["a", "b"], 2, 2, None))
        self.assertNotEqual(params, {"a": 1})
        self.assertEqual(repr(params), "Params({'a': 1, 'b': 2})")
        self.assertEqual(Reason("x").as_json(), {"code": "x", "params": {}})
