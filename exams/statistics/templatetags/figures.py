"""How counts are written: thousands apart by commas in both languages, a dash where nothing was counted."""

from django import template

register = template.Library()


@register.filter
def grouped(count: int | None) -> str:
    """``7,497``; ``–`` for None."""
    return "–" if count is None else f"{count:,}"
