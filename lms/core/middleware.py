"""Small middleware of the shell."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

PRIVATE = "private, no-store"
FORGET = '"cache"'
"""What a browser drops at sign-out. Its storage stays: the journal of answers not yet sent (ids only) lives there."""


def private_responses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid any cache to keep what a signed-in person saw, unless the view set its own policy (KL-10).

    The answer to signing out also empties the browser's cache, for the next person at a shared computer.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        before = request.user.is_authenticated
        response = get_response(request)
        after = request.user.is_authenticated
        if (before or after) and "Cache-Control" not in response:
            response["Cache-Control"] = PRIVATE
        if before and not after:
            response["Clear-Site-Data"] = FORGET
        return response

    return respond


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to parameters with a NUL character: PostgreSQL takes none, and nobody types one.

    Forms refuse it in their own fields.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return respond
