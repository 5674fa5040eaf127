"""References: the list, one with its items, and the law that changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.core.templatetags.ui import localized
from question_bank.items import policies
from question_bank.items.forms.references import ChangeForm, NewReferenceForm, ReferenceForm
from question_bank.items.selectors import references, search
from question_bank.items.services import references as writing

CITING_SHOWN = 100


@requires(policies.is_bank_staff)
@require_GET
def reference_list(request: HttpRequest) -> HttpResponse:
    """Every reference with the number of items that cite it."""
    context = {
        "crumbs": [(_("題庫"), reverse("items:list")), (_("依據資料"), "")],
        "rows": references.rows(),
        "may_write": policies.is_writer(request.user),
    }
    return render(request, "items/references.html", context)


@requires(policies.is_writer)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new reference."""
    form = NewReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            writing.create(code=code, facts=form.facts(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("已建立依據資料。"))
            return redirect("items:reference", code)
    crumbs = [*_crumbs(), (_("新增"), "")]
    return render(request, "items/reference_form.html", {"crumbs": crumbs, "form": form, "title": _("新增依據資料")})


@requires(policies.is_bank_staff)
@require_GET
def reference(request: HttpRequest, code: str) -> HttpResponse:
    """One reference with the items that cite it and that the user may read."""
    found = policies.access_reference(request.user, code)
    visible = references.visible_citing(request.user, found)
    shown = list(visible[:CITING_SHOWN])
    total = references.citing(found).count()
    context = {
        "crumbs": [*_crumbs(), (found.code, "")],
        "reference": found,
        "items": [(item, search.plain(item.latest.stem) if item.latest else "") for item in shown],
        "total": total,
        "hidden": total - visible.count(),
        "more": len(shown) == CITING_SHOWN,
        "may_write": policies.is_writer(request.user),
        "may_flag": policies.is_exam_officer(request.user),
    }
    return render(request, "items/reference.html", context)


@requires(policies.is_writer)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Other words or another link for a reference."""
    found = policies.access_reference(request.user, code)
    initial = {name: getattr(found, name) for name in writing.FIELDS}
    form = ReferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        writing.change(reference=found, facts=form.facts(), actor=request.user, now=clock.now())
        messages.success(request, _("已儲存。"))
        return redirect("items:reference", found.code)
    crumbs = [*_crumbs(), (found.code, reverse("items:reference", args=[found.code])), (_("修改資料"), "")]
    title = _("編輯依據資料：%(title)s") % {"title": localized(found, "title")}
    return render(request, "items/reference_form.html", {"crumbs": crumbs, "form": form, "title": title})


@requires(policies.is_exam_officer)
@require_http_methods(["GET", "POST"])
def changed(request: HttpRequest, code: str) -> HttpResponse:
    """This law changed: first how many items would be flagged, then, confirmed, they are."""
    found = policies.access_reference(request.user, code)
    form = ChangeForm(request.POST or None, today=clock.today(), initial={"changed_on": clock.today()})
    count = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "confirmed" in request.POST:
            flagged = writing.flag_change(reference=found, **given, actor=request.user, now=clock.now())
            text = ngettext("已標記 %(count)s 題為待再確認。", "已標記 %(count)s 題為待再確認。", flagged)
            messages.success(request, text % {"count": flagged})
            return redirect("items:reference", found.code)
        count = references.unflagged(found, given["changed_on"]).count()
    crumbs = [*_crumbs(), (found.code, reverse("items:reference", args=[found.code])), (_("依據變更"), "")]
    context = {
        "crumbs": crumbs,
        "reference": found,
        "form": form,
        "count": count,
        "total": references.citing(found).count(),
    }
    return render(request, "items/reference_changed.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("題庫"), reverse("items:list")), (_("依據資料"), reverse("items:references"))]
