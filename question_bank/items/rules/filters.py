"""What the list of items is narrowed to, and how an address says it; a shared link never breaks on an odd value."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from question_bank.items.enums import ItemKind, ItemState, ItemUse

MAX_WORDS = 100
MAX_CHOSEN = 500
NEVER = "never"
T = TypeVar("T", bound=StrEnum)


class Order(StrEnum):
    """The orders of the list."""

    CODE = "code"
    NEWEST = "newest"
    DIFFICULTY = "difficulty"
    FACILITY = "facility"
    EXPOSURE = "exposure"


class Band(StrEnum):
    """Expected shares of right answers, as the list offers them."""

    HARD = "hard"
    MEDIUM = "medium"
    EASY = "easy"


#: From (inclusive) and below (exclusive).
BANDS: Mapping[Band, tuple[Decimal, Decimal]] = {
    Band.HARD: (Decimal(0), Decimal("0.4")),
    Band.MEDIUM: (Decimal("0.4"), Decimal("0.7")),
    Band.EASY: (Decimal("0.7"), Decimal("1.01")),
}


@dataclass(frozen=True)
class Filters:
    """Every field may be empty. ``subject`` and ``topic`` are full keys.

    ``only_chosen`` leaves the items ticked by hand, ``chosen``: none of them is nothing, not everything.

    ``never_used`` and ``used_over`` (more than n forms) look at exposure; ``facility_from``, ``facility_to`` and
    ``discrimination_below`` at what real sittings showed; ``band`` at the expected difficulty.
    """

    words: str = ""
    subject: str = ""
    topic: str = ""
    kind: ItemKind | None = None
    state: ItemState | None = None
    use: ItemUse | None = None
    source: str = ""
    band: Band | None = None
    facility_from: Decimal | None = None
    facility_to: Decimal | None = None
    discrimination_below: Decimal | None = None
    never_used: bool = False
    used_over: int | None = None
    overdue: bool = False
    flagged: bool = False
    sealed: bool = False
    order: Order = Order.CODE
    only_chosen: bool = False
    chosen: tuple[uuid.UUID, ...] = ()

    @property
    def advanced(self) -> bool:
        """Whether a filter that the page folds away is set."""
        return bool(
            self.source
            or self.band
            or self.never_used
            or self.overdue
            or self.flagged
            or self.sealed
            or any(
                value is not None
                for value in (self.facility_from, self.facility_to, self.discrimination_below, self.used_over)
            )
        )


def parse(data: Mapping[str, Any]) -> Filters:
    """The filters of an address (``request.GET``); what is not understood counts as not given."""
    used, chosen = _text(data, "used"), _chosen(data)
    return Filters(
        words=_text(data, "words"),
        subject=_text(data, "subject"),
        topic=_text(data, "topic"),
        kind=_member(ItemKind, data),
        state=_member(ItemState, data, "state"),
        use=_member(ItemUse, data, "use"),
        source=_text(data, "source"),
        band=_member(Band, data, "band"),
        facility_from=_decimal(data, "facility_from"),
        facility_to=_decimal(data, "facility_to"),
        discrimination_below=_decimal(data, "discrimination_below"),
        never_used=used == NEVER,
        used_over=int(used) if used.isascii() and used.isdigit() and len(used) < 6 else None,
        overdue=bool(_text(data, "overdue")),
        flagged=bool(_text(data, "flagged")),
        sealed=bool(_text(data, "sealed")),
        order=_member(Order, data, "order") or Order.CODE,
        only_chosen=bool(chosen or _text(data, "chosen")),
        chosen=chosen,
    )


def values(filters: Filters) -> dict[str, str]:
    """The filters as an address or a form says them; empty ones are left out."""
    used = NEVER if filters.never_used else "" if filters.used_over is None else str(filters.used_over)
    plain = {
        "words": filters.words,
        "subject": filters.subject,
        "topic": filters.topic,
        "kind": filters.kind,
        "state": filters.state,
        "use": filters.use,
        "source": filters.source,
        "band": filters.band,
        "facility_from": filters.facility_from,
        "facility_to": filters.facility_to,
        "discrimination_below": filters.discrimination_below,
        "used": used,
        "overdue": "1" if filters.overdue else "",
        "flagged": "1" if filters.flagged else "",
        "sealed": "1" if filters.sealed else "",
        "order": "" if filters.order is Order.CODE else filters.order,
    }
    return {name: str(value) for name, value in plain.items() if value not in ("", None)}


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "").strip()[:MAX_WORDS]


def _member(kind: type[T], data: Mapping[str, Any], name: str = "kind") -> T | None:
    found = _text(data, name)
    return next((member for member in kind if member.value == found), None)


def _decimal(data: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        value = Decimal(_text(data, name))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= 1 and value.as_tuple().exponent >= -4 else None  # type: ignore[operator]


def _chosen(data: Mapping[str, Any]) -> tuple[uuid.UUID, ...]:
    """The items ticked: ``item`` once for each."""
    given: Iterable[Any] = data.getlist("item") if hasattr(data, "getlist") else data.get("item") or ()
    found = []
    for each in list(given)[:MAX_CHOSEN]:
        try:
            found.append(uuid.UUID(str(each)))
        except ValueError:
            continue
    return tuple(found)
