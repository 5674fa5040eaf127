"""What a run of the checks found, as its page shows it: without the items that the reader may not open."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.core.enums import JobState
from lms.core.models import Job
from question_bank.items import policies
from question_bank.items.analysis import banks
from question_bank.items.analysis.near_duplicates import Likeness
from question_bank.items.enums import ItemUse
from question_bank.items.models import Inspection, ItemVersion
from question_bank.items.rules import differences, texts
from question_bank.items.rules.differences import Piece
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.rules.findings import Severity
from question_bank.items.rules.linting.catalogue import check
from question_bank.items.selectors import drafts as reads
from question_bank.items.selectors import labels, topics
from question_bank.syllabus.models import Subject

FIELDS = {
    "stem": _("題幹"),
    "options": _("選項"),
    "key": _("正解"),
    "explanation": _("解說"),
    "source": _("出處"),
    "stimulus": _("題組題幹"),
    "rows": _("配合項目"),
    "targets": _("配合目標"),
    "units": _("單位"),
    "topic": _("主題"),
    "valid_as_of": _("資料基準日"),
    "review_by": _("複查期限"),
    "difficulty": _("預估答對率"),
}
LIKENESS = {
    Likeness.SAME: _("相同"),
    Likeness.NEAR: _("近似"),
    Likeness.PATTERN: _("只差在數字"),
    Likeness.STEM: _("題幹相同"),
}
SEVERITIES = {Severity.FAULT: _("須修正"), Severity.WARNING: _("請確認")}
BADGES = {Severity.FAULT: "bad", Severity.WARNING: "warn"}
_BATCH = 500


@dataclass(frozen=True)
class Known:
    """An item that a row names."""

    code: str
    public_id: uuid.UUID


@dataclass(frozen=True)
class Row:
    """One finding. ``item`` None: of a pool, named in ``place``."""

    code: str
    title: str
    severity: Severity
    item: Known | None
    place: str | Promise
    text: str
    remedy: str

    @property
    def severity_label(self) -> str | Promise:
        """How grave it is, in words."""
        return SEVERITIES[self.severity]

    @property
    def badge(self) -> str:
        """The badge's kind."""
        return BADGES[self.severity]


@dataclass(frozen=True)
class Tally:
    """How often a check hit, and what to do about it."""

    code: str
    title: str
    remedy: str
    faults: int
    warnings: int


@dataclass(frozen=True)
class Bar:
    """A share with its words; ``percent`` of 100."""

    label: str | Promise
    count: int
    percent: int


@dataclass(frozen=True)
class Pool:
    """The key balance of one pool."""

    subject: str
    use: str | Promise
    items: int
    choices: int
    keys: tuple[Bar, ...]
    longest: Bar
    true: Bar | None


@dataclass(frozen=True)
class Report:
    """Everything on the page but the texts of pairs, which are read for one page of them."""

    items: int
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    pools: tuple[Pool, ...]
    pairs: tuple[tuple[int, int, float, int], ...]
    left_out: int

    def chosen(self, *, code: str, severity: str) -> list[Row]:
        """The rows that an address asks for; an empty word asks for all."""
        return [row for row in self.rows if code in ("", row.code) and severity in ("", row.severity)]

    def count(self, severity: Severity) -> int:
        """How many findings are that grave."""
        return sum(row.severity is severity for row in self.rows)


@dataclass(frozen=True)
class Compared:
    """Two items side by side: lines of stem and options, in pieces."""

    one: Known
    other: Known
    percent: int
    likeness: str | Promise
    lines: tuple[tuple[tuple[Piece, ...], tuple[Piece, ...]], ...]


def report(inspection: Inspection, user: Any) -> Report:
    """What of a finished run the user may see."""
    result = inspection.result or {}
    named = _named(result)
    known = _known(user, named)
    closed = _codes(named - known.keys())
    rows = tuple(_row(found, known) for found in result.get("findings", []) if _is_open(found, known, closed))
    pairs = tuple(
        (one, other, share, kind) for one, other, share, kind in result.get("pairs", []) if {one, other} <= known.keys()
    )
    return Report(
        items=int(result.get("items", 0)),
        rows=rows,
        tallies=_tallies(rows),
        pools=_pools(result.get("pools", [])),
        pairs=pairs,
        left_out=int(result.get("left_out", 0)),
    )


def compared(pairs: Sequence[tuple[int, int, float, int]], user: Any) -> list[Compared]:
    """The texts of a page of pairs, differences marked."""
    ids = sorted({version for one, other, _share, _kind in pairs for version in (one, other)})
    known = _known(user, set(ids))
    drafts = dict(zip(ids, reads.of_versions(ids), strict=True))
    return [
        Compared(
            one=known[one],
            other=known[other],
            percent=round(share * 100),
            likeness=LIKENESS[Likeness(kind)],
            lines=tuple(_lines(drafts[one], drafts[other])),
        )
        for one, other, share, kind in pairs
    ]


