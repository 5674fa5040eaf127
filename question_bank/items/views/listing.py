"""The list of items: search, filters, order; the address can be shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lms.core.access import requires
from question_bank.items import policies


@requires(policies.is_bank_staff)
@require_GET
def item_list(request: HttpRequest) -> HttpResponse:
    """The items that the user may read."""
    items = policies.visible_items(request.user).order_by("code")[:50]
    return render(request, "items/list.html", {"items": items})
