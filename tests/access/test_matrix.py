"""Every address × every kind of visitor: the answer of the matrix, nothing written by reading, no other method."""

from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.test import SimpleTestCase

from courses.classes import policies
from courses.classes.models import RegionalClass
from lms.portal.models import NewsItem
from question_bank.items.models import ItemVersion
from tests.access.matrix import ACTORS, ROWS, Row
from tests.access.sweep import Sweep, body, undone, writes
from tests.architecture.test_urls import patterns

ROUTES = dict(patterns())
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE")


def rows_of(name: str, method: str = "GET") -> list[Row]:
    return [row for row in ROWS if (row.name, row.method) == (name, method)]


def allowed(row: Row) -> str:
    """Some actor who gets furthest."""
    return min(ACTORS, key=lambda actor: (_distance(row.expected[actor]), ACTORS.index(actor)))


def _distance(answer: int | str) -> tuple[int, str]:
    """Answers of the view itself come first, then what its form refuses, then what never reaches it."""
    inside = isinstance(answer, int) and answer < 400
    return (0 if inside else 1 if answer in (409, 422) else 2, str(answer))


class Completeness(SimpleTestCase):
    def test_every_route_has_a_row_and_every_row_a_route(self) -> None:
        self.assertEqual(sorted(ROUTES), sorted({row.name for row in ROWS}))

    def test_every_row_has_an_answer_for_every_actor(self) -> None:
        self.assertEqual([str(row) for row in ROWS if set(row.expected) != set(ACTORS)], [])


class Answers(Sweep):
    def test_every_actor_gets_the_answer_of_the_matrix_and_reading_writes_nothing(self) -> None:
        found = self.deviations(ROWS)
        self.assertEqual(found, [], "\n".join(found))

    def test_a_strangers_object_answers_like_one_that_does_not_exist(self) -> None:
        """AZ-01: status and body are those of a random identifier."""
        compared = 0
        for row in ROWS:
            hidden = [actor for actor in ACTORS if row.expected[actor] == 404]
            for actor in hidden if any(arg.startswith("@") for arg in row.args) else []:
                with self.subTest(row=str(row), actor=actor):
                    real = self.send(row, actor)
                    random = self.send(row, actor, real=False)
                    ids = [self.value(arg) for arg in row.args]
                    path = random.wsgi_request.path
                    self.assertEqual(random.status_code, 404)
                    self.assertEqual(body(real, self.path(row), *ids), body(random, path))
                    compared += 1
        self.assertGreater(compared, 100)

    def test_head_writes_nothing_and_unsafe_methods_are_refused(self) -> None:
        """HT-10."""
        found = []
        for name in ROUTES:
            row = next(row for row in ROWS if row.name == name)
            actor = allowed(row)
            declared = {row.method for row in ROWS if row.name == name}
            library = name.startswith("account_")  # its class-based views answer other methods with a page
            for method in {"HEAD", *METHODS} - declared:
                cache.clear()
                client = self.fresh(row, actor)
                with writes() as written:
                    reply = self.send(row, actor, method=method, client=client)
                found += [f"{method} {name} wrote: {sql}" for sql in written]
                refused = reply.status_code < 500 if library or method == "HEAD" else reply.status_code == 405
                if not refused or (method == "HEAD" and reply.content):
                    found.append(f"{method} {name} as {actor}: {reply.status_code}")
            if "GET" not in declared and self.send(row, actor, method="GET").status_code != 405:
                found.append(f"GET {name} is answered")
        self.assertEqual(found, [], "\n".join(found))

    # Controls: each guard is seen to matter; without it the sweep finds something.

    def patched(self, name: str, callback: Any) -> Any:
        pattern = ROUTES[name]
        return patch.object(pattern, "callback", callback)

    def test_without_its_role_a_page_is_found(self) -> None:
        for name in ("outcomes:releases", "statistics:admin", "notices:failed"):
            rows = rows_of(name)
            with self.subTest(name):
                self.assertEqual(self.deviations(rows), [])
                with self.patched(name, ROUTES[name].callback.__wrapped__):
                    found = self.deviations(rows)
                self.assertTrue(any("as candidate: 200, expected 403" in told for told in found), found)

    def test_without_the_check_of_the_owner_a_page_is_found(self) -> None:
        with patch.object(policies, "visible_rosters", lambda user: RegionalClass.objects.all()):
            found = self.deviations(rows_of("classes:roster"))
        self.assertEqual(found, ["GET classes:roster['@class'] as stranger: 200, expected 404"])

    def test_a_page_that_writes_when_it_is_read_is_found(self) -> None:
        view = ROUTES["portal:news"].callback

        def writing(request: Any) -> Any:
            NewsItem.objects.update(title_zh="已讀")
            return view(request)

        writing.login_required = False  # type: ignore[attr-defined]
        with self.patched("portal:news", writing):
            found = self.deviations(rows_of("portal:news"))
        self.assertEqual(len(found), len(ACTORS))

    def test_a_page_that_shows_a_key_is_found(self) -> None:
        """KL-01."""
        NewsItem.objects.update(body_zh=ItemVersion.objects.latest("id").explanation)
        found = self.deviations(rows_of("portal:news_item"))
        self.assertEqual(found, [f"GET portal:news_item['@news'] as {actor} shows a key" for actor in ACTORS])

    def test_an_undone_request_leaves_no_trace(self) -> None:
        with undone():
            NewsItem.objects.all().delete()
        self.assertEqual(NewsItem.objects.count(), 1)
