"""How fast the list of items answers on 50,000 items, beside the plain way of searching, in one run.

Ours: whole requests through Django's test client (search, filters, figures, HTML) of an exam officer and of a writer.
Baseline: the same page when words are sought by ``icontains`` over the joined columns and the count is exact. Prints p50
and p95 of 200 mixed searches, each the fastest of three runs (RUNS), because other work may share the machine.

    DATABASE_URL=… .venv/bin/python benchmarks/item_search.py      # its own SQLite file by default
"""

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORK = tempfile.mkdtemp(prefix="bench-search-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{WORK}/db.sqlite3")
os.environ["VAR_DIR"] = WORK
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Q, QuerySet  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from lms.accounts.models import User  # noqa: E402
from lms.core import clock  # noqa: E402
from lms.organizations.enums import Role  # noqa: E402
from lms.organizations.models import Membership  # noqa: E402
from question_bank.items.enums import ItemKind, ItemState, ItemUse  # noqa: E402
from question_bank.items.models import Exposure, Flag, Item, ItemVersion, Lock, Statistic  # noqa: E402
from question_bank.items.rules import search  # noqa: E402
from question_bank.items.rules.drafts import ItemDraft  # noqa: E402
from question_bank.items.rules.filters import Filters  # noqa: E402
from question_bank.items.selectors import search as listing  # noqa: E402
from question_bank.items.selectors.search import Page  # noqa: E402
from question_bank.syllabus.models import Topic  # noqa: E402

COUNT = int(os.environ.get("ITEMS", "50000"))
SEARCHES = 200
RUNS = int(os.environ.get("RUNS", "3"))
WORDS = [
    "溫室氣體",
    "盤查",
    "碳費",
    "碳足跡",
    "查證",
    "範疇",
    "排放源",
    "係數",
    "減量",
    "抵換",
    "額度",
    "再生能源",
    "綠電",
    "憑證",
    "氣候",
    "治理",
    "揭露",
    "永續",
    "報告",
    "工廠",
    "鍋爐",
    "燃料",
    "電力",
    "冷媒",
    "逸散",
    "運輸",
    "廢棄物",
    "邊界",
    "基準年",
    "不確定性",
    "顯著性",
    "供應鏈",
    "產品",
    "生命週期",
    "門檻",
    "申報",
    "主管機關",
    "自主減量",
    "計畫",
    "費率",
    "淨零",
    "路徑",
    "轉型",
    "調適",
    "風險",
    "情境",
    "甲烷",
    "氧化亞氮",
    "氫能",
    "碳捕捉",
    "封存",
    "節能",
    "效率",
    "熱泵",
    "照明",
    "空調",
    "儲能",
    "電動車",
    "碳定價",
    "邊境",
    "調整",
    "機制",
]
RARE = ("六氟化硫", "泥炭地", "海草床", "藍碳", "生物炭")


