"""The ledger as the people who keep the books see it: a school's coordinators, the exam officers."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse as address
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.tuition import policies
from courses.tuition.forms import EntryForm, ReversalForm
from courses.tuition.selectors import accounts
from courses.tuition.selectors import ledger as reads
from courses.tuition.services import books
from courses.tuition.services import ledger as writes
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.core.tables import writing

PAGE_SIZE = 25
KINDS = ("excel", "xlsx")


@requires(policies.can_keep_books)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The accounts, those with something open first when asked; totals of everything I may see."""
    entries, words = policies.visible_entries(request.user), request.GET.get("words", "").strip()[:60]
    only = request.GET.get("only", "")
    abouts = accounts.abouts(entries, words=words, only=only)
    page = Paginator(abouts, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "statements": reads.statements(entries.filter(about__in=list(page.object_list))),
        "total": reads.total(entries),
        "words": words,
        "only": only,
    }
    return render(request, "tuition/ledger.html", context)


@requires(policies.can_keep_books)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, about: str) -> HttpResponse:
    """One account: its entries, a refund proposal where the class decides one, and entering what moved."""
    entries = policies.access_account(request.user, about)
    first = accounts.opening(entries)
    kinds = books.kinds_for(first.purpose)
    form = EntryForm(request.POST if request.method == "POST" else None, kinds=kinds, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            books.enter(account=writes.account_of(first), **form.arguments(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("已登錄。"))
        return redirect("tuition:ledger_account", about)
    context = _account_page(entries, about, form)
    return render(request, "tuition/account.html", context, status=422 if form.errors else 200)


@requires(policies.can_keep_books)
@require_POST
def reverse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a mistaken entry back."""
    entry = policies.access_entry(request.user, public_id)
    form = ReversalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請填沖正的理由（最多 200 字）。"))
        return redirect("tuition:ledger_account", entry.about)
    try:
        books.correct(entry=entry, note=form.cleaned_data["note"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已沖正；原紀錄保留。"))
    return redirect("tuition:ledger_account", entry.about)


@requires(policies.can_keep_books)
@require_POST
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Every entry I may see as a file; who took it and when is recorded."""
    if kind not in KINDS:
        raise Http404
    header, rows = accounts.table(policies.visible_entries(request.user))
    books.record_export(rows=len(rows), kind=kind, actor=request.user, now=clock.now())
    if kind == "xlsx":
        body, content_type, suffix = writing.xlsx([("ledger", header, rows)]), writing.XLSX_TYPE, "xlsx"
    else:
        body, content_type, suffix = writing.csv_bytes(header, rows, profile=writing.EXCEL), writing.CSV_TYPE, "csv"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="ledger.{suffix}"'
    return response


def _account_page(entries: "object", about: str, form: EntryForm) -> dict[str, object]:
    (statement,) = reads.statements(entries)  # type: ignore[arg-type]
    return {
        "crumbs": [(_("帳務"), address("tuition:ledger")), (statement.title, "")],
        "statement": statement,
        "proposal": accounts.proposal(about),
        "correctable": [str(kind) for kind in books.kinds_for(statement.first.purpose)],
        "form": form,
    }
