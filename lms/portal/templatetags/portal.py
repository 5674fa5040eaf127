"""Portal facts that layouts and the sign-in page need."""

import datetime as dt

from django import template
from django.conf import settings

from lms.core import clock, slots
from lms.core.slots import DemoAccount
from lms.portal.selectors import bulletin

register = template.Library()


@register.simple_tag
def bulletin_edition() -> dt.date | None:
    """The date of the bulletin in force today; None when not announced (PRG-2)."""
    return bulletin.edition(on=clock.today())


@register.simple_tag
def demo_accounts() -> list[DemoAccount]:
    """The demo's sign-ins; empty on a real installation, whoever registered some."""
    return slots.collect("demo_account") if settings.DEMO else []
