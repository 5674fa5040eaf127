"""The rate limit counts per source and window, and answers 429 with the seconds to wait."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase

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
