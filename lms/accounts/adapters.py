"""How sign-in fits the product (allauth adapter)."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Mails carry the configured origin, never the Host header of a request (HT-01).

    Wrong passwords are counted by account and source together, so nobody can lock a candidate out from elsewhere
    (AU-03); signing in by a mailed code stays open in any case.
    """

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send with the product's name and public address in the context."""
        context |= {
            "public_url": settings.PUBLIC_URL,
            "product_name_zh": settings.PRODUCT_NAME_ZH,
            "product_name_en": settings.PRODUCT_NAME_EN,
        }
        super().send_mail(template_prefix, email, context)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Verification is by code; the address of the page is fixed all the same."""
        return f"{settings.PUBLIC_URL}/accounts/confirm-email/"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a password reset, on the configured origin."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{self.get_client_ip(request)}:{key}"
