"""Reading answer sheets: two persons type, the second without seeing the first; a third settles what differs."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.delivery import policies
from exams.delivery.forms.sheets import NoteForm, ReadingForm
from exams.delivery.selectors import paper_rooms
from exams.delivery.selectors import sheets as reads
from exams.delivery.services import readings, sheets
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.core.errors import Refusal

no_store = cache_control(private=True, no_store=True)


@requires(signed_in)
@require_GET
@no_store
def index(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID) -> HttpResponse:
    """The sheets of a room; ``?number=`` opens the one that was typed or scanned."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    typed = request.GET.get("number", "").strip()
    found = paper_rooms.by_number(room, sitting, typed) if typed else None
    if found is not None:
        return redirect("delivery:paper_sheet", found)
    context = {
        "room": room,
        "sitting": sitting,
        "rows": paper_rooms.sheet_rows(room, sitting, reader=request.user),
        "next": paper_rooms.next_for(room, sitting, reader=request.user),
        "typed": typed,
        "officer": policies.may_run_rounds(request.user),
    }
    return render(request, "delivery/paper/sheets.html", context, status=404 if typed else 200)


@requires(signed_in)
@require_http_methods(["GET", "POST"])
@no_store
def sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's own reading of a sheet."""
    found = policies.access_sheet(request.user, public_id)
    mine = reads.typed_by(found, request.user)
    form = ReadingForm(reads.lines_of_sheet(found), *_sent(request), given=mine)
    if form.is_valid():
        try:
            now_read = readings.read(sheet=found, responses=form.reading(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, reads.told(now_read))
            return _onwards(request, found)
    context = {"sheet": reads.header(found), "form": form, "why_not": reads.why_not(found, request.user)}
    return render(request, "delivery/paper/sheet.html", context, status=422 if form.errors else 200)


@requires(policies.may_run_rounds)
@require_http_methods(["GET", "POST"])
@no_store
def settle(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A third person decides what two readings say differently."""
    found = policies.access_sheet(request.user, public_id)
    differing = reads.differing(found)
    form = ReadingForm([each.line for each in differing], *_sent(request))
    if form.is_valid():
        try:
            readings.settle(sheet=found, decided=form.reading(), actor=request.user, now=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("已裁定並確認。"))
            return redirect("delivery:paper_sheets", *_place(found))
    rows = list(zip(differing, [field for _line, field in form.rows()], strict=True))
    context = {"sheet": reads.header(found), "form": form, "rows": rows}
    return render(request, "delivery/paper/settle.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_POST
def spoil(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the candidate a numbered spare instead."""
    found = policies.access_sheet(request.user, public_id)
    try:
        spare = sheets.spoil(sheet=found, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已作廢，改用備用卡 %(number)s。") % {"number": reads.header(spare).number})
    return redirect("delivery:paper_sheets", *_place(found))


@requires(policies.may_run_rounds)
@require_POST
def give_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A missing sheet will not be found."""
    found = policies.access_sheet(request.user, public_id)
    form = NoteForm(request.POST)
    try:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        sheets.give_up(sheet=found, note=note, actor=request.user, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("已結案：這份考卷作廢，不計為缺考，也不計分。"))
    return redirect("delivery:paper_sheets", *_place(found))


@requires(policies.may_run_rounds)
@require_POST
def add_spares(request: HttpRequest, room_id: uuid.UUID, sitting_id: uuid.UUID) -> HttpResponse:
    """Number more spares for a room."""
    room, sitting = policies.access_paper(request.user, room_id, sitting_id)
    count = sheets.add_spares(sitting=sitting, room=room, actor=request.user, now=clock.now())
    messages.success(request, _("已增編 %(n)s 張備用答案卡，請重新列印。") % {"n": count})
    return redirect("delivery:paper_sheets", room.public_id, sitting.public_id)


def _sent(request: HttpRequest) -> tuple[object, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _place(found: reads.AnswerSheet) -> tuple[uuid.UUID, uuid.UUID]:
    return reads.header(found).room, found.sitting.public_id


def _onwards(request: HttpRequest, found: reads.AnswerSheet) -> HttpResponse:
    """The next sheet of the room that waits for this person, or the list."""
    room, sitting = policies.access_paper(request.user, *_place(found))
    upcoming = paper_rooms.next_for(room, sitting, reader=request.user)
    if upcoming is None:
        return redirect("delivery:paper_sheets", room.public_id, sitting.public_id)
    return redirect("delivery:paper_sheet", upcoming)
