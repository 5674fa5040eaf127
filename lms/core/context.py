"""What every page needs: the product's name, the menu, the demo's mark."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from lms.core import slots


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the layouts (a context processor)."""
    user = getattr(request, "user", None)
    return {
        "product_name": settings.PRODUCT_NAME_EN if get_language() == "en" else settings.PRODUCT_NAME_ZH,
        "product_name_zh": settings.PRODUCT_NAME_ZH,
        "product_name_en": settings.PRODUCT_NAME_EN,
        "is_demo": settings.DEMO,
        "menu": slots.collect("menu", user) if user is not None else [],
    }
