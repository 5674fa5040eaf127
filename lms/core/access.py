"""Who may call a view: every view carries ``@requires(policy)`` or ``@public``.

A policy is a callable ``(user) -> bool`` from some app's ``policies`` module. Anonymous visitors are sent to sign-in,
signed-in users without the right get 403. Objects are fetched through ``access_x`` functions, which answer 404 to
strangers. A test fails for any URL whose view declares neither.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
Policy = Callable[[Any], bool]


def public(view: View) -> View:
    """Anyone may call this view, signed in or not."""
    marked: View = login_not_required(view)
    marked.policy = "public"  # type: ignore[attr-defined]
    return marked


def requires(policy: Policy) -> Callable[[View], View]:
    """Only users for whom ``policy(user)`` holds may call the view."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not policy(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return login_not_required(guarded)  # the guard above already answers the anonymous

    return decorate


def signed_in(user: Any) -> bool:
    """Any signed-in user (the policy of a person's own pages)."""
    return bool(user.is_authenticated)
