"""Remarks on the fields of an item."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies as bank
from question_bank.review import policies
from question_bank.review.forms import CommentForm
from question_bank.review.models import Comment
from question_bank.review.services import comments


@requires(policies.can_see_queue)
@require_POST
def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remark on a field, or answer a remark."""
    item = bank.access_item(request.user, public_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("沒有儲存：請寫下意見，最多 2000 字。"))
        return redirect("review:item", item.public_id)
    given = form.cleaned_data
    version = policies.access_version(item, given["version"])
    answers = policies.access_comment(item, given["answers"]) if given["answers"] else None
    try:
        comment = comments.write(
            version=version,
            field=given["field"],
            text=given["text"],
            answers=answers,
            author=request.user,
            now=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("review:item", item.public_id)
    return _back(comment, public_id)


@requires(policies.can_see_queue)
@require_POST
def resolve(request: HttpRequest, public_id: UUID, comment_id: UUID) -> HttpResponse:
    """Settle a remark."""
    item = bank.access_item(request.user, public_id)
    comment = policies.access_comment(item, comment_id)
    try:
        comments.resolve(comment=comment, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(comment, public_id)


def _back(comment: Comment, public_id: UUID) -> HttpResponseRedirect:
    """To the field on the page."""
    anchor = "field-" + comment.field.replace(":", "-")
    return HttpResponseRedirect(f"{reverse('review:item', args=[public_id])}#{anchor}")
