"""Room packs: made by one person, opened by another."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from exams.delivery import policies
from exams.delivery.models import RoomPack
from exams.delivery.selectors import packs as reads
from exams.delivery.services import room_packs
from exams.delivery.views import trails
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(policies.may_run_rounds)
@require_GET
@no_store
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rooms of a round and their packs."""
    round = policies.access_round(request.user, public_id)
    crumbs = trails.of_round(round, (_("應變資料袋"), ""))
    context = {"round": round, "rows": reads.of_round(round), "crumbs": crumbs}
    return render(request, "delivery/office/packs.html", context)


@requires(policies.may_run_rounds)
@require_POST
def make(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have the worker make a pack for every room."""
    round = policies.access_round(request.user, public_id)
    asked = room_packs.request(round=round, actor=request.user, now=clock.now())
    messages.success(request, _("正在製作 %(n)s 份資料袋，完成後可下載。") % {"n": asked})
    return redirect("delivery:packs", round.public_id)


@requires(signed_in)
@require_GET
@no_store
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The encrypted document."""
    pack = policies.access_pack(request.user, public_id)
    response = HttpResponse(room_packs.content(pack), content_type="application/pdf")
    name = f"{pack.sitting.subject.code}-{pack.room.code}-pack.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@requires(signed_in)
@require_POST
@no_store
def open_pack(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the passphrase once, to somebody who did not make the pack."""
    pack = policies.access_pack(request.user, public_id)
    context = {"pack": pack, "crumbs": _trail(pack, request.user)}
    try:
        shown = room_packs.passphrase_of(
            pack=pack, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now()
        )
    except Refusal as refusal:
        opens_at = room_packs.opens_at(pack) if refusal.code == "too_early" else None
        context |= {"refused": str(refusal), "opens_at": opens_at}
        return render(request, "delivery/office/pack.html", context, status=409)
    return render(request, "delivery/office/pack.html", context | {"passphrase": shown})


def _trail(pack: RoomPack, user: Any) -> trails.Trail:
    """Back to the packs of the round for officers, to the room for whoever looks after it."""
    page = (_("應變資料袋的密碼"), "")
    if not policies.may_run_rounds(user):
        room = (pack.room.code, reverse("delivery:room", args=[pack.room.public_id]))
        return [(_("監試"), reverse("delivery:rooms")), room, page]
    above = (_("應變資料袋"), reverse("delivery:packs", args=[pack.room.round.public_id]))
    return trails.of_round(pack.room.round, above, page)
