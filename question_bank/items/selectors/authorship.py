"""Who counts as an author of an item: nobody reviews or approves what they wrote."""

from typing import Any

from django.db.models import Q

from question_bank.items.models import Item, ItemVersion


def author_ids(item: Item) -> frozenset[int]:
    """The users who wrote the newest text or any text since the published one; its creator while it never was published.

    An item that went back to an older text has that text's author too.
    """
    published = item.published.number if item.published else None
    newest = [item.latest_id] if item.latest_id and item.latest_id != item.published_id else []
    since = Q() if published is None else Q(number__gt=published) | Q(pk__in=newest)
    found = ItemVersion.objects.filter(since, item=item, author__isnull=False).values_list("author_id", flat=True)
    creator = {item.created_by_id} if published is None and item.created_by_id is not None else set()
    return frozenset(found) | frozenset(creator)


def is_author(item: Item, user: Any) -> bool:
    """Whether the user is one of the authors; nobody is who never signed in (files, commands)."""
    return getattr(user, "pk", None) is not None and user.pk in author_ids(item)