def versions_of(pairs: Sequence[tuple[int, int, float, int]]) -> QuerySet[ItemVersion]:
    """The versions whose texts a page of pairs shows."""
    return ItemVersion.objects.filter(pk__in={version for pair in pairs for version in pair[:2]})


def last(user: Any) -> QuerySet[Inspection]:
    """The user's own runs, newest first."""
    found = Inspection.objects.filter(asked_by=user).select_related("subject__level__certification")
    return found.defer("result").order_by("-asked_at", "-id")


def job(key: str) -> Job | None:
    """The work behind a run."""
    return Job.objects.filter(key=key).first()


def is_under_way(inspection: Inspection, work: Job | None) -> bool:
    """Whether the page should look again."""
    return inspection.finished_at is None and work is not None and work.state in (JobState.QUEUED, JobState.RUNNING)


def _named(result: dict[str, Any]) -> set[int]:
    found = {row[0] for row in result.get("findings", []) if row[0] is not None}
    return found | {version for pair in result.get("pairs", []) for version in pair[:2]}


def _known(user: Any, versions: set[int]) -> dict[int, Known]:
    """The items of these versions that the user may read, by version."""
    visible = ItemVersion.objects.filter(item__in=policies.visible_items(user).order_by())
    rows = visible.values_list("pk", "item__code", "item__public_id").iterator()
    return {pk: Known(code, public_id) for pk, code, public_id in rows if pk in versions}


def _codes(versions: set[int]) -> set[str]:
    """The codes of items that the reader may not open, few as a rule."""
    wanted = sorted(versions)
    batches = (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
    return {code for ids in batches for code in _code_rows(ids)}


def _code_rows(ids: Sequence[int]) -> QuerySet[ItemVersion, str]:
    return ItemVersion.objects.filter(pk__in=ids).values_list("item__code", flat=True)


def _is_open(found: Sequence[Any], known: Mapping[int, Known], closed: set[str]) -> bool:
    """Of an item that the reader may open, and not saying what it has in common with one that they may not."""
    if found[0] is not None and found[0] not in known:
        return False
    return not closed or closed.isdisjoint(str(found[4]).split())


def _row(found: Sequence[Any], known: dict[int, Known]) -> Row:
    version, code, severity, field, text_zh, text_en = found
    about = check(code)
    return Row(
        code=code,
        title=_told(about.title_zh, about.title_en),
        severity=Severity(severity),
        item=known.get(version),
        place=FIELDS.get(field, field),
        text=_told(text_zh, text_en),
        remedy=_told(about.remedy_zh, about.remedy_en),
    )


def _tallies(rows: Iterable[Row]) -> tuple[Tally, ...]:
    counts = Counter((row.code, row.severity) for row in rows)
    about = {row.code: row for row in rows}
    tallies = [
        Tally(code, row.title, row.remedy, counts[code, Severity.FAULT], counts[code, Severity.WARNING])
        for code, row in about.items()
    ]
    return tuple(sorted(tallies, key=lambda each: (-each.faults, -each.warnings, each.code)))


def _pools(found: Iterable[dict[str, Any]]) -> tuple[Pool, ...]:
    subjects = Subject.objects.select_related("level__certification")
    names = {topics.subject_key(subject): topics.subject_words(subject) for subject in subjects}
    return tuple(_pool(each, names.get(each["subject"], each["subject"])) for each in found)


def _pool(found: dict[str, Any], subject: str) -> Pool:
    statements = found["statements"]
    return Pool(
        subject=subject,
        use=labels.USES.get(ItemUse(found["use"]), found["use"]),
        items=found["items"],
        choices=found["choices"],
        keys=tuple(_bar(name.upper(), count, found["choices"]) for name, count in found["keys"]),
        longest=_bar(_("最長選項是正解"), found["longest"], found["choices"]),
        true=_bar(_("是非題答案為「是」"), found["true"], statements) if statements else None,
    )


def _bar(label: str | Promise, count: int, of: int) -> Bar:
    return Bar(label, count, round(100 * count / of) if of else 0)


def _lines(one: ItemDraft, other: ItemDraft) -> Iterable[tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Stem beside stem, then the options, those that say the same beside each other."""
    (stem, *options), (other_stem, *other_options) = banks.pieces(one), banks.pieces(other)
    ours, theirs = sorted(options, key=texts.canonical), sorted(other_options, key=texts.canonical)
    for left, right in [(stem, other_stem), *zip_longest(ours, theirs, fillvalue="")]:
        yield differences.texts(left, right)


def _told(text_zh: str, text_en: str) -> str:
    return text_en if get_language() == "en" else text_zh
