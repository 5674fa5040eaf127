"""A person's own pages: the learner's home, the staff desk, the profile."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.forms import ProfileForm
from lms.accounts.models import User
from lms.accounts.selectors import documents_of, person_of
from lms.accounts.services import persons
from lms.core import clock
from lms.core.access import requires
from lms.portal import policies
from lms.portal.selectors import home as selectors
from lms.portal.views.language import remember


@requires(policies.can_see_own_pages)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a sign-in leads: staff to their desk, everybody else to their learning."""
    return redirect("portal:desk" if policies.can_see_desk(request.user) else "portal:dashboard")


@requires(policies.can_see_own_pages)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """One next action on top, then the timeline and the cards."""
    person = person_of(request.user)
    context = {
        "own": selectors.own(person) if person else None,
        "person": person,
        "programmes": selectors.programmes(),
        "today": clock.today(),
    }
    return render(request, "portal/dashboard.html", context)


@requires(policies.can_see_desk)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this member of staff."""
    return render(request, "portal/desk.html", {"cards": selectors.desk_cards(request.user)})


@requires(policies.can_see_own_pages)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The name as on the identity document, birth date and language."""
    now = clock.now()
    user = cast(User, request.user)
    person = person_of(user)
    form = ProfileForm(request.POST or None, person=person, user=user, today=clock.today())
    if request.method == "POST" and form.is_valid():
        person = person or persons.ensure(user=user, now=now)
        persons.update(person=person, actor=user, now=now, **form.cleaned_data)
        messages.success(request, _("個人資料已更新。"))
        return remember(redirect("portal:profile"), form.cleaned_data["language"])
    return render(request, "portal/profile.html", {"form": form, "documents": documents_of(person)})
