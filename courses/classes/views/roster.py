"""The coordinator's pages: the school's classes, a class's roster, confirming who completed the hours."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from courses.classes import policies
from courses.classes.enums import EnrolmentState
from courses.classes.forms import CompletionForm
from courses.classes.selectors import listing, people, tables
from courses.classes.services import enrolments, rosters
from courses.classes.views.files import GUARDED_KINDS, table_response
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from lms.organizations.policies import is_coordinator


@requires(is_coordinator)
@require_GET
def school(request: HttpRequest) -> HttpResponse:
    """The classes of the coordinator's schools."""
    context = {"classes": people.coordinated_classes(request.user), "today": clock.today()}
    return render(request, "classes/school.html", context)


@requires(is_coordinator)
@require_GET
def roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everybody in a class of the coordinator's own school."""
    found = policies.access_roster(request.user, public_id)
    today = clock.today()
    context = {
        "crumbs": [(_("本校班別"), reverse("classes:school")), (found.serial, "")],
        "row": listing.one(found, now=clock.now()),
        "roster": people.roster(found),
        "has_begun": found.start_date <= today,
        "completed_on": min(found.end_date, today),
    }
    return render(request, "classes/roster.html", context)


@requires(is_coordinator)
@require_POST
def complete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm the hours of the ticked learners."""
    found = policies.access_roster(request.user, public_id)
    enrolled = found.enrolments.filter(state=EnrolmentState.ENROLLED)
    form = CompletionForm(request.POST, enrolments=enrolled, began=found.start_date, today=clock.today())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("classes:roster", found.public_id)
    try:
        count = enrolments.complete_all(**form.cleaned_data, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        text = ngettext("已確認 %(count)s 位學員結訓。", "已確認 %(count)s 位學員結訓。", count)
        messages.success(request, text % {"count": count})
    return redirect("classes:roster", found.public_id)


@requires(is_coordinator)
@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the confirmation of one learner's hours back."""
    seat = policies.access_seat(request.user, public_id)
    try:
        enrolments.reopen(enrolment=seat, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已取消結訓確認，學員回到在學狀態。"))
    return redirect("classes:roster", seat.regional_class.public_id)


@requires(is_coordinator)
@require_POST
def export(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The roster as a file; who took it and when is recorded (TW-11)."""
    found = policies.access_roster(request.user, public_id)
    if kind not in GUARDED_KINDS:
        raise Http404
    listed = people.roster(found)
    rosters.record_export(regional_class=found, rows=len(listed.rows), kind=kind, actor=request.user, now=clock.now())
    return table_response(kind, f"roster-{found.serial}", tables.roster_table(listed))
