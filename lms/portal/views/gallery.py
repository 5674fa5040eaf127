"""The component gallery: every component in its states, for people who build pages and for the axe run."""

import datetime as dt

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.core.access import public
from lms.core.slots import Step
from lms.portal.forms import SampleForm

ICONS = (settings.BASE_DIR / "lms" / "core" / "static" / "core" / "icons.svg").read_text(encoding="utf-8")


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """404 on a real installation."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    form = SampleForm({"name": "範小青", "email": "no-at-sign", "county": "TPE"})
    context = {
        "form": form,
        "clean_form": SampleForm(auto_id="clean_%s"),
        "page": Paginator(range(95), 10).page(3),
        "steps": sample_steps(),
        "icons": [part.split('"')[0] for part in ICONS.split('<symbol id="')[1:]],
        "crumbs": [(_("首頁"), "/"), (_("課程"), "/programmes/"), (_("元件"), "")],
        "kinds": ["neutral", "good", "warn", "bad", "info"],
    }
    return render(request, "portal/gallery.html", context)


def sample_steps() -> list[Step]:
    """One step in each state."""
    on = dt.date(2026, 11, 28)
    return [
        Step(_("報名上課"), "done", on - dt.timedelta(days=60), _("錄取")),
        Step(_("修畢 48 小時"), "current", None, _("已修 42 小時"), "/learn/"),
        Step(_("繳交證明"), "problem", None, _("證明已過期"), "", _("開班學校")),
        Step(_("全國測驗"), "upcoming", on),
    ]
