"""The learner's course: overview, lesson, marking done."""

from typing import cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.catalogue import policies
from courses.catalogue.models import Lesson
from courses.learning.selectors import study
from courses.learning.services import progress
from lms.accounts.models import User
from lms.accounts.selectors import person_of
from lms.accounts.services import persons
from lms.core import clock, markdown
from lms.core.access import public, requires, signed_in


@requires(signed_in)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The units with their hours, what is done and what is missing."""
    return render(request, "learning/overview.html", {"course": study.overview(person_of(request.user))})


@public
@require_GET
def lesson(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One lesson; visitors read the sample and are asked to sign in for the others."""
    found = policies.access_lesson(public_id)
    if not policies.can_read_lesson(request.user, found):
        return redirect_to_login(request.get_full_path())
    number = _("第 %(number)s 單元") % {"number": found.unit.number}
    before, after = study.neighbours(found)
    context = {
        "crumbs": [_course_crumb(request, found), (number, "")],
        "lesson": found,
        "done": study.is_done(person_of(request.user), found),
        "contents": markdown.headings(found.body),
        "before": before,
        "after": after,
    }
    return render(request, "learning/lesson.html", context)


@requires(signed_in)
@require_POST
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a lesson done (``done=1``) or take it back; the fragment for htmx, else back to the lesson."""
    found = policies.access_lesson(public_id)
    now = clock.now()
    person = persons.ensure(user=cast(User, request.user), now=now)
    done = request.POST.get("done") == "1"
    act = progress.mark_done if done else progress.take_back
    act(person=person, lesson=found, actor=request.user, now=now)
    if getattr(request, "htmx", False):
        return render(request, "learning/_mark.html", {"lesson": found, "done": done, "changed": True})
    return redirect("learning:lesson", found.public_id)


def _course_crumb(request: HttpRequest, lesson: Lesson) -> tuple[str, str]:
    """Learners go back to their course, visitors to the programme's page."""
    if request.user.is_authenticated:
        return _("課程學習"), reverse("learning:overview")
    return _("教材課程內容"), reverse("catalogue:programme", args=[lesson.unit.programme.code]) + "#units"
