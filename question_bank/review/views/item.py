"""The review page of an item."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.core import clock
from lms.core.access import requires
from lms.core.templatetags.ui import localized
from question_bank.items import policies as bank
from question_bank.items.enums import SightingKind
from question_bank.items.models import Item
from question_bank.items.services import sightings
from question_bank.review import policies
from question_bank.review.enums import Check
from question_bank.review.forms import AssignForm
from question_bank.review.selectors import assignments, explanations, page, people, standing


@requires(policies.can_see_queue)
@require_GET
def item(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The newest version with its remarks, what may be done with it, and its history."""
    found = bank.access_item(request.user, public_id)
    if found.latest is None:
        raise Http404
    judge = policies.can_judge(request.user)
    kind = SightingKind.REVIEWED if judge else SightingKind.OPENED
    sightings.note(versions=[found.latest], user=request.user, kind=kind, now=clock.now())
    return render(request, "review/item.html", _context(found, request.user))


def _context(found: Item, user: Any) -> dict[str, object]:
    version, today = found.latest, clock.today()
    assert version is not None
    context: dict[str, object] = {
        "item": found,
        "version": version,
        "face": page.face(version),
        "stimulus": page.stimulus(version),
        "fields": page.shown_fields(found, version, page.threads(found, user)),
        "faults": standing.faults(version, on=today),
        "offers": page.offers(found, user, may_edit=bank.can_edit_item(user, found), on=today),
        "history": page.history(found),
        "assignments": assignments.of_item(found, today=today),
        "checks": [(check.value, explanations.check(check.value)) for check in Check],
        "next_actor": explanations.next_actor(found.state),
        "lead": f"{found.topic.code} {localized(found.topic, 'title')}",
        "crumbs": [(_("審題"), reverse("review:queue")), (found.code, "")],
        "officer": policies.can_assign(user),
    }
    if policies.can_assign(user):
        context["assign_form"] = AssignForm(people=people.possible_reviewers(found))
    return context
