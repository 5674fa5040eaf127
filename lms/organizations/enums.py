"""Roles and regions."""

from enum import StrEnum


class Region(StrEnum):
    """The four regions of the class list (DOMAIN ORG-3)."""

    NORTH = "north"
    CENTRAL = "central"
    SOUTH = "south"
    EAST = "east"


class Role(StrEnum):
    """What a membership allows (DOMAIN §1, roles). Learners need none."""

    COORDINATOR = "coordinator"
    INVIGILATOR = "invigilator"
    ITEM_WRITER = "item_writer"
    ITEM_REVIEWER = "item_reviewer"
    EXAM_OFFICER = "exam_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


#: Roles held for a school; the others are national. Invigilators get their rooms through ``sittings.Duty``.
SCHOOL_ROLES = frozenset({Role.COORDINATOR})
