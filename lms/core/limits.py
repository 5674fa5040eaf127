"""A small rate limit: so many requests of one source in a window of time, else 429 with Retry-After.

Counters live in the shared cache, under a keyed hash of the address: no address is stored anywhere.
"""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from lms.core import clock

View = Callable[..., HttpResponseBase]


def limited(scope: str, *, limit: int, seconds: int) -> Callable[[View], View]:
    """Decorator: let one source call the view ``limit`` times per ``seconds``; the rest gets 429."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            wait = wait_seconds(scope, source(request), limit=limit, seconds=seconds, at=clock.now().timestamp())
            return _too_many(request, wait) if wait else view(request, *args, **kwargs)

        return guarded

    return decorate


def wait_seconds(scope: str, who: str, *, limit: int, seconds: int, at: float) -> int:
    """Count one call of ``who``; 0 when it is within the limit, else the seconds until the window ends."""
    window, passed = divmod(int(at), seconds)
    key = f"limit:{scope}:{window}:{who}"
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 0
    cache.touch(key, seconds)  # counting up gives an entry of some caches their default life of five minutes
    return 0 if count <= limit else seconds - passed


def source(request: HttpRequest) -> str:
    """The client's address behind the configured proxies, as a keyed hash."""
    address = str(get_adapter().get_client_ip(request))
    return salted_hmac("lms.core.limits", address, algorithm="sha256").hexdigest()[:32]


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "errors/too_many.html", {"minutes": -(-wait // 60)}, status=429)
    response["Retry-After"] = str(wait)
    return response
