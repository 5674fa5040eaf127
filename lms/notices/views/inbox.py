"""A person's inbox: what the programme told them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.accounts.selectors import person_of
from lms.core import clock
from lms.core.access import requires, signed_in
from lms.notices import selectors
from lms.notices.services import letters, outbox

PAGE_SIZE = 20


@requires(signed_in)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The notices put into the account, newest first."""
    person = person_of(request.user)
    page = Paginator(selectors.inbox(person), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [{"notice": each, "subject": letters.subject(each), "body": letters.account_text(each)} for each in page]
    context = {"page": page, "rows": rows, "unread": selectors.unread_count(person)}
    return render(request, "notices/inbox.html", context)


@requires(signed_in)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything in the inbox as read."""
    person = person_of(request.user)
    if person is not None:
        outbox.mark_read(person=person, now=clock.now())
        messages.success(request, _("所有通知都已標示為已讀。"))
    return redirect("notices:inbox")
