"""What every kind of item can do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Protocol, TypeAlias

from question_bank.items.enums import Credit, ItemKind

Body: TypeAlias = Mapping[str, Any]
Key: TypeAlias = Sequence[Any]
Response: TypeAlias = Sequence[str]

NOTHING = Fraction(0)
EVERYTHING = Fraction(1)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a body or key cannot be used; ``field`` is ``options``, ``key``, ``units``, ``rows``, ``targets`` …"""

    code: str
    field: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a body with an id of its own. ``pinned`` parts keep their place when parts are shuffled."""

    id: str
    text: str
    pinned: bool = False


class Kind(Protocol):
    """One kind of item. All methods are pure; ``share`` needs a body and key without flaws."""

    kind: ClassVar[ItemKind]

    def flaws(self, body: Any, key: Any) -> list[Flaw]:
        """Everything that keeps this body and key from being answered and marked."""

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        """(field, Markdown) of every text a candidate reads besides the stem."""

    def arranged(self, body: Body) -> tuple[Part, ...]:
        """The parts whose order is drawn for each candidate; empty when the order is fixed."""

    def accepts(self, body: Body, response: Response) -> bool:
        """Whether this could be an answer; ``()`` (withdrawn) always could."""

    def share(self, body: Body, key: Key, response: Response, credit: Credit) -> Fraction:
        """The share of the item's points that a response earns, 0 to 1; the best of all alternatives."""

    def is_answered(self, body: Body, response: Response) -> bool:
        """Whether a response is more than a blank."""

    def model_answer(self, key: Key) -> tuple[str, ...]:
        """One response that earns everything."""


def parts(body: Any, name: str) -> tuple[Part, ...]:
    """The parts under a name; what has another shape is left out (``part_flaws`` names it)."""
    found = body.get(name, []) if isinstance(body, Mapping) else []
    return tuple(
        Part(str(each["id"]), str(each.get("text", "")), bool(each.get("pinned", False)))
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, Mapping) and "id" in each
    )


def part_flaws(body: Any, name: str, *, least: int, most: int = 26) -> Iterator[Flaw]:
    """Wrong shape, too few or too many, repeated or odd ids, empty texts."""
    given = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(given, list) or len(parts(body, name)) != len(given):
        yield Flaw("shape", name, "格式不符，須為代號與文字的清單。", "Must be a list of ids and texts.")
        return
    found = parts(body, name)
    if not least <= len(found) <= most:
        yield Flaw("count", name, f"須有 {least} 至 {most} 個。", f"There must be {least} to {most}.")
    ids = [part.id for part in found]
    if len(set(ids)) != len(ids):
        yield Flaw("id_repeated", name, "代號重複，請改為不同代號。", "An id is repeated; give each its own.")
    if not all(is_id(part.id) for part in found):
        yield Flaw(
            "id_shape", name, "代號只能用 1 至 16 個英數字。", "An id has 1 to 16 letters or digits, nothing else."
        )
    if any(not part.text.strip() for part in found):
        yield Flaw("empty_text", name, "內容不可空白，請補上。", "A text is empty; write it.")


def is_id(text: str) -> bool:
    """1 to 16 ASCII letters, digits or underscores: safe in the wire protocol and in pairs."""
    return 0 < len(text) <= 16 and text.isascii() and text.replace("_", "a").isalnum()


def lists_of_ids(key: Any) -> list[list[str]] | None:
    """The key as lists of ids, or None if it is something else."""
    if not isinstance(key, list) or not key:
        return None
    if all(isinstance(each, list) and each and all(isinstance(one, str) for one in each) for each in key):
        return key
    return None


def key_shape() -> Flaw:
    """The key is not even a list of alternatives."""
    return Flaw("key_shape", "key", "正解格式不符，請重新填寫。", "The key has the wrong shape; give it again.")


def key_unknown() -> Flaw:
    """The key names what the body does not have."""
    return Flaw("key_unknown", "key", "正解須為存在的選項。", "The key must name options that exist.")
