"""The language of a reply: as the pages choose it, from the visitor's choice or the browser's wish."""

import functools
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from exams.delivery.gateway import cookies


def of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """One of ``settings.LANGUAGES``."""
    given = list(headers)
    wished = next((value for name, value in given if name == b"accept-language"), b"")
    return _chosen(cookies.of(given).get(settings.LANGUAGE_COOKIE_NAME, ""), wished.decode("latin-1"))


@functools.lru_cache(maxsize=512)
def _chosen(choice: str, wished: str) -> str:
    for code in (choice, *(code for code, _ in parse_accept_lang_header(wished))):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