def tell(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def sentence(source: random.Random, words: int) -> str:
    """An invented row of words; one in fifty carries a rare one."""
    chosen = source.choices(WORDS, k=words)
    if source.random() < 0.02:
        chosen[0] = source.choice(RARE)
    return "、".join(chosen)


def fill() -> None:
    """50,000 items with exposure, statistics, flags and locks."""
    source, now = random.Random(7), clock.now()  # noqa: S311 - figures to fill a table
    topics = list(Topic.objects.order_by("id"))
    authors = [User.objects.create(email=f"writer-{number}@bench.example") for number in range(20)]
    kinds, states = list(ItemKind), list(ItemState)
    for start in range(0, COUNT, 5_000):
        numbers = range(start, min(COUNT, start + 5_000))
        items, versions = [], []
        for number in numbers:
            stem = sentence(source, 12)
            options = [{"id": key, "text": sentence(source, 4)} for key in "abcd"]
            use = source.choices(list(ItemUse), weights=(3, 1, 6))[0]
            code = f"B-{number:06}"
            body, key, title = {"options": options}, [["a"]], f"示範出處 {number % 300}"
            draft = ItemDraft(code, "", use, ItemKind.SINGLE, stem, body, key, source_title=title)
            state = source.choices(states, weights=(2, 1, 1, 8, 1))[0]
            review_by = dt.date(2026, 1, 1) + dt.timedelta(days=source.randrange(1200))
            items.append(
                Item(
                    code=code,
                    topic=source.choice(topics),
                    use=use,
                    state=state,
                    review_by=review_by,
                    created_by=source.choice(authors),
                    created_at=now,
                    search_text=search.text_of(draft),
                )
            )
            versions.append(
                ItemVersion(
                    number=1,
                    kind=source.choices(kinds, weights=(8, 2, 2, 1, 1, 1, 1))[0],
                    stem=stem,
                    body=body,
                    key=key,
                    explanation=sentence(source, 20),
                    source_title=title,
                    difficulty=Decimal(source.randrange(20, 95)) / 100,
                    content_hash=f"{number:064}",
                )
            )
        Item.objects.bulk_create(items)
        for item, version in zip(items, versions, strict=True):
            version.item, version.author = item, item.created_by
        ItemVersion.objects.bulk_create(versions)
        for item, version in zip(items, versions, strict=True):
            item.latest = version
            item.published = version if item.state in (ItemState.APPROVED, ItemState.RETIRED) else None
        Item.objects.bulk_update(items, ["latest", "published"], batch_size=2_000)
        figures(items, source, now)


def figures(items: list[Item], source: random.Random, now: dt.datetime) -> None:
    """What forms, sittings and reviews leave behind."""
    shown = [item for item in items if item.published_id]
    Exposure.objects.bulk_create(
        Exposure(version_id=item.published_id, form_code=f"F-{form}", use=item.use, drawn_at=now, candidates=300)
        for item in shown
        for form in range(source.choices((0, 1, 2, 3, 6), weights=(5, 3, 2, 1, 1))[0])
    )
    Statistic.objects.bulk_create(
        Statistic(
            item=item,
            meaning=1,
            responses=source.randrange(50, 900),
            facility=Decimal(source.randrange(1000, 9900)) / 10_000,
            discrimination=Decimal(source.randrange(-1000, 6000)) / 10_000,
            computed_at=now,
        )
        for item in shown
        if source.random() < 0.6
    )
    Flag.objects.bulk_create(
        Flag(item=item, code="reported", raised_at=now) for item in items if source.random() < 0.01
    )
    Lock.objects.bulk_create(
        Lock(item=item, holder="round:bench", since_at=now) for item in shown if source.random() < 0.01
    )


def searches() -> list[dict[str, str]]:
    """200 mixed addresses: words (common, rare, several, none found), filters, figures, orders, later pages."""
    source = random.Random(11)  # noqa: S311 - repeatable
    topics = [
        f"{t.subject.level.certification.code}/{t.subject.level.code}/{t.subject.code}/{t.code}"
        for t in Topic.objects.select_related("subject__level__certification").order_by("id")
    ]
    makers: list[Callable[[], dict[str, str]]] = [
        dict,
        lambda: {"words": source.choice(WORDS)},
        lambda: {"words": source.choice(RARE)},
        lambda: {"words": " ".join(source.sample(WORDS, 2))},
        lambda: {"words": " ".join(source.sample(WORDS, 3)), "kind": "single"},
        lambda: {"words": "找不到的詞"},
        lambda: {"words": f"b-{source.randrange(COUNT):06}"},
        lambda: {"topic": source.choice(topics)},
        lambda: {"subject": source.choice(topics).rpartition("/")[0], "words": source.choice(WORDS)},
        lambda: {"kind": source.choice([kind.value for kind in ItemKind]), "state": "approved"},
        lambda: {"use": "secure", "band": source.choice(("hard", "medium", "easy"))},
        lambda: {"overdue": "1", "order": "newest"},
        lambda: {"flagged": "1"},
        lambda: {"facility_from": "0.2", "facility_to": "0.35"},
        lambda: {"discrimination_below": "0.1", "order": "facility"},
        lambda: {"used": source.choice(("never", "0", "2"))},
        lambda: {"order": source.choice(("difficulty", "facility", "exposure"))},
        lambda: {"words": source.choice(WORDS), "order": source.choice(("facility", "exposure"))},
        lambda: {"source": f"出處 {source.randrange(300)}"},
        lambda: {"page": str(source.randrange(2, 190))},
    ]
    return [makers[number % len(makers)]() for number in range(SEARCHES)]


def plain_search(items: QuerySet[Item], words: str) -> QuerySet[Item]:
    """Each word anywhere in the joined columns."""
    for word in words.split():
        items = items.filter(
            Q(code__icontains=word)
            | Q(latest__stem__icontains=word)
            | Q(latest__body__icontains=word)
            | Q(latest__source_title__icontains=word)
        )
    return items


def plain_page(user: User, filters: Filters, *, number: int, today: dt.date) -> Page:
    """The page as one would first write it: joined columns, an exact count, an offset."""
    narrowed = listing.found(user, replace(filters, words=""), today=today)
    items = plain_search(narrowed, filters.words)
    count, start = items.count(), (number - 1) * listing.PAGE_SIZE
    ids = [item.pk for item in items.select_related("latest", "topic")[start : start + listing.PAGE_SIZE]]
    return Page(tuple(listing.rows(ids, today)), number, count, False, start + listing.PAGE_SIZE < count)


def measure(
    asks: dict[str, Callable[[dict[str, str]], object]], queries: list[dict[str, str]]
) -> dict[str, list[float]]:
    """Milliseconds of each search, the fastest of :data:`RUNS`; the candidates take turns, so a busy machine meets all."""
    taken: dict[str, list[float]] = {name: [] for name in asks}
    for query in queries:
        fastest = dict.fromkeys(asks, float("inf"))
        for name, ask in list(asks.items()) * RUNS:
            begun = time.perf_counter()
            ask(query)
            fastest[name] = min(fastest[name], (time.perf_counter() - begun) * 1000)
        for name, milliseconds in fastest.items():
            taken[name].append(milliseconds)
    return taken


def report(name: str, taken: list[float], queries: list[dict[str, str]]) -> dict[str, float]:
    """Print the percentiles of all and of the word searches, and the slowest addresses; the two p95."""
    worded = [each for each, query in zip(taken, queries, strict=True) if "words" in query]
    p95 = {}
    for what, times in (("all", taken), ("words", worded)):
        p95[what] = statistics.quantiles(times, n=20)[-1]
        middle = statistics.median(times)
        tell(f"{name:9} {what:6} p50 {middle:7.1f} ms   p95 {p95[what]:7.1f} ms   max {max(times):7.1f} ms")
    for milliseconds, query in sorted(zip(taken, queries, strict=True), key=lambda pair: -pair[0])[:3]:
        tell(f"            {milliseconds:7.1f} ms  ?{urlencode(query)}")
    return p95


def asking(user: User, page_of: Callable[..., Page]) -> Callable[[dict[str, str]], object]:
    """A signed-in browser that opens the list; the first page warms the templates."""
    client, address = Client(), reverse("items:list")
    client.force_login(user)

    def ask(query: dict[str, str]) -> None:
        with patch.object(listing, "page_of", page_of):
            if client.get(address, query).status_code != 200:
                raise SystemExit(f"?{urlencode(query)} failed")

    ask({})
    return ask


def main() -> None:
    """Fill the database once, then measure."""
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    if not Item.objects.filter(code="B-000000").exists():
        begun = time.perf_counter()
        fill()
        tell(f"filled in {time.perf_counter() - begun:.0f} s")
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    officer, _ = User.objects.get_or_create(email="officer@bench.example")
    writer = User.objects.get(email="writer-0@bench.example")
    for user, role in ((officer, Role.EXAM_OFFICER), (writer, Role.ITEM_WRITER)):
        Membership.objects.get_or_create(user=user, role=role)
    queries = searches()
    tell(f"{connection.vendor}, {Item.objects.count():,} items, {SEARCHES} searches")
    tell(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    asks = {
        "officer": asking(officer, listing.page_of),
        "writer": asking(writer, listing.page_of),
        "baseline": asking(officer, plain_page),
    }
    taken = measure(asks, queries)
    p95 = {name: report(name, times, queries) for name, times in taken.items()}
    for what in ("all", "words"):
        tell(f"{what}: baseline / ours at p95 {p95['baseline'][what] / p95['officer'][what]:.1f}×")
    tell(f"load average after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
