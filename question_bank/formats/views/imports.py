"""Importing a file: upload, preview with every question's verdict, write."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.formats import policies
from question_bank.formats.enums import BatchState, Verdict
from question_bank.formats.forms.uploads import CommitForm, RetargetForm, UploadForm
from question_bank.formats.models import ImportBatch
from question_bank.formats.selectors import previews
from question_bank.formats.services import batches, templates

RECENT = 10


@requires(policies.can_import)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; see one's own recent uploads."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        given = form.cleaned_data
        batch = batches.upload(
            data=given["file"].read(),
            file_name=given["file"].name,
            format_name=given["format"],
            topic=given["topic"],
            use=given["use"],
            user=request.user,
            now=clock.now(),
        )
        return redirect("formats:batch", batch.public_id)
    recent = policies.visible_batches(request.user).defer("rows").order_by("-uploaded_at", "-id")[:RECENT]
    rows = [(batch, previews.STATES[batch.state], previews.FORMATS.get(batch.format, "–")) for batch in recent]
    status = 422 if form.errors else 200
    context = {"crumbs": [*_bank(), (_("匯入題目"), "")], "form": form, "recent": rows}
    return render(request, "formats/import.html", context, status=status)


@requires(policies.can_import)
@require_GET
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The preview, or what came of the import."""
    return _page(request, policies.access_batch(request.user, public_id))


@requires(policies.can_import)
@require_GET
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that shows how far a long import is."""
    found = policies.access_batch(request.user, public_id)
    response = render(request, "formats/_progress.html", _progress(found))
    if found.state != BatchState.WRITING:
        response["HX-Refresh"] = "true"
    return response


@requires(policies.can_import)
@require_POST
def retarget(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the questions elsewhere and look again."""
    found = policies.access_batch(request.user, public_id)
    form = RetargetForm(request.POST, categories=previews.categories(found))
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        batches.retarget(
            batch=found,
            topic=form.cleaned_data["topic"],
            use=form.cleaned_data["use"],
            categories=form.chosen(),
            now=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("formats:batch", public_id)


@requires(policies.can_import)
@require_POST
def commit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the questions."""
    found = policies.access_batch(request.user, public_id)
    form = CommitForm(request.POST)
    leave_out = form.is_valid() and form.cleaned_data["leave_out"]
    try:
        batches.commit(batch=found, leave_out=leave_out, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if found.state == BatchState.WRITTEN:
            count = found.result["created"] + found.result["changed"]
            messages.success(
                request, ngettext("已匯入 %(n)d 題為草稿。", "已匯入 %(n)d 題為草稿。", count) % {"n": count}
            )
    return redirect("formats:batch", public_id)


@requires(policies.can_import)
@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Forget the file."""
    try:
        batches.discard(batch=policies.access_batch(request.user, public_id), actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("formats:batch", public_id)
    messages.success(request, _("已作廢，檔案已刪除。"))
    return redirect("formats:import")


@requires(policies.can_import)
@require_GET
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The template as CSV or XLSX."""
    made = templates.template(name)
    if made is None:
        raise Http404
    content, media_type = made
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="items-template.{name}"'
    return response


def _page(request: HttpRequest, found: ImportBatch, form: Any = None, status: int = 200) -> HttpResponse:
    names = previews.categories(found)
    initial = {"topic": found.topic, "use": found.use}
    only = request.GET.get("verdict", "")
    stored = [row for row in found.rows if not only or row["verdict"] == only]
    page = Paginator(stored, previews.PAGE_SIZE).get_page(request.GET.get("page"))
    context = _progress(found) | {
        "form": form or RetargetForm(initial=initial, categories=names, chosen=found.categories),
        "page": page,
        "rows": previews.shown(list(page.object_list), page.start_index()),
        "only": only,
        "tallies": [
            (verdict.value, previews.VERDICTS[verdict], found.counts[verdict.value])
            for verdict in Verdict
            if found.counts.get(verdict.value)
        ],
        "crumbs": [*_bank(), (_("匯入題目"), reverse("formats:import")), (found.file_name, "")],
        "format": previews.FORMATS.get(found.format, "–"),
        "writable": found.counts.get(Verdict.NEW, 0) + found.counts.get(Verdict.CHANGED, 0),
        **{name: previews.remarks(found.findings.get(name, [])) for name in ("errors", "unsupported", "losses")},
    }
    return render(request, "formats/batch.html", context, status=status)


def _progress(found: ImportBatch) -> dict[str, Any]:
    job = previews.job_of(found, batches.job_key(found))
    return {"batch": found, "state": previews.STATES[found.state], "job": job, "lost": previews.is_lost(job)}


def _bank() -> list[tuple[str, str]]:
    return [(_("題庫"), reverse("items:list"))]
