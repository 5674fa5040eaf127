"""What the ledger says: balances by what they are about, by person and by payee."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.tuition.enums import EntryKind, Purpose
from courses.tuition.models import LedgerEntry
from courses.tuition.rules.accounts import Balance, Movement, sum_up
from lms.accounts.models import Person
from lms.accounts.rules import masking
from lms.core import slots
from lms.organizations.models import HostSchool

KIND_LABELS = {
    EntryKind.CHARGE: _("應繳"),
    EntryKind.WAIVER: _("減免"),
    EntryKind.PAYMENT: _("繳費"),
    EntryKind.REFUND: _("退費"),
}
PURPOSE_LABELS = {
    Purpose.TUITION: _("學費"),
    Purpose.EXAM_FEE: _("報名費"),
    Purpose.RECHECK_FEE: _("複查費"),
    Purpose.DISCOUNT: _("學費優惠"),
}


@dataclass(frozen=True)
class Line:
    """An entry as pages show it; ``sign`` −1 lowers what is owed, +1 raises it."""

    entry: LedgerEntry
    kind: str
    purpose: str
    sign: int
    is_reversed: bool

    @property
    def signed(self) -> int:
        """The amount with its sign."""
        return self.sign * self.entry.amount_twd


@dataclass(frozen=True)
class Statement:
    """One account: what it is for (``title``, ``url``), its entries in order, and what they add up to."""

    about: str
    title: str
    url: str
    who: str
    lines: list[Line]
    balance: Balance

    @property
    def first(self) -> LedgerEntry:
        """The entry that opened the account."""
        return self.lines[0].entry


def balance(about: str) -> Balance:
    """What the entries about one thing add up to."""
    return balances([about]).get(about, Balance())


def balances(abouts: Collection[str]) -> dict[str, Balance]:
    """The same for many things in one query; things without entries are left out."""
    found: dict[str, list[Movement]] = defaultdict(list)
    rows = LedgerEntry.objects.filter(about__in=list(abouts))
    for about, kind, amount, reverses in rows.values_list("about", "kind", "amount_twd", "reverses_id"):
        found[about].append(Movement(EntryKind(kind), amount, reverses is not None))
    return {about: sum_up(movements) for about, movements in found.items()}


def total(entries: "QuerySet[LedgerEntry]") -> Balance:
    """What any set of entries adds up to."""
    rows = entries.values_list("kind", "amount_twd", "reverses_id")
    return sum_up(Movement(EntryKind(kind), amount, reverses is not None) for kind, amount, reverses in rows)


def of_person(person: Person) -> "QuerySet[LedgerEntry]":
    """Everything in a person's own name."""
    return LedgerEntry.objects.filter(person=person)


def of_payee(school: HostSchool | None) -> "QuerySet[LedgerEntry]":
    """Everything owed and paid to a school; None is the organiser of the exams."""
    return LedgerEntry.objects.filter(school=school) if school else LedgerEntry.objects.filter(school__isnull=True)


def statements(entries: "QuerySet[LedgerEntry]") -> list[Statement]:
    """The accounts of these entries, the one with the newest entry first."""
    rows = entries.select_related("person", "school", "reversal").order_by("pk")
    grouped: dict[str, list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        grouped[row.about].append(row)
    subjects = subjects_of(grouped)
    made = [_statement(about, rows, subjects.get(about)) for about, rows in grouped.items()]
    return sorted(made, key=lambda statement: -statement.lines[-1].entry.pk)


def lines(entries: Iterable[LedgerEntry]) -> list[Line]:
    """Entries as pages show them."""
    return [_line(entry) for entry in entries]


def subjects_of(abouts: Collection[str]) -> dict[str, Any]:
    """What the accounts are for, as the apps that know it say (slot ``ledger_subject``)."""
    found: dict[str, Any] = {}
    for given in slots.collect("ledger_subject", list(abouts)):
        found |= given
    return found


def _statement(about: str, entries: list[LedgerEntry], subject: Any) -> Statement:
    shown = lines(entries)
    first = entries[0]
    movements = (Movement(EntryKind(entry.kind), entry.amount_twd, entry.reverses_id is not None) for entry in entries)
    return Statement(
        about=about,
        title=subject.title if subject else str(PURPOSE_LABELS[Purpose(first.purpose)]),
        url=subject.url if subject else "",
        who=_payer(first, subject),
        lines=shown,
        balance=sum_up(movements),
    )


def _payer(first: LedgerEntry, subject: Any) -> str:
    """The unit, or the person: in full for the school that knows its learners, masked for the organiser of the exams,
    whose list of registrations shows names on the record only."""
    if first.person is None:
        return subject.payer if subject else ""
    return first.person.name if first.school_id else masking.mask_name(first.person.name)


def _line(entry: LedgerEntry) -> Line:
    kind = EntryKind(entry.kind)
    sign = 1 if kind in (EntryKind.CHARGE, EntryKind.REFUND) else -1
    label = str(KIND_LABELS[kind])
    return Line(
        entry=entry,
        kind=str(_("沖正：%(kind)s") % {"kind": label}) if entry.reverses_id else label,
        purpose=str(PURPOSE_LABELS[Purpose(entry.purpose)]),
        sign=-sign if entry.reverses_id else sign,
        is_reversed=hasattr(entry, "reversal"),
    )


def has_key(*source_keys: str) -> bool:
    """Whether one of these events has been written already."""
    return LedgerEntry.objects.filter(source_key__in=source_keys).exists()
