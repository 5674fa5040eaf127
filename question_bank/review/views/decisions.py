"""The steps of the review, each sent from the page of an item with the version that it showed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies as bank
from question_bank.items.models import Item
from question_bank.review import policies
from question_bank.review.forms import ReviewForm, StepForm
from question_bank.review.services import decisions


@requires(bank.is_writer)
@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send an item to review."""
    item = bank.access_item(request.user, public_id, to="edit")
    return _step(request, item, decisions.submit, _("已送審。"), leads_to="review:item")


@requires(policies.can_see_queue)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an item back from review."""
    item = bank.access_item(request.user, public_id, to="edit")
    return _step(request, item, decisions.withdraw, _("已撤回為草稿。"), leads_to="review:item")


@requires(policies.can_judge)
@require_POST
def return_for_changes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send an item back to its authors."""
    item = bank.access_item(request.user, public_id, to="review")
    return _step(request, item, decisions.return_for_changes, _("已退回，並通知命題者。"), with_note=True)


@requires(policies.can_judge)
@require_POST
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pass an item on to approval, with the checklist."""
    item = bank.access_item(request.user, public_id, to="review")
    form = ReviewForm(request.POST)
    checks = form.cleaned_data.get("checks", []) if form.is_valid() else []
    done = _("審查通過，等待另一位核可。")
    return _step(request, item, decisions.review, done, with_note=True, checks=checks)


@requires(policies.can_judge)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve an item that somebody else wrote and, as a rule, somebody else reviewed."""
    item = bank.access_item(request.user, public_id, to="review")
    return _step(request, item, decisions.approve, _("已核可，並通知命題者。"), with_note=True)


@requires(policies.can_assign)
@require_POST
def retire(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an item out of use."""
    item = bank.access_item(request.user, public_id, to="administer")
    return _step(request, item, decisions.retire, _("已停用，之後不再選用。"), with_note=True)


@requires(policies.can_assign)
@require_POST
def revive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a retired item up again."""
    item = bank.access_item(request.user, public_id, to="administer")
    return _step(request, item, decisions.revive, _("已改回草稿，須重新送審。"), leads_to="review:item")


def _step(
    request: HttpRequest,
    item: Item,
    service: Callable[..., Any],
    done: str,
    *,
    leads_to: str = "review:queue",
    with_note: bool = False,
    **more: Any,
) -> HttpResponse:
    """One service call. A step that was refused leads back to the item; one that was taken may have closed it."""
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("沒有執行：請從題目的審查頁送出，說明最多 2000 字。"))
        return redirect("review:item", item.public_id)
    version = policies.access_version(item, form.cleaned_data["version"])
    given = {"note": form.cleaned_data["note"]} if with_note else {}
    try:
        service(version=version, actor=request.user, now=clock.now(), **given, **more)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("review:item", item.public_id)
    messages.success(request, done)
    return redirect(leads_to) if leads_to == "review:queue" else redirect(leads_to, item.public_id)
