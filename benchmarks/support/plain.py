"""The plain way of letting candidates in and out, for comparison: a Django view per request, one transaction each.

It delivers the same JSON (the same faces, rendered once per process as well) with the same writes: the locked row, its
update, the entry in the trail. Behind the product's own middleware, with Django's gzip.
"""

import datetime as dt
import json
import uuid

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.decorators.gzip import gzip_page  # noqa: E402

from exams.delivery import policies  # noqa: E402
from exams.delivery.enums import AttemptState, EndReason  # noqa: E402
from exams.delivery.models import Attempt, TimeAdjustment  # noqa: E402
from exams.delivery.selectors import paper, payload, responses  # noqa: E402
from exams.delivery.services import leases, moves  # noqa: E402
from lms.core import clock  # noqa: E402
from lms.core.access import public  # noqa: E402


@csrf_exempt
@public
@gzip_page
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Start one attempt and deliver its paper."""
    found, now = policies.access_attempt(request, public_id), clock.now()
    with transaction.atomic():
        related = Attempt.objects.select_related("sitting__subject", "form", "registration__room", "person")
        held = related.select_for_update(of=("self",)).get(pk=found.pk)
        given = sum(TimeAdjustment.objects.filter(attempt=held).values_list("seconds", flat=True))
        held.state, held.started_at, held.last_seen_at = AttemptState.RUNNING, now, now
        held.ends_at = now + dt.timedelta(seconds=held.limit_seconds + given)
        token, columns = leases.draw(held, ends_at=held.ends_at)
        for name, value in columns.items():
            setattr(held, name, value)
        held.save()
        moves.record(held, "started", None, now, lease=held.lease)
    sheet, known = paper.sheet(held.form, "zh-hant"), payload.facts([held])[held.pk]
    own = payload.own(held, sheet, known, token=token, lease=held.lease, given=(), now=now)
    return JsonResponse(json.loads(sheet.common.text() + b'"own":0}') | own, json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@public
def hand_in(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand in one attempt."""
    found, now = policies.access_attempt(request, public_id), clock.now()
    with transaction.atomic():
        held = moves.held(found)
        moves.end(held, EndReason.HANDED_IN, None, now)
    answered = responses.answered_counts([held.pk])[held.pk]
    return JsonResponse(payload.handed_in(held, answered=answered, following="", now=now))


urlpatterns = [
    path("plain/<uuid:public_id>/start", start),
    path("plain/<uuid:public_id>/hand-in", hand_in),
    path("", include("lms.urls")),
]
settings.ROOT_URLCONF = "benchmarks.support.plain"
application = get_asgi_application()
