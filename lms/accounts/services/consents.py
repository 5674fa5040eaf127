"""That somebody was told what their data are used for, and when."""

import datetime as dt

from lms.accounts.models import Consent, User


def give(*, user: User, purpose: str, version: str, now: dt.datetime) -> Consent:
    """Record that the user has seen this version of a notice; asked again, the first time stands."""
    row, _ = Consent.objects.get_or_create(user=user, purpose=purpose, version=version, defaults={"given_at": now})
    return row
