"""The list of test areas."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.sittings import policies
from exams.sittings.forms.office import AreaForm
from exams.sittings.selectors import office
from exams.sittings.views.sent import posted
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.organizations.models import TestArea
from lms.organizations.services import areas


@requires(policies.may_configure)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every test area."""
    crumbs = [(_("梯次"), reverse("sittings:office_rounds")), (_("測驗區"), "")]
    return render(request, "sittings/office/areas.html", {"areas": office.areas(), "crumbs": crumbs})


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new test area."""
    return _save(request, None, AreaForm(office.counties(), posted(request)), _("新增測驗區"))


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a test area."""
    area = policies.access_area(request.user, public_id)
    form = AreaForm(office.counties(), posted(request), initial=AreaForm.values(area))
    return _save(request, area, form, _("修改測驗區"))


def _save(request: HttpRequest, area: TestArea | None, form: AreaForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            areas.save(area=area, **form.cleaned_data, actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("已儲存。"))
            return redirect("sittings:office_areas")
    back = reverse("sittings:office_areas")
    crumbs = [(_("梯次"), reverse("sittings:office_rounds")), (_("測驗區"), back), (title, "")]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs}
    return render(request, "sittings/office/form.html", context, status=422 if form.errors else 200)
