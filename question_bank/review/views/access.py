"""The officers' page of an item's confidentiality: who may open it while it is sealed, who has seen it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies as bank
from question_bank.items.enums import AccessPurpose
from question_bank.items.services import access
from question_bank.review import policies
from question_bank.review.forms import NameForm
from question_bank.review.selectors import people, witnesses

PAGE_SIZE = 50


@requires(policies.can_assign)
@require_GET
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Code and state, names and sightings; never the text, so officers reach it for items that are sealed to them."""
    item = bank.access_item(request.user, public_id, to="administer")
    context = {
        "item": item,
        "locks": witnesses.locks(item),
        "named": witnesses.named(item),
        "page": Paginator(witnesses.sightings(item), PAGE_SIZE).get_page(request.GET.get("page")),
        "form": NameForm(people=people.nameable(item, by=request.user)),
        "crumbs": [(_("審題"), reverse("review:queue")), (item.code, "")],
        "may_open": bank.can_view_item(request.user, item),
    }
    return render(request, "review/access.html", context)


@requires(policies.can_assign)
@require_POST
def name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name another person for a sealed item."""
    item = bank.access_item(request.user, public_id, to="administer")
    form = NameForm(request.POST, people=people.nameable(item, by=request.user))
    if not form.is_valid():
        messages.error(request, _("沒有指定：請選擇自己以外的人員，並填寫理由（最多 200 字）。"))
        return redirect("review:access", item.public_id)
    try:
        access.name(
            item=item,
            user=form.person(),
            purpose=AccessPurpose.SEALED,
            granted_by=request.user,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已指定。"))
    return redirect("review:access", item.public_id)


@requires(policies.can_assign)
@require_POST
def end(request: HttpRequest, public_id: UUID, named_id: int) -> HttpResponse:
    """End a name."""
    item = bank.access_item(request.user, public_id, to="administer")
    named = policies.access_named(item, named_id)
    access.end(item=item, user=named.user, purpose=AccessPurpose(named.purpose), ended_by=request.user, now=clock.now())
    messages.success(request, _("已結束。"))
    return redirect("review:access", item.public_id)
