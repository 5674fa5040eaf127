"""Channels and states of a notice."""

from enum import StrEnum


class Channel(StrEnum):
    """How a notice reaches a person."""

    EMAIL = "email"
    ACCOUNT = "account"


class NoticeState(StrEnum):
    """Pending until handed to the channel; delivered when it entered the recipient's system; failed after retries."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
