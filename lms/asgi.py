"""The web process: answers first (no Django view on the way), then sockets, then pages; one lifespan for all."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django

django.setup()

from typing import Any  # noqa: E402

from channels.routing import URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

import lms.celery  # noqa: E402,F401 - the web process sends tasks through this app
from exams.delivery import gateway, routing  # noqa: E402

pages = get_asgi_application()
sockets = AllowedHostsOriginValidator(URLRouter(routing.websocket_urlpatterns))  # each reads its session itself


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Dispatch one ASGI connection by its type and path."""
    if scope["type"] == "lifespan":
        await gateway.lifespan(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["path"].startswith(gateway.PREFIX):
        await gateway.application(scope, receive, send)
    else:
        await pages(scope, receive, send)
