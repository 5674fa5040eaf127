"""The plain way of saving an answer, for comparison: a bare Django view with one upsert per request and nothing else.

No token, lease, deadline or option is checked, and no middleware stands before it. Only a benchmark serves this module.
"""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

from exams.delivery.models import AnswerEvent  # noqa: E402
from lms.core import clock  # noqa: E402

LEASE = 2
"""Its rows stand beside those of the answers server, which has lease 1."""


def save(request: HttpRequest, row: int) -> HttpResponse:
    """Insert or update one answer of an attempt."""
    given = json.loads(request.body)["answers"][0]
    event = AnswerEvent(
        attempt_id=row,
        lease=LEASE,
        client_seq=given["seq"],
        item_id=given["item"],
        options=given["options"],
        flagged=given["flagged"],
        received_at=clock.now(),
    )
    AnswerEvent.objects.bulk_create(
        [event],
        update_conflicts=True,
        unique_fields=["attempt", "lease", "client_seq"],
        update_fields=["item", "options", "flagged", "received_at"],
    )
    return JsonResponse({"saved": given["seq"]})


urlpatterns = [path("plain/<int:row>", save)]
settings.ROOT_URLCONF = "benchmarks.support.plain_save"
settings.MIDDLEWARE = []
application = get_asgi_application()
