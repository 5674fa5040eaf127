"""The answers server: a small ASGI application beside Django's pages (docs/answers-protocol.md).

No cookie, session, template or channel server stands between a candidate's answer and the database.
"""

from exams.delivery.gateway.app import PREFIX, application, lifespan

__all__ = ["PREFIX", "application", "lifespan"]
