"""Anticipated failures: a stable code and a text fit for the person who meets it."""

from django.utils.functional import Promise

Text = str | Promise


class Refusal(Exception):
    """Something asked for is not possible now. Services subclass it; edges show ``message``.

    ``code`` is stable (tests, APIs, logs); ``message`` is translated, says why and what helps.
    """

    code = "refused"

    def __init__(self, message: Text, *, code: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        if code is not None:
            self.code = code
