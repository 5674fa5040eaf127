"""Rounds (梯次), sittings, rooms, registrations, accommodations and duties."""

from exams.sittings.models.accommodations import (
    Accommodation,
    AccommodationEvidence,
    AccommodationReading,
    AccommodationRequest,
)
from exams.sittings.models.duties import Duty
from exams.sittings.models.registrations import STANDING, Eligibility, GroupUnit, Registration
from exams.sittings.models.rounds import ExamRoom, Round, Sitting

__all__ = [
    "STANDING",
    "Accommodation",
    "AccommodationEvidence",
    "AccommodationReading",
    "AccommodationRequest",
    "Duty",
    "Eligibility",
    "ExamRoom",
    "GroupUnit",
    "Registration",
    "Round",
    "Sitting",
]
