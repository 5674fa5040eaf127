"""Attempts, answers, time, what happens in a room, and sheets of paper."""

from exams.delivery.models.answers import LATE_REASON_LABELS, AnswerEvent, LateAnswer
from exams.delivery.models.attempts import STATE_LABELS, Attempt
from exams.delivery.models.labels import (
    IDENTITY_LABELS,
    INCIDENT_CATEGORY_LABELS,
    INCIDENT_REASON_LABELS,
    ORDER_LABELS,
    SIGNAL_LABELS,
    SIGNATURE_LABELS,
)
from exams.delivery.models.office import (
    DisruptedCase,
    Disruption,
    ItemSuspension,
    LateDecision,
    PackOpening,
    RoomPack,
)
from exams.delivery.models.pauses import PAUSE_REASON_LABELS, Pause
from exams.delivery.models.reports import RoomReport
from exams.delivery.models.room import Attendance, HelpCall, Incident, Notice, Objection, Order, Signal
from exams.delivery.models.sheets import AnswerSheet, SheetReading, SheetTally
from exams.delivery.models.time import STAFF_REASON_LABELS, TimeAdjustment

__all__ = [
    "IDENTITY_LABELS",
    "INCIDENT_CATEGORY_LABELS",
    "INCIDENT_REASON_LABELS",
    "LATE_REASON_LABELS",
    "ORDER_LABELS",
    "PAUSE_REASON_LABELS",
    "SIGNAL_LABELS",
    "SIGNATURE_LABELS",
    "STAFF_REASON_LABELS",
    "STATE_LABELS",
    "AnswerEvent",
    "AnswerSheet",
    "Attempt",
    "Attendance",
    "DisruptedCase",
    "Disruption",
    "HelpCall",
    "Incident",
    "ItemSuspension",
    "LateAnswer",
    "LateDecision",
    "Notice",
    "Objection",
    "Order",
    "PackOpening",
    "Pause",
    "RoomPack",
    "RoomReport",
    "SheetReading",
    "SheetTally",
    "Signal",
    "TimeAdjustment",
]
