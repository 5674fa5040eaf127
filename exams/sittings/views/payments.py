"""Registrations and fees as the exam office sees them: lists, transfers, the bank's file, cancelling, export."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.sittings import policies
from exams.sittings.forms.payments import BankFileForm, CancelForm, ListForm, TransferForm
from exams.sittings.models import Round
from exams.sittings.selectors import roster
from exams.sittings.services import bank, payments, rosters, withdrawals
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.core.tables import writing
from lms.core.tables.problems import Unreadable

PAGE_SIZE = 50
KINDS = ("excel", "xlsx")


@requires(policies.may_configure)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds with their windows and figures; what keeps one from opening is said."""
    return render(request, "sittings/office/registrations.html", {"offers": roster.rounds(now=clock.now())})


@requires(policies.may_configure)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who registered in a round, names masked; POST shows them in full and is recorded."""
    round, now = policies.access_round(request.user, public_id), clock.now()
    names = request.method == "POST"
    form = ListForm(request.POST if names else request.GET)
    page = Paginator(roster.found(round, form.filters()), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    if names:
        rosters.record_names(round=round, rows=len(rows), actor=request.user, now=now)
    context = {
        **_frame(round),
        "form": form,
        "page": page,
        "entries": roster.entries(rows, names=names, now=now),
        "names": names,
        "counts": roster.counts(round, now=now),
        "transfer": TransferForm(),
        "cancel": CancelForm(),
    }
    return render(request, "sittings/office/roster.html", context)


@requires(policies.may_configure)
@require_POST
def confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm one transfer, or enter money that came too late."""
    round, form = policies.access_round(request.user, public_id), TransferForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請填繳費帳號、整數金額與交易序號。"))
        return redirect("sittings:office_roster", round.public_id)
    act = payments.receive if form.cleaned_data["late"] else payments.confirm
    try:
        found = act(**form.transfer(), actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已登錄。") if found else _("這筆交易先前已登錄，沒有變更。"))
    return redirect("sittings:office_roster", round.public_id)


@requires(policies.may_configure)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_file(request: HttpRequest) -> HttpResponse:
    """Read the bank's file: all rows are confirmed, or none and every problem is named."""
    form = BankFileForm(request.POST, request.FILES) if request.method == "POST" else BankFileForm()
    crumbs = [(_("報名與繳費"), reverse("sittings:office_registrations")), (_("匯入銀行入帳明細"), "")]
    context: dict[str, object] = {"form": form, "columns": ",".join(bank.COLUMNS), "crumbs": crumbs}
    if request.method == "POST" and form.is_valid():
        try:
            report = bank.read_in(data=form.cleaned_data["file"].read(), actor=request.user, now=clock.now())
        except Unreadable as error:
            context["problems"] = [error.problem]
        else:
            if not report.problems:
                words = ngettext("已確認 %(n)s 筆入帳。", "已確認 %(n)s 筆入帳。", report.confirmed)
                messages.success(request, words % {"n": report.confirmed})
                return redirect("sittings:office_registrations")
            context["problems"] = report.problems
    wrong = bool(form.errors or context.get("problems"))
    return render(request, "sittings/office/bank_file.html", context, status=422 if wrong else 200)


@requires(policies.may_configure)
@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel a registration for a reason of the rules."""
    registration, form = policies.access_listed(request.user, public_id), CancelForm(request.POST)
    assert registration.sitting.round is not None
    if form.is_valid():
        try:
            withdrawals.by_officer(registration=registration, reason=form.chosen(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("已取消報名；應退的金額列在帳務頁。"))
    else:
        messages.error(request, _("請選擇取消的事由。"))
    return redirect("sittings:office_roster", registration.sitting.round.public_id)


@requires(policies.may_configure)
@require_POST
def export(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The list as a file; who took it and when is recorded."""
    round, now = policies.access_round(request.user, public_id), clock.now()
    if kind not in KINDS:
        raise Http404
    header, rows = roster.table(roster.found(round, ListForm(request.POST).filters()), now=now)
    rosters.record_export(round=round, rows=len(rows), kind=kind, actor=request.user, now=now)
    if kind == "xlsx":
        body, content_type, suffix = writing.xlsx([(round.code, header, rows)]), writing.XLSX_TYPE, "xlsx"
    else:
        body, content_type, suffix = writing.csv_bytes(header, rows, profile=writing.EXCEL), writing.CSV_TYPE, "csv"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="registrations-{round.code}.{suffix}"'
    return response


def _frame(round: Round) -> dict[str, object]:
    crumbs = [(_("報名與繳費"), reverse("sittings:office_registrations")), (round.code, "")]
    return {"round": round, "crumbs": crumbs}
