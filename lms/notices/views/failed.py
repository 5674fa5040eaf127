"""The office's list of mails that could not be delivered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.core import clock
from lms.core.access import requires
from lms.notices import policies, selectors
from lms.notices.services import outbox


@requires(policies.can_see_failed)
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    """Mails given up after the last try, newest first."""
    return render(request, "notices/failed.html", {"notices": selectors.failed()})


@requires(policies.can_see_failed)
@require_POST
def retry(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Put one mail back into the queue."""
    notice = policies.access_failed(request.user, public_id)
    outbox.retry(notice=notice, actor=request.user, now=clock.now())
    messages.success(request, _("已重新排入寄送。"))
    return redirect("notices:failed")
