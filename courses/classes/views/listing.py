"""The public class list (CLS-1, CLS-2), its downloads, and a class with its timetable."""

from itertools import groupby
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.classes import policies
from courses.classes.forms import FilterForm
from courses.classes.selectors import listing, people, tables
from courses.classes.views.files import KINDS, table_response
from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import public

PAGE_SIZE = 25


@public
@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """All classes, narrowed by region, state, county and words; the address can be shared."""
    form = FilterForm(request.GET)
    rows = listing.rows(form.filters, now=clock.now())
    counties = [
        {"code": county.code, "region": county.region, "zh": county.name_zh, "en": county.name_en}
        for county in listing.counties(None)
    ]
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "count": len(rows),
        "columns": tables.class_columns(),
        "counties": counties,
        "query": request.GET.urlencode(),
    }
    return render(request, "classes/list.html", context)


@public
@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file: raw CSV, CSV for spreadsheets, or a workbook."""
    if kind not in KINDS:
        raise Http404
    rows = listing.rows(FilterForm(request.GET).filters, now=clock.now())
    links = [request.build_absolute_uri(reverse("classes:detail", args=[row.regional_class.public_id])) for row in rows]
    return table_response(kind, "classes", tables.class_table(rows, links))


@public
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One class: facts, seats left, timetable by date, what one can do."""
    now = clock.now()
    found = policies.access_class(request.user, public_id)
    person = person_of(request.user)
    context = {
        "crumbs": [(_("班別查詢"), reverse("classes:list")), (found.serial, "")],
        "row": listing.one(found, now=now),
        "days": [
            (day, list(sessions))
            for day, sessions in groupby(people.timetable(found), lambda one: timezone.localtime(one.starts_at).date())
        ],
        "enrolment": people.seat_of(person, found) if person else None,
        "may_see_roster": policies.can_view_roster(request.user, found),
    }
    return render(request, "classes/detail.html", context)
