"""Pages that span apps are filled through slots: an app registers a provider, ``lms.portal`` reads them all.

A slot is a name with a provider signature; each app's ``slots.py`` (imported at start-up) registers. Providers are
called in order of ``order``, then name; the portal never knows who they are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

Provider = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """One step of the learner's timeline. ``state``: done, current, upcoming or problem; ``waiting_for`` names who must
    act next."""

    title: str
    state: str
    on: dt.date | None = None
    detail: str = ""
    url: str = ""
    waiting_for: str = ""


@dataclass(frozen=True)
class NextAction:
    """What a person should do next; the lowest ``priority`` is shown on top."""

    title: str
    url: str
    detail: str = ""
    due: dt.date | None = None
    priority: int = 100


@dataclass(frozen=True)
class DeskCard:
    """A card on the staff desk; ``count`` is how many things wait (None = not a queue)."""

    title: str
    url: str
    detail: str = ""
    count: int | None = None
    icon: str = "folder"


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the main menu."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class HomeDate:
    """A date on the public home page."""

    on: dt.date
    title: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Action:
    """A button on a programme's page; ``kind`` primary or secondary."""

    label: str
    url: str
    kind: str = "secondary"


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme as the public home page shows it; ``facts`` are short phrases (hours, items, fee)."""

    code: str
    title: str
    summary: str
    url: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LearnerCard:
    """A card on the learner's home: a class, the hours done, the mocks. With ``maximum`` it shows a bar."""

    title: str
    url: str
    detail: str = ""
    icon: str = "book"
    value: int | None = None
    maximum: int | None = None
    value_label: str = ""


@dataclass(frozen=True)
class RosterColumn:
    """A column that another app adds to a class's roster; ``values`` by person id."""

    title: str
    values: dict[int, str]


@dataclass(frozen=True)
class DemoAccount:
    """A sign-in of the demo, offered on the sign-in page of a demo installation only."""

    label_zh: str
    label_en: str
    email: str
    password: str


@dataclass(frozen=True)
class ItemPanel:
    """A panel on the page of an item of the bank; ``html`` is rendered by its provider, ``badge`` a short figure."""

    title: str
    html: SafeString
    badge: str = ""


@dataclass(frozen=True)
class LedgerSubject:
    """What an account of the ledger is for; ``payer`` names a group that pays, ``url`` a page of the payer's."""

    title: str
    url: str = ""
    payer: str = ""


@dataclass(frozen=True)
class RoundPanel:
    """A panel on an officer's page of a round: short sentences, then buttons."""

    title: str
    lines: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


#: Slots and what a provider takes and gives.
KNOWN = {
    "timeline": "(person) -> list[Step]: the learner's steps",
    "next_action": "(person) -> NextAction | None: what the person should do next",
    "desk_card": "(user) -> DeskCard | None: a card on the staff desk",
    "menu": "(user) -> list[MenuEntry]: entries of the main menu",
    "home_date": "() -> list[HomeDate]: the next dates on the public home page",
    "programme_card": "() -> list[ProgrammeCard]: the programmes on the public home page",
    "learner_card": "(person) -> list[LearnerCard]: cards on the learner's home",
    "roster_column": "(person_ids) -> RosterColumn: a column of a class's roster",
    "demo_account": "() -> list[DemoAccount]: sign-ins of the demo",
    "programme_action": "(programme_code, person) -> list[Action]: what one can do with a programme",
    "registration_action": "(registration) -> list[Action]: what a candidate can do with a registration",
    "after_attempt": "(attempt) -> str | None: the address to go on to when an attempt is over",
    "certificate_preview": "(person, round) -> PDF: how a certificate of the round would print the person's name",
    "ledger_subject": "(abouts) -> dict[str, LedgerSubject]: what accounts of the ledger are for, by ``about``",
    "round_panel": "(round, user) -> RoundPanel | None: a panel on an exam officer's page of a round",
    "door_link": "(registration) -> str | None: the address behind the QR code of an admission notice",
    "item_panel": "(item, user) -> ItemPanel | None: a panel on the page of an item",
    "image_check": "(content) -> picture: the checked, cleaned image in these bytes; ValueError with .zh and .en if none",
    "health": "() -> tuple[str, bool]: a readiness check",
}


@dataclass(frozen=True)
class _Entry:
    order: int
    name: str
    provider: Provider


_registry: dict[str, list[_Entry]] = defaultdict(list)


class UnknownSlot(LookupError):
    """The slot's name is not one of :data:`KNOWN`."""


def register(slot: str, *, order: int = 100) -> Callable[[Provider], Provider]:
    """Decorator: fill ``slot`` with this provider."""
    if slot not in KNOWN:
        raise UnknownSlot(slot)

    def add(provider: Provider) -> Provider:
        entry = _Entry(order, f"{provider.__module__}.{provider.__name__}", provider)
        if entry not in _registry[slot]:
            _registry[slot].append(entry)
            _registry[slot].sort(key=lambda item: (item.order, item.name))
        return provider

    return add


def collect(slot: str, *args: Any) -> list[Any]:
    """What all providers of ``slot`` give, in order; lists are joined, None is left out."""
    if slot not in KNOWN:
        raise UnknownSlot(slot)
    found: list[Any] = []
    for entry in _registry[slot]:
        given = entry.provider(*args)
        if isinstance(given, list):
            found.extend(given)
        elif given is not None:
            found.append(given)
    return found
