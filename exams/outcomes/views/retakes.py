"""Retakes: the learner's page and the host school's queue."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from exams.outcomes import policies
from exams.outcomes.forms import ApplyForm
from exams.outcomes.selectors import explanations
from exams.outcomes.selectors import retakes as reads
from exams.outcomes.services import retakes
from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal
from lms.core.forms import DecisionForm


@requires(signed_in)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Whether I may sit again, why, until when and where."""
    case = reads.case_of(person_of(request.user), now=clock.now())
    context: dict[str, object] = {"case": case}
    if case is not None:
        context["reasons"] = explanations.retake(case.decision.reasons)
        context["options"] = [(each, explanations.retake(each.decision.reasons)) for each in case.options]
    return render(request, "outcomes/retakes.html", context)


@requires(signed_in)
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Ask my original host school for a retake."""
    now = clock.now()
    case = reads.case_of(person_of(request.user), now=now)
    form = ApplyForm(request.POST)
    target = reads.option_round(case, form.round_id()) if case and form.is_valid() else None
    if case is None or target is None:
        raise Http404
    try:
        retakes.apply(failed_mark=case.mark, target_round=target, actor=request.user, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已送出補測申請，由原開班學校審核。"))
    return redirect("outcomes:retakes")


@requires(policies.can_decide_retakes)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Applications to my schools: what waits, then what was decided."""
    rows = reads.queue(policies.visible_retakes(request.user))
    shown = [(row, explanations.stored_retake(row.decision)) for row in rows]
    return render(request, "outcomes/retake_queue.html", {"rows": shown})


@requires(policies.can_decide_retakes)
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept or refuse one application."""
    application = policies.access_retake(request.user, public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("無法處理：請選擇受理或不受理，理由最多 200 字。"))
        return redirect("outcomes:retake_queue")
    note, now = form.cleaned_data["note"], clock.now()
    try:
        if form.accepts:
            retakes.accept(application=application, actor=request.user, now=now)
        else:
            retakes.refuse(application=application, note=note, actor=request.user, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已處理，並通知學員。"))
    return redirect("outcomes:retake_queue")
