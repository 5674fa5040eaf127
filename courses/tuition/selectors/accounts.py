"""The ledger's accounts as the books list, search and export them."""

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.classes.enums import EnrolmentState
from courses.classes.models import Enrolment
from courses.tuition.enums import EntryKind
from courses.tuition.models import LedgerEntry
from courses.tuition.selectors import ledger, refunds
from courses.tuition.selectors.refunds import Proposal

_RAISES = Q(kind__in=[EntryKind.CHARGE.value, EntryKind.REFUND.value])
_SIGNED = Case(
    When(_RAISES & Q(reverses__isnull=True) | ~_RAISES & Q(reverses__isnull=False), then=F("amount_twd")),
    default=Value(0) - F("amount_twd"),
    output_field=IntegerField(),
)


def abouts(entries: "QuerySet[LedgerEntry]", *, words: str = "", only: str = "") -> Sequence[str]:
    """The accounts, newest entry first; ``only`` "due" (still owed), "back" (to be given back) or "withdrawn" (a seat
    given back after payment, whose refund nobody has settled)."""
    if only == "withdrawn":
        entries = entries.filter(about__in=_unsettled(entries))
    if words:
        entries = entries.filter(about__in=_matching(entries, words))
    rows = entries.values("about").annotate(newest=Max("pk"), due=Sum(_SIGNED))
    if only == "due":
        rows = rows.filter(due__gt=0)
    if only == "back":
        rows = rows.filter(due__lt=0)
    return list(rows.order_by("-newest").values_list("about", flat=True))


def unsettled(entries: "QuerySet[LedgerEntry]") -> int:
    """How many seats were given back after payment without a refund or waiver yet."""
    return len(_unsettled(entries))


def opening(entries: "QuerySet[LedgerEntry]") -> LedgerEntry:
    """The entry that opened an account."""
    return entries.select_related("person", "school").order_by("pk")[0]


def proposal(about: str) -> Proposal | None:
    """The refund that the class's data give for a withdrawn seat; None for other accounts."""
    model, _sep, public_id = about.partition(":")
    if model != "classes.Enrolment":
        return None
    seat = Enrolment.objects.select_related("regional_class").filter(public_id=public_id).first()
    return refunds.proposal(seat) if seat else None


def table(entries: "QuerySet[LedgerEntry]") -> tuple[list[str], list[list[object]]]:
    """All entries as a table, oldest first; what lowers the debt is negative."""
    header = [
        _("登錄時間"),
        _("事由"),
        _("姓名或單位"),
        _("款項"),
        _("種類"),
        _("金額（元）"),
        _("收據或匯款編號"),
        _("說明"),
        _("帳號"),
    ]
    statements = ledger.statements(entries)
    rows: list[tuple[int, list[object]]] = [
        (
            line.entry.pk,
            [
                f"{timezone.localtime(line.entry.entered_at):%Y-%m-%d %H:%M}",
                statement.title,
                statement.who,
                line.purpose,
                line.kind,
                line.signed,
                line.entry.document,
                line.entry.note,
                statement.about,
            ],
        )
        for statement in statements
        for line in statement.lines
    ]
    return header, [cells for _pk, cells in sorted(rows, key=lambda row: row[0])]


def _unsettled(entries: "QuerySet[LedgerEntry]") -> list[str]:
    seats = Enrolment.objects.filter(
        state=EnrolmentState.WITHDRAWN, regional_class__school__in=entries.values("school")
    )
    found = ledger.balances([refunds.about_enrolment(seat) for seat in seats])
    return [about for about, balance in found.items() if balance.kept > 0 and not balance.refunded]


def _matching(entries: "QuerySet[LedgerEntry]", words: str) -> "QuerySet[LedgerEntry, str]":
    found = entries.filter(Q(person__name__icontains=words) | Q(document__icontains=words))
    return found.values_list("about", flat=True)
