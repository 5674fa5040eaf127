"""Shared fixtures."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Every test begins in Chinese: a request leaves its language behind in the thread that served it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
