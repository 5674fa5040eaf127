"""Taking an item from the queue, giving it to somebody, handing it back."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.accounts.models import User
from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies as bank
from question_bank.review import policies
from question_bank.review.forms import AssignForm
from question_bank.review.selectors import people
from question_bank.review.services import assignments


@requires(policies.can_judge)
@require_POST
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an item to review or approve it."""
    item = policies.access_queued_item(request.user, public_id)
    try:
        assignments.claim(item=item, reviewer=cast(User, request.user), now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("review:queue")
    messages.success(request, _("已認領，請於期限前完成。"))
    return redirect("review:item", item.public_id)


@requires(policies.can_assign)
@require_POST
def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give an item to a reviewer."""
    item = bank.access_item(request.user, public_id, to="administer")
    form = AssignForm(request.POST, people=people.possible_reviewers(item))
    if not form.is_valid():
        messages.error(request, _("無法指定：請選擇審題者；期限請填民國或西元日期，例如 115/12/01。"))
        return redirect("review:item", item.public_id)
    try:
        assignments.assign(
            item=item, reviewer=form.person(), due_date=form.due(), assigned_by=request.user, now=clock.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已指定，並通知審題者。"))
    return redirect("review:item", item.public_id)


@requires(policies.can_judge)
@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand an item back to the queue."""
    assignment = policies.access_assignment(request.user, public_id)
    assignments.release(assignment=assignment, actor=request.user, now=clock.now())
    messages.success(request, _("已交回，其他審題者可以認領。"))
    return redirect("review:queue")
