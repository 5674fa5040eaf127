"""What a page was sent."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The fields of a form that was sent, None while it is only shown; an empty one that was sent counts as sent."""
    return request.POST if request.method == "POST" else None
