"""The rate limit counts per source and window, and answers 429 with the seconds to wait."""

import datetime as dt

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings

from lms.core import clock, limits
from tests.support.cast import NOW


class Window(SimpleTestCase):
    def setUp(self) -> None:
        cache.clear()

    def waits(self, calls: int, *, who: str = "a", at: float = 600.0) -> list[int]:
        return [limits.wait_seconds("test", who, limit=3, seconds=60, at=at) for _ in range(calls)]

    def test_calls_over_the_limit_wait_for_the_end_of_the_window(self) -> None:
        self.assertEqual(self.waits(5, at=610), [0, 0, 0, 50, 50])

    def test_another_source_and_the_next_window_are_free(self) -> None:
        self.waits(5)
        self.assertEqual(self.waits(1, who="b"), [0])
        self.assertEqual(self.waits(1, at=660), [0])


@override_settings(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits_cache"}}
)
class DefaultCache(TestCase):
    """The cache of an installation without Redis."""

    def test_a_count_lives_as_long_as_its_window(self) -> None:
        """Counting up leaves an entry the cache's default life: a patient guesser would start anew every five minutes."""
        call_command("createcachetable", verbosity=0)
        day = 24 * 3600
        for _ in range(2):
            limits.wait_seconds("test", "a", limit=3, seconds=day, at=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT expires FROM limits_cache")
            [(expires,)] = cursor.fetchall()
        ends = expires if isinstance(expires, dt.datetime) else dt.datetime.fromisoformat(expires)
        self.assertGreater(ends.replace(tzinfo=dt.UTC), clock.now() + dt.timedelta(hours=23))


class Source(SimpleTestCase):
    def test_addresses_are_told_apart_and_never_written_down(self) -> None:
        def of(address: str) -> str:
            return limits.source(RequestFactory().get("/", REMOTE_ADDR=address))

        self.assertNotEqual(of("192.0.2.1"), of("192.0.2.2"))
        self.assertEqual(of("192.0.2.1"), of("192.0.2.1"))
        self.assertNotIn("192", of("192.0.2.1"))


class Decorated(SimpleTestCase):
    def test_a_view_is_reached_within_the_limit(self) -> None:
        cache.clear()

        @limits.limited("decorated", limit=1, seconds=3600)
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse("reached")

        with clock.frozen(NOW):
            self.assertEqual(view(RequestFactory().get("/")).content, b"reached")
