"""Registering for an exam, step by step: who one is, which papers, a last look, done. Works without scripts."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from exams.sittings import policies
from exams.sittings.forms.register import IdentityForm, PapersForm
from exams.sittings.models import Round
from exams.sittings.rules import registration as rules
from exams.sittings.selectors import offers, registrations, withdrawals
from exams.sittings.services import applying, declaring
from lms.accounts.models import User
from lms.accounts.selectors import documents_of, has_consented, person_of
from lms.core import clock, slots
from lms.core.access import public, requires, signed_in
from lms.core.errors import Refusal
from lms.core.limits import limited


@public
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that take registrations, will take them, or have not announced when."""
    now = clock.now()
    return render(request, "sittings/register.html", {"offers": offers.listed(now=now, today=clock.today())})


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sittings.identity", limit=600, seconds=600)
def identity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Step 1: name, birth date and number as on the document, and what the data are used for."""
    round, person = policies.access_offer(public_id), person_of(request.user)
    told = has_consented(request.user, purpose=declaring.NOTICE, version=declaring.NOTICE_VERSION)
    on_file = next(iter(documents_of(person)), None)
    data = request.POST if request.method == "POST" else None
    form = IdentityForm(data, person=person, on_file=on_file, was_told=told, today=clock.today())
    if data is not None and form.is_valid() and _declare(request, form):
        return redirect("sittings:register_papers", round.public_id)
    context = {"round": round, "form": form, "steps": steps(0), "was_told": told}
    return render(request, "sittings/register_identity.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sittings.apply", limit=600, seconds=600)
def papers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Steps 2 and 3: papers and optional answers, then the last look; only the last look's button registers."""
    round, person = policies.access_offer(public_id), person_of(request.user)
    if person is None or not documents_of(person) or not person.has_document_name or person.birth_date is None:
        return redirect("sittings:register_identity", round.public_id)
    offer = offers.offer(round, person=person, now=clock.now())
    form = PapersForm(request.POST if request.method == "POST" else None, offer=offer, counties=offers.counties())
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed") == "on" and _apply(request, round, form):
            return redirect("sittings:register_done", round.public_id)
        if "edit" not in request.POST:
            return render(request, "sittings/register_check.html", _last_look(request, round, form))
    context = {"round": round, "offer": offer, "form": form, "person": person, "steps": steps(1)}
    return render(request, "sittings/register_papers.html", context, status=422 if form.errors else 200)


@requires(signed_in)
@require_GET
def done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Step 4: what was registered, how to pay, what comes next."""
    round, person = policies.access_held_round(public_id), person_of(request.user)
    rows = registrations.in_round(person, round, now=clock.now()) if person else []
    if not rows:
        raise Http404
    waiting = [row for row in rows if row.progress.waits]
    context = {
        "round": round,
        "rows": rows,
        "first": waiting[0] if waiting else None,
        "total": sum(row.progress.amount for row in waiting),
        "steps": steps(3),
    }
    return render(request, "sittings/register_done.html", context)


@requires(signed_in)
@require_GET
@limited("sittings.preview", limit=60, seconds=60)
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How the certificate would print one's name, as PDF."""
    round, person = policies.access_held_round(public_id), person_of(request.user)
    if person is None or not person.has_document_name:
        raise Http404
    try:
        content = next(iter(slots.collect("certificate_preview", person, round)), None)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("sittings:register_identity", round.public_id)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="certificate-preview.pdf"'
    return response


def steps(current: int) -> list[slots.Step]:
    """The steps of registering with the current one marked."""
    titles = (_("身分資料"), _("選擇考科"), _("確認"), _("完成"))
    states = ["done" if at < current else "current" if at == current else "upcoming" for at in range(len(titles))]
    return [slots.Step(title, state) for title, state in zip(titles, states, strict=True)]


def _declare(request: HttpRequest, form: IdentityForm) -> bool:
    user = cast(User, request.user)
    try:
        declaring.declare(user=user, identity=form.identity(), on=clock.today(), actor=user, now=clock.now())
    except Refusal as refusal:
        form.add_error("number", str(refusal.message))
        return False
    return True


def _apply(request: HttpRequest, round: Round, form: PapersForm) -> bool:
    person = person_of(request.user)
    assert person is not None
    wanted = applying.Application(
        round=round, sittings=form.chosen(), unit_code=form.cleaned_data["unit_code"], answers=form.answers()
    )
    try:
        applying.apply(person=person, application=wanted, actor=request.user, now=clock.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _last_look(request: HttpRequest, round: Round, form: PapersForm) -> dict[str, Any]:
    person, chosen = person_of(request.user), form.chosen()
    offer = offers.offer(round, person=None, now=clock.now())
    codes = [sitting.subject.code for sitting in chosen]
    return {
        "round": round,
        "form": form,
        "person": person,
        "document": documents_of(person)[-1],
        "chosen": chosen,
        "total": sum(sitting.fee_twd or 0 for sitting in chosen),
        "misses_average": bool(offer.average_codes) and not rules.average_applies(codes, offer.average_codes),
        "withdrawal": withdrawals.sentences(round.programme.code, on=clock.today()),
        "unconfirmed": "confirm" in request.POST and request.POST.get("confirmed") != "on",
        "steps": steps(2),
    }
