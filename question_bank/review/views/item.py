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
from question_bank.items.selectors import findings
from question_bank.items.services import sightings
from question_bank.review import policies
from question_bank.review.enums import Check
from question_bank.review.forms import AssignForm
from question_bank.review.selectors import assignments, explanations, item_fields, offers, page, people, threads


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
    may_edit = bank.can_edit_item(user, found)
    context: dict[str, object] = {
        "item": found,
        "version": version,
        "face": page.face(version),
        "stimulus": page.stimulus(version),
        "fields": item_fields.of_version(version, threads.of_item(found, user)),
        "findings": findings.of_item(found, today, user=user),
        "offers": offers.of_item(found, user, may_edit=may_edit, on=today),
        "may_edit": may_edit,
        "history": page.history(found),
        "assignments": assignments.of_item(found, today=today),
        "checks": [(check.value, explanations.check(check.value)) for check in Check],
        "versions_url": _comparison(found),
        "next_actor": explanations.next_actor(found.state),
        "lead": f"{found.topic.code} {localized(found.topic, 'title')}",
        "crumbs": [(_("審題"), reverse("review:queue")), (found.code, "")],
        "officer": policies.can_assign(user),
    }
    if policies.can_assign(user):
        context["assign_form"] = AssignForm(people=people.possible_reviewers(found))
    return context


def _comparison(found: Item) -> str:
    """The newest version beside the one in use; empty while there are not two."""
    if found.published is None or found.latest is None or found.published_id == found.latest_id:
        return ""
    address = reverse("items:versions", args=[found.public_id])
    return f"{address}?from={found.published.number}&to={found.latest.number}"
