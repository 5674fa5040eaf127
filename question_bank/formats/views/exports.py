"""Exporting items: what, in which format, what will be lost, the file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.formats import policies
from question_bank.formats.forms.uploads import ExportForm
from question_bank.formats.selectors import previews
from question_bank.formats.services import exports, rows
from question_bank.items.forms.filters import FilterForm
from question_bank.items.selectors import search


@requires(policies.can_export)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The items that match the address, and what the chosen format would lose of them."""
    filters = search.parse(request.GET)
    form = ExportForm(request.GET) if "format" in request.GET else ExportForm()
    context: dict[str, Any] = {
        "form": form,
        "filter_form": FilterForm(filters),
        "filters": filters,
        "query": _query(request.GET),
    }
    items = search.found(request.user, filters, today=clock.today())
    if form.is_bound and form.is_valid():
        published = form.cleaned_data["version"] == "published"
        try:
            ids = exports.chosen(items, user=request.user, published=published)
        except Refusal as refusal:
            context["refusal"] = str(refusal)
        else:
            _questions, writing = exports.written(ids, form.cleaned_data["format"])
            context |= {
                "count": len(ids),
                "losses": previews.remarks([rows.shown(each) for each in writing.losses]),
                "format": form.cleaned_data["format"],
                "version": form.cleaned_data["version"],
                "format_name": form.format_name(),
            }
    else:
        context["count"] = items.count()
    context["crumbs"] = [(_("題庫"), reverse("items:list")), (_("匯出題目"), "")]
    return render(request, "formats/export.html", context)


@requires(policies.can_export)
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The file; every item's text counts as seen."""
    form = ExportForm(request.POST)
    query = QueryDict(request.POST.get("query", ""))
    address = f"{reverse('formats:export')}?{query.urlencode()}"
    if not form.is_valid():
        return redirect(address)
    try:
        made = exports.export(
            items=search.found(request.user, search.parse(query), today=clock.today()),
            format_name=form.cleaned_data["format"],
            user=request.user,
            now=clock.now(),
            published=form.cleaned_data["version"] == "published",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    response = HttpResponse(made.writing.content, content_type=made.writing.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response


def _query(given: QueryDict) -> str:
    """The filters of the address without the form's own fields."""
    kept = given.copy()
    for name in ("format", "version", "page"):
        kept.pop(name, None)
    return str(kept.urlencode())
