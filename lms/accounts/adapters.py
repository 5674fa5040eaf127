"""How sign-in fits the product (allauth adapter)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Mails carry the configured origin, never the Host header of a request (HT-01)."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send with the product's name and public address in the context."""
        context["public_url"] = settings.PUBLIC_URL
        super().send_mail(template_prefix, email, context)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Verification is by code; the address of the page is fixed all the same."""
        return f"{settings.PUBLIC_URL}/accounts/confirm-email/"
