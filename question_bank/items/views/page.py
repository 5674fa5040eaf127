"""The page of an item, and what one may do there beside editing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.core import clock, slots
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies
from question_bank.items.enums import SightingKind
from question_bank.items.forms.page import ClearForm, RelationForm, ReportForm, first_error
from question_bank.items.models import Item
from question_bank.items.rules.findings import Finding
from question_bank.items.selectors import drafts as drafting
from question_bank.items.selectors import findings as checks
from question_bank.items.selectors import labels, page, topics
from question_bank.items.services import flags, relations, sightings


@requires(policies.is_bank_staff)
@require_GET
def item(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The newest version, or the one asked for, with everything known about the item."""
    found = policies.access_item(request.user, public_id)
    rows = page.versions(found)
    shown = next((row for row in rows if str(row.version.number) == request.GET.get("version", "")), None)
    shown = shown or (rows[0] if rows else None)
    if shown is None:
        raise Http404
    sightings.note(versions=[shown.version], user=request.user, kind=SightingKind.OPENED, now=clock.now())
    today = clock.today()
    related, hidden = page.relations(found, request.user)
    context: dict[str, Any] = {
        "crumbs": [(_("題庫"), reverse("items:list")), (found.code, "")],
        "item": found,
        "version": shown.version,
        "shown": shown,
        "versions": rows,
        "preview": page.preview(shown.version),
        "findings": _findings(found, shown, request.user),
        "references": page.references(shown.version),
        "path": topics.path_words(found.topic),
        "other_topics": page.other_topics(found),
        "kind_label": labels.KINDS[shown.version.kind],
        "use_label": labels.USES[found.use],
        "state_label": labels.STATES[found.state],
        "state_badge": labels.STATE_BADGES[found.state],
        "is_overdue": found.review_by is not None and found.review_by < today,
        "parts": page.parts(found, request.user),
        "flags": page.flags(found),
        "related": related,
        "related_hidden": hidden,
        "panels": slots.collect("item_panel", found, request.user),
        "may_edit": policies.can_edit_item(request.user, found),
        "relation_form": RelationForm(),
        "report_form": ReportForm(),
    }
    return render(request, "items/item.html", context)


@requires(policies.is_bank_staff)
@require_POST
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for the item to be looked at again."""
    found = policies.access_item(request.user, public_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _back(request, found, "flags", error=first_error(form))
    flags.report(item=found, note=form.cleaned_data["note"], actor=request.user, now=clock.now())
    return _back(request, found, "flags", done=_("已標記為待再確認。"))


@requires(policies.is_bank_staff)
@require_POST
def clear_flag(request: HttpRequest, public_id: UUID, flag_id: int) -> HttpResponse:
    """The item was looked at: end one of its flags."""
    found = policies.access_item(request.user, public_id, to="edit")
    form = ClearForm(request.POST)
    flag = found.flags.filter(pk=flag_id).first()
    if flag is None:
        raise Http404
    if not form.is_valid():
        return _back(request, found, "flags", error=first_error(form))
    try:
        flags.clear(flag=flag, note=form.cleaned_data["note"], actor=request.user, now=clock.now())
    except Refusal as refusal:
        return _back(request, found, "flags", error=str(refusal.message))
    return _back(request, found, "flags", done=_("已結案。"))


@requires(policies.is_bank_staff)
@require_POST
def relate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name another item an enemy or a friend; both must be the user's to read."""
    found = policies.access_item(request.user, public_id, to="edit")
    form = RelationForm(request.POST, items=policies.visible_items(request.user))
    if not form.is_valid():
        return _back(request, found, "relations", error=first_error(form))
    try:
        relations.relate(item=found, **form.arguments(), actor=request.user, now=clock.now())
    except Refusal as refusal:
        return _back(request, found, "relations", error=str(refusal.message))
    return _back(request, found, "relations", done=_("已建立關係。"))


@requires(policies.is_bank_staff)
@require_POST
def separate(request: HttpRequest, public_id: UUID, relation_id: int) -> HttpResponse:
    """End a relation that the user can see."""
    found = policies.access_item(request.user, public_id, to="edit")
    shown, _hidden = page.relations(found, request.user)
    relation = next((one.relation for one in shown if one.relation.pk == relation_id), None)
    if relation is None:
        raise Http404
    relations.separate(relation=relation, actor=request.user, now=clock.now())
    return _back(request, found, "relations", done=_("已解除關係。"))


def _findings(found: Item, shown: page.VersionRow, user: Any) -> list[Finding]:
    """What the checks say about the version shown; what the newest repeats of other items too."""
    if shown.is_latest:
        return checks.of_item(found, clock.today(), user=user)
    return checks.of_draft(drafting.of_version(shown.version), clock.today())


def _back(request: HttpRequest, found: Item, part: str, *, done: str = "", error: str = "") -> HttpResponse:
    if done:
        messages.success(request, done)
    if error:
        messages.error(request, error)
    return redirect(f"{reverse('items:item', args=[found.public_id])}#{part}")
