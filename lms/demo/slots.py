"""The demo's sign-ins, offered on the sign-in page while DEMO is on."""

from django.conf import settings

from lms.core import slots
from lms.core.slots import DemoAccount
from lms.demo import cast


@slots.register("demo_account")
def accounts() -> list[DemoAccount]:
    """Nothing outside a demo."""
    if not settings.DEMO:
        return []
    return [DemoAccount(a.role_zh, a.role_en, a.email, cast.PASSWORD) for a in cast.ACCOUNTS]
