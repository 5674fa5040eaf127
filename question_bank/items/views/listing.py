"""The list of items: search, filters, order; the address can be shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lms.core import clock
from lms.core.access import requires
from question_bank.items import policies
from question_bank.items.forms.filters import FilterForm
from question_bank.items.selectors import search


@requires(policies.is_bank_staff)
@require_GET
def item_list(request: HttpRequest) -> HttpResponse:
    """The items that the user may read and that match the address."""
    filters = search.parse(request.GET)
    page = search.page_of(request.user, filters, number=_number(request.GET.get("page", "")), today=clock.today())
    query = request.GET.copy()
    for name in ("page", "item", "chosen"):
        query.pop(name, None)
    context = {
        "form": FilterForm(filters),
        "filters": filters,
        "page": page,
        "query": query.urlencode(),
        "may_write": policies.is_writer(request.user),
    }
    return render(request, "items/list.html", context)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
