"""Widgets of the item forms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainSelect(forms.Select):
    """A select written without a template for each option: the list of topics has a hundred of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The HTML of the select with its groups and options."""
        chosen = {str(one) for one in self.format_value(value)}
        pieces = []
        for label, offered in self.choices:
            if isinstance(offered, list | tuple):
                pieces.append(format_html('<optgroup label="{}">{}</optgroup>', label, _options(offered, chosen)))
            else:
                pieces.append(_options([(label, offered)], chosen))
        attributes = self.build_attrs(self.attrs, attrs) | {"name": name}
        words = format_html_join(
            "", ' {}="{}"', ((key, one) for key, one in attributes.items() if one not in (False, None))
        )
        return format_html("<select{}>{}</select>", words, format_html_join("", "{}", ((piece,) for piece in pieces)))


def _options(offered: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if str(value) in chosen else "", label) for value, label in offered),
    )
