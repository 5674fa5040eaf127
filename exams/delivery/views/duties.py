"""Who invigilates what: the officers' page of a round, one's own duties, the calendar entry and the briefing."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms import live
from exams.delivery.selectors import briefing
from exams.delivery.views import trails
from exams.delivery.views.rooms import no_store
from exams.sittings import policies as sittings
from exams.sittings.selectors import duties as reads
from exams.sittings.services import duties
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
def of_round(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rooms of a round with their people; assign one more."""
    round = policies.access_round(request.user, public_id)
    rooms = reads.of_round(round.pk)
    sent = request.POST if request.method == "POST" else None
    form = live.DutyForm(sent, rooms=rooms, users=reads.invigilators())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            duties.assign(
                **{name: data[name] for name in ("room", "user", "is_lead")}, actor=request.user, now=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("已指派，並已通知本人。"))
            return redirect("delivery:duties", public_id)
    crumbs = trails.of_round(round, (_("監試指派"), ""))
    context = {"round": round, "halls": reads.halls(rooms), "form": form, "crumbs": crumbs}
    return render(request, "delivery/duties.html", context, status=422 if form.errors else 200)


@requires(policies.may_run_rounds)
@require_POST
def relieve(request: HttpRequest, public_id: uuid.UUID, user_id: int) -> HttpResponse:
    """End the duty of a user in a room."""
    duty = sittings.access_duty(request.user, public_id, user_id)
    duties.relieve(duty=duty, actor=request.user, now=clock.now())
    messages.success(request, _("已解除，並已通知本人；開啟中的畫面會立即關閉。"))
    return redirect("delivery:duties", duty.room.round.public_id)


@requires(signed_in)
@require_GET
@no_store
def mine(request: HttpRequest) -> HttpResponse:
    """One's own duties with their times."""
    found = [(duty, reads.span(duty.room)) for duty in reads.of_user(request.user)]
    return render(request, "delivery/my_duties.html", {"duties": found})


@requires(signed_in)
@require_GET
@no_store
def entry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The calendar file of one's own duty; after relief the one that cancels it."""
    duty = sittings.access_own_duty(request.user, public_id)
    content = reads.calendar(duty, now=clock.now())
    if not content:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="duty.ics"'
    return response


@requires(signed_in)
@require_GET
@no_store
def sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The one-page briefing of a room."""
    room = policies.access_room(request.user, public_id)
    response = HttpResponse(briefing.document(room), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="briefing.pdf"'
    return response
