"""Who may see which page of the portal."""

from typing import Any

from lms.core.access import signed_in
from lms.organizations.policies import is_staff


def can_see_own_pages(user: Any) -> bool:
    """One's own dashboard and profile: everybody who signed in."""
    return signed_in(user)


def can_see_desk(user: Any) -> bool:
    """The staff desk: anybody who holds a role."""
    return is_staff(user)
