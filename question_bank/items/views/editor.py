"""Writing an item: a form for each kind, a preview, and what to do when somebody else was faster."""

import functools
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.core import clock
from lms.core.access import requires
from lms.core.errors import Refusal
from question_bank.items import policies
from question_bank.items.enums import ItemKind, ItemUse, SightingKind
from question_bank.items.forms.editor import Editor
from question_bank.items.forms.images import ImageForm
from question_bank.items.models import Item
from question_bank.items.rules.drafts import ItemDraft
from question_bank.items.selectors import comparison, drafts, editing, findings, labels, page
from question_bank.items.services import assets, bank, sightings


@requires(policies.is_writer)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First the kind, then the form of that kind."""
    kind = _kind(request.GET.get("kind", ""))
    if kind is None:
        context = {"crumbs": _crumbs(_("新題")), "kinds": labels.KINDS.items(), "query": request.GET.urlencode()}
        return render(request, "items/new.html", context)
    data, image = _sent(request)
    may_join = functools.partial(policies.may_join, request.user)
    editor = Editor(kind=kind, data=data, initial=_start(request), may_join=may_join)
    if request.method == "POST" and "save" in request.POST and editor.is_valid():
        try:
            version = bank.save_draft(draft=editor.draft(), actor=request.user, now=clock.now(), based_on=0)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("已建立草稿，送審前可繼續修改。"))
            return redirect("items:item", version.item.public_id)
    return _page(request, editor, {"crumbs": _crumbs(_("新題")), "image": image})


@requires(policies.is_writer)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new version of an item, from its newest one."""
    found = policies.access_item(request.user, public_id, to="edit")
    if found.latest is None:
        raise Http404
    known = drafts.of_version(found.latest)
    data, image = _sent(request)
    editor = Editor(
        kind=ItemKind(found.latest.kind),
        data=data,
        known=known,
        initial={"base": found.latest.number},
        is_fixed=found.published_id is not None,
        needs_effect=editing.needs_effect(found),
    )
    sightings.note(versions=[found.latest], user=request.user, kind=SightingKind.EDITED, now=clock.now())
    context: dict[str, Any] = {"item": found, "crumbs": _crumbs(_("編輯題目"), found), "image": image}
    if request.method == "POST" and "save" in request.POST and editor.is_valid():
        saved = _save(request, found, editor)
        if saved is not None:
            return saved
        context |= _meanwhile(found, known, editor)
    return _page(request, editor, context)


def _save(request: HttpRequest, found: Item, editor: Editor) -> HttpResponse | None:
    """The way on after saving; None when another version was saved meanwhile."""
    assert found.latest is not None
    before, draft, based_on = found.latest.number, editor.draft(), editor.base
    if request.POST.get("save") == str(before):  # "save mine after theirs": both texts were shown
        based_on = before
    try:
        version = bank.save_draft(draft=draft, actor=request.user, now=clock.now(), based_on=based_on)
    except bank.EditedMeanwhile:  # the page says so beside both texts
        return None
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("items:edit", found.public_id)
    if version.number == before:
        messages.info(request, _("題目內容沒有變更。"))
    else:
        messages.success(
            request, _("已存成第 %(number)s 版；送審並核可後，組卷才會使用。") % {"number": version.number}
        )
    return redirect("items:item", found.public_id)


def _meanwhile(found: Item, known: ItemDraft, editor: Editor) -> dict[str, Any]:
    """Both texts: the version saved by somebody else, and what was typed here."""
    assert found.latest is not None
    return {
        "newer": found.latest,
        "newer_author": page.name(found.latest.author),
        "differences": [one for one in comparison.of_drafts(known, editor.draft()) if one.difference.is_changed],
    }


def _page(request: HttpRequest, editor: Editor, context: dict[str, Any]) -> HttpResponse:
    """The form; with a preview when one was asked for, with the problems when it was sent to be saved."""
    context |= {
        "editor": editor,
        "facts": editor.facts,
        "kind_label": labels.KINDS[editor.kind],
        "problems": editor.problems() if "save" in request.POST else [],
    }
    if request.method == "POST" and "add" not in request.POST:
        context["preview"] = page.preview(editor.version())
        if not editor.problems():
            context["findings"] = findings.of_draft(editor.draft(), clock.today())
    return render(request, "items/editor.html", context)


def _sent(request: HttpRequest) -> tuple[Any, ImageForm]:
    """The form as it was sent; with an image written into the text where one was added."""
    if request.method != "POST":
        return None, ImageForm()
    if "insert" not in request.POST:
        return request.POST, ImageForm()
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        return request.POST, form
    assets.store(images=[form.picture], actor=request.user, now=clock.now())
    messages.success(request, _("已放入圖片；儲存題目後才會保留在題目裡。"))
    return form.written(request.POST), ImageForm()


def _kind(text: str) -> ItemKind | None:
    return next((kind for kind in ItemKind if kind.value == text), None)


def _start(request: HttpRequest) -> dict[str, Any]:
    """What a link may fill in: the topic, the use, the shared stem that a new part belongs to."""
    start: dict[str, Any] = {"base": 0, "topic": request.GET.get("topic", ""), "use": ItemUse.SECURE.value}
    if request.GET.get("use") in labels.USES:
        start["use"] = request.GET["use"]
    if request.GET.get("stimulus"):
        start |= editing.start_of_part(policies.visible_items(request.user), request.GET["stimulus"])
    return start


def _crumbs(last: str, found: Item | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("題庫"), reverse("items:list"))]
    if found is not None:
        crumbs.append((found.code, reverse("items:item", args=[found.public_id])))
    return [*crumbs, (last, "")]
