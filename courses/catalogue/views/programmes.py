"""What one can learn and sit for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.catalogue import policies
from courses.catalogue.selectors import facts, programmes
from lms.accounts.selectors import person_of
from lms.core import clock, slots
from lms.core.access import public
from lms.core.templatetags.ui import localized
from lms.portal.selectors import bulletin


@public
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All programmes side by side."""
    cards = [(programme, facts.FACTS.get(programme.code)) for programme in programmes.listed()]
    return render(request, "catalogue/programmes.html", {"cards": cards})


@public
@require_GET
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: what, for whom, cost, hours, units, pass mark with its source, what one can do."""
    found = policies.access_programme(request.user, code)
    today = clock.today()
    context = {
        "crumbs": [(_("課程與鑑定"), reverse("catalogue:programmes")), (localized(found, "name"), "")],
        "programme": found,
        "facts": facts.FACTS.get(code),
        "units": programmes.units(found),
        "subjects": programmes.subjects(found),
        "bulletin_date": bulletin.edition(on=today),
        "provisional": programmes.provisional_settings(found, on=today),
        "actions": slots.collect("programme_action", code, person_of(request.user)),
    }
    return render(request, "catalogue/programme.html", context)
