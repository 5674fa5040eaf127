"""Changing users."""

from lms.accounts.models import User


def set_language(*, user: User, language: str) -> None:
    """The language of this user's mails; the code is one of ``settings.LANGUAGES``."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
