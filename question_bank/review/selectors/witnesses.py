"""Who has seen an item, and who may open it while it is closed. For officers."""

from django.db.models import F, QuerySet

from question_bank.items.enums import AccessPurpose
from question_bank.items.models import Item, Lock, NamedAccess, Sighting


def sightings(item: Item) -> QuerySet[Sighting]:
    """Every sight of any version of the item, the newest first."""
    found = Sighting.objects.filter(version__item=item).select_related("user", "version")
    return found.order_by("-last_at", "-id")


def named(item: Item) -> QuerySet[NamedAccess]:
    """Everybody ever named for the sealed item, those who still may first."""
    found = NamedAccess.objects.filter(item=item, purpose=AccessPurpose.SEALED.value)
    return found.select_related("user", "granted_by").order_by(F("ended_at").asc(nulls_first=True), "-id")


def locks(item: Item) -> QuerySet[Lock]:
    """What keeps the item closed now."""
    return Lock.objects.filter(item=item, released_at=None).order_by("id")
