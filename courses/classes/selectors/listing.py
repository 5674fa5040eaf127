"""The class list as CLS-1 and CLS-2 lay it out: rows ready to show, filters, the counties of a region."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from courses.classes.enums import Availability, ClassState, EnrolmentState
from courses.classes.models import AVAILABILITY_LABELS, RegionalClass
from courses.classes.rules.availability import Offer, availability
from lms.organizations.enums import Region
from lms.organizations.models import County

#: What one can act on comes first.
_ORDER = tuple(Availability(name) for name in ("open", "upcoming", "full", "closed", "cancelled"))
_BADGES = {Availability.OPEN: "good", Availability.UPCOMING: "info", Availability.FULL: "warn"}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to (CLS-2); every field may be empty."""

    region: Region | None = None
    county: County | None = None
    only_open: bool = False
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One class of the list; the columns of CLS-1 are read from it and from ``regional_class``."""

    regional_class: RegionalClass
    availability: Availability
    seats_left: int

    @property
    def state_label(self) -> str:
        """可報名, 額滿 … in the page's language."""
        return str(AVAILABILITY_LABELS[self.availability])

    @property
    def badge(self) -> str:
        """The kind of badge that shows the state."""
        return _BADGES.get(self.availability, "neutral")

    @property
    def can_enrol(self) -> bool:
        """Whether the enrol action is offered."""
        return self.availability is Availability.OPEN


def rows(filters: Filters, *, now: dt.datetime) -> list[Row]:
    """The classes that match: those one can act on first, then by start date."""
    found = with_seats(RegionalClass.objects.select_related("programme", "school", "county"))
    if filters.region:
        found = found.filter(county__region=filters.region.value)
    if filters.county:
        found = found.filter(county=filters.county)
    for word in normalised(filters.words).split():
        found = found.filter(_mentions(word))
    listed = [row(one, now=now) for one in found.order_by("start_date", "county__position", "serial")]
    chosen = [one for one in listed if one.can_enrol or not filters.only_open]
    return sorted(chosen, key=lambda one: _ORDER.index(one.availability))


def with_seats(classes: QuerySet[RegionalClass]) -> QuerySet[RegionalClass]:
    """Annotate the seats that are not free, as ``taken``."""
    held = ~Q(enrolments__state=EnrolmentState.WITHDRAWN.value)
    return classes.annotate(taken=Count("enrolments", filter=held))


def row(regional_class: RegionalClass, *, now: dt.datetime) -> Row:
    """A class annotated by :func:`with_seats`, judged at ``now``."""
    offer = Offer(
        cancelled=regional_class.state == ClassState.CANCELLED,
        opens_at=regional_class.enrol_opens_at,
        closes_at=regional_class.enrol_closes_at,
        capacity=regional_class.capacity,
        taken=regional_class.taken,  # type: ignore[attr-defined]  # annotated
    )
    return Row(regional_class, availability(offer, now=now), offer.seats_left)


def one(regional_class: RegionalClass, *, now: dt.datetime) -> Row:
    """A single class, judged at ``now``."""
    found = with_seats(RegionalClass.objects.select_related("programme", "school", "county"))
    return row(found.get(pk=regional_class.pk), now=now)


def counties(region: Region | None) -> QuerySet[County]:
    """The counties of a region, or all 22, in the official order."""
    found = County.objects.order_by("position")
    return found.filter(region=region.value) if region else found


def county_named(text: str, among: Iterable[County]) -> County | None:
    """A county by code or by name; 台 is accepted for 臺 (ORG-3)."""
    wanted = normalised(text)
    return next((county for county in among if wanted in (county.code, county.name_zh, county.name_en)), None)


def normalised(text: str) -> str:
    """Search text as names are stored: 臺, never 台 (ORG-3)."""
    return text.strip().replace("台", "臺")


def _mentions(word: str) -> Q:
    fields = ("name", "serial", "venue", "school__name_zh", "school__name_en", "county__name_zh", "county__name_en")
    return Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
