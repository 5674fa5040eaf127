"""Structured logs. Personal data, answers, tokens and keys never enter them: ids only."""

import logging
import re
import traceback
from typing import Any

import structlog

#: Addresses whose rest is somebody's proof: a certificate's code, a password reset's token.
_SECRET_PATHS = re.compile(r"(/certificates/verify/|/accounts/password/reset/key/)[^\s?]+")
#: What somebody searched for, or where a sign-in leads.
_QUERY = re.compile(r"\?\S*")


def redact(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cut the secret rest off a logged address, leave out what tells people apart (a structlog processor)."""
    for name in ("ip", "user_agent"):
        event.pop(name, None)
    for name in ("request", "event"):
        if isinstance(event.get(name), str):
            event[name] = _SECRET_PATHS.sub(r"\1…", event[name])
    if isinstance(event.get("request"), str):
        event["request"] = _QUERY.sub("", event["request"])
    return event


def outline(exc_info: Any) -> str:
    """Where an exception came from and of which type, causes first: its text may quote a name, an answer or a key."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(parts))


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    redact,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.ExceptionRenderer(outline),
]


def configure() -> None:
    """Send structlog through the standard library, so one formatter writes everything."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter() -> logging.Formatter:
    """One JSON object a line."""
    return structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=SHARED
    )
