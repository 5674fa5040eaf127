"""The queue: what I have to review, what I may take, what became of my items."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lms.core import clock
from lms.core.access import requires
from question_bank.review import policies
from question_bank.review.selectors import queue as reads

PAGE_SIZE = 25


@requires(policies.can_see_queue)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Codes, topics and dates; an item's text is on its own page."""
    user = request.user
    context: dict[str, object] = {"own": reads.own(user), "judges": policies.can_judge(user)}
    if policies.can_judge(user):
        context |= {
            "mine": reads.mine(user, today=clock.today()),
            "claimable": Paginator(reads.claimable(user), PAGE_SIZE).get_page(request.GET.get("page")),
            "to_approve": reads.to_approve(user)[: reads.LONGEST],
        }
    return render(request, "review/queue.html", context)
