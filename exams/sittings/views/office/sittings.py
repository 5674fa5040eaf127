"""Sittings of a round: which subject, how, when, with which forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exams.sittings import policies
from exams.sittings.enums import SittingMode
from exams.sittings.forms.office import SittingChoiceForm, SittingForm
from exams.sittings.models import Round
from exams.sittings.selectors import office
from exams.sittings.services import freeze, sittings
from exams.sittings.views.sent import posted
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.syllabus.models import Subject


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new sitting of the subject and mode chosen on the round's page."""
    found = policies.access_round(request.user, public_id)
    choice = SittingChoiceForm(office.subjects(found), request.GET)
    if not choice.is_valid():
        return redirect("sittings:office_round", public_id)
    subject = next(one for one in office.subjects(found) if one.code == choice.cleaned_data["subject"])
    mode = SittingMode(choice.cleaned_data["mode"])
    suggested = office.suggested(found, today=clock.today())
    initial: dict[str, Any] = {name: setting.value for name, setting in suggested.items()}
    form = SittingForm(
        office.forms_for(subject), posted(request), initial=initial | {"opens_at": office.first_moment(found)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = form.arguments()
            sittings.create(round=found, subject=subject, mode=mode, **given, actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, found, _("已建立場次 %(code)s。") % {"code": subject.code})
    return _form(request, form, found, subject, mode, title=_("新增場次"))


@requires(policies.may_configure)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a sitting before sealing."""
    sitting = policies.access_sitting(request.user, public_id)
    form = SittingForm(office.forms_for(sitting.subject), posted(request), initial=SittingForm.values(sitting))
    if request.method == "POST" and form.is_valid():
        try:
            sittings.revise(sitting=sitting, **form.arguments(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return _done(request, _round(sitting.round), _("已儲存。"))
    return _form(request, form, _round(sitting.round), sitting.subject, SittingMode(sitting.mode), title=_("修改場次"))


@requires(policies.may_configure)
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take out a sitting nobody registered for."""
    sitting = policies.access_sitting(request.user, public_id)
    found = _round(sitting.round)
    try:
        sittings.remove(sitting=sitting, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("sittings:office_round", found.public_id)
    return _done(request, found, _("已移除場次。"))


def _round(found: Round | None) -> Round:
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, found: Round, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(f"{reverse('sittings:office_round', args=[found.public_id])}#sittings")


def _form(
    request: HttpRequest, form: SittingForm, found: Round, subject: Subject, mode: SittingMode, *, title: str
) -> HttpResponse:
    back = reverse("sittings:office_round", args=[found.public_id])
    suggested = office.suggested(found, today=clock.today())
    context = {
        "form": form,
        "title": title,
        "eyebrow": f"{subject.code} {office.subject_name(subject)}・{office.MODES[mode]}",
        "notes": office.provisional_notes(suggested),
        "back": back,
        "frozen": not freeze.is_open(found),
        "crumbs": [(_("梯次"), reverse("sittings:office_rounds")), (found.code, back), (title, "")],
    }
    return render(request, "sittings/office/form.html", context, status=422 if form.errors else 200)
