"""Sockets that only ever say "look again". What they carry from a client is ignored."""

from exams.delivery.consumers.screens import AttemptConsumer, HintConsumer, RoomConsumer

__all__ = ["AttemptConsumer", "HintConsumer", "RoomConsumer"]
