"""Two versions of an item side by side."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.core import clock
from lms.core.access import requires
from question_bank.items import policies
from question_bank.items.enums import SightingKind
from question_bank.items.forms.versions import PairForm
from question_bank.items.selectors import comparison, page
from question_bank.items.services import sightings


@requires(policies.is_bank_staff)
@require_GET
def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The two versions that the address names; without names the newest and the one before it."""
    found = policies.access_item(request.user, public_id)
    rows = page.versions(found)
    if not rows:
        raise Http404
    by_number = {row.version.number: row for row in rows}
    form = PairForm(request.GET, numbers=sorted(by_number))
    old, new = by_number[form.older], by_number[form.newer]
    sightings.note(versions=[old.version, new.version], user=request.user, kind=SightingKind.OPENED, now=clock.now())
    compared = comparison.of_versions(old.version, new.version)
    context = {
        "crumbs": [
            (_("題庫"), reverse("items:list")),
            (found.code, reverse("items:item", args=[found.public_id])),
            (_("版本比較"), ""),
        ],
        "item": found,
        "versions": rows,
        "form": form,
        "from_row": old,
        "to_row": new,
        "differences": compared,
        "changed": sum(one.difference.is_changed for one in compared),
    }
    return render(request, "items/versions.html", context)
