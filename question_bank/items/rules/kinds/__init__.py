"""The kinds of items, one strategy each: shape, validation, marking. A kind never renders and never queries.

``get(ItemKind.SINGLE)`` gives the strategy. What a version stores for its kind is a ``body`` (JSON v1, shown to
candidates) and a ``key`` (JSON v1, a list of accepted alternatives, never shown before release). A response is a tuple
of strings, ``()`` for no answer:

======================  =====================================================  ==============================  =================
kind                    body                                                   one alternative of the key      response
======================  =====================================================  ==============================  =================
single, multiple        ``{"options": [{"id", "text", "pinned"?}]}``           ``["a"]``, ``["a", "c"]``       ``("a", "c")``
true_false              ``{}``                                                 ``["true"]``                    ``("false",)``
numerical               ``{"units": [{"id", "text"}]}``                        ``{"value", "tolerance",        ``("3.14",)`` or
                                                                               "unit"}``                       ``("3.14", "u1")``
matching                ``{"rows": [{"id", "text"}], "targets": [{…}]}``       ``["r1:t2", "r2:t1"]``          the same pairs
ordering                ``{"options": [{"id", "text"}]}``                      ``["c", "a", "b"]``             the same, in order
short_text              ``{"max_length": 60}``                                 ``{"text", "exact"?}``          ``("淨零",)``
======================  =====================================================  ==============================  =================

A ``pinned`` option stays at its place from the end when options are shuffled. Texts are Markdown.
"""

from question_bank.items.enums import ItemKind
from question_bank.items.rules.kinds.base import Body, Flaw, Key, Kind, Part, Response
from question_bank.items.rules.kinds.choices import Multiple, Single, TrueFalse
from question_bank.items.rules.kinds.numerical import Numerical
from question_bank.items.rules.kinds.pairs import Matching
from question_bank.items.rules.kinds.sequences import Ordering
from question_bank.items.rules.kinds.words import ShortText

__all__ = ["REGISTRY", "Body", "Flaw", "Key", "Kind", "Part", "Response", "get"]

REGISTRY: dict[ItemKind, Kind] = {
    strategy.kind: strategy
    for strategy in (Single(), Multiple(), TrueFalse(), Numerical(), Matching(), Ordering(), ShortText())
}


def get(kind: str) -> Kind:
    """The strategy of a kind. Raises ``ValueError`` for an unknown one."""
    return REGISTRY[ItemKind(kind)]
