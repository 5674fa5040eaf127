"""A shared stem: its text changes in all its parts at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies
from question_bank.items.enums import SightingKind
from question_bank.items.forms.stimuli import StimulusForm
from question_bank.items.selectors import stimuli
from question_bank.items.services import bank, sightings


@requires(policies.is_writer)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The text and its parts; saving writes a new version of every part in one transaction."""
    found = policies.access_stimulus(request.user, public_id)
    shown = stimuli.of(found)
    sightings.note(versions=shown.versions, user=request.user, kind=SightingKind.EDITED, now=clock.now())
    initial = {"text": shown.text, "base": shown.number}
    form = StimulusForm(request.POST or None, initial=initial, newest=shown.number)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            written = bank.save_stimulus(
                stimulus=found, text=form.markdown, effect=form.effect, actor=request.user, now=clock.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            count = len(written)
            text = ngettext("已為 %(count)s 個小題存成新版。", "已為 %(count)s 個小題存成新版。", count)
            messages.success(request, text % {"count": count})
            return redirect("items:stimulus", found.public_id)
    context = {
        "crumbs": [(_("題庫"), reverse("items:list")), (_("題組 %(code)s") % {"code": found.code}, "")],
        "stimulus": found,
        "shown": shown,
        "form": form,
        "preview": stimuli.preview(form.typed if request.method == "POST" else shown.text),
    }
    return render(request, "items/stimulus.html", context)
