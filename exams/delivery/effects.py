"""What follows in the exam room from what happens elsewhere: signing out closes the sockets of that session."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from exams.delivery import realtime


@receiver(user_logged_out, dispatch_uid="delivery.end_session")
def close_sockets(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The user of an open socket is frozen at its handshake, so ending a session has to be told to it."""
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    if session_key:
        realtime.end_session(session_key)
