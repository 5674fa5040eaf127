"""The component tags, available in every template.

``{% ui "badge" label=state kind="good" %}`` renders ``templates/components/badge.html``.
``{% panel "card" title=_("班別") %}…{% endpanel %}`` renders a component with one slot, ``{{ slot }}``.

A component's first line declares its properties: ``{# props: label kind="neutral" #}`` (no default = required).
An undeclared or missing property is an error, so a typo never reaches a page.
"""

import functools
import re
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

_DECLARATION = re.compile(r"\{#\s*props:(?P<props>.*?)#\}")
_PROP = re.compile(r"(?P<name>\w+)(?:=\"(?P<default>[^\"]*)\")?")


@functools.cache
def _declared(name: str) -> dict[str, str | None]:
    path = settings.BASE_DIR / "templates" / "components" / f"{name}.html"
    first_line = path.read_text(encoding="utf-8").split("\n", 1)[0]
    found = _DECLARATION.match(first_line)
    if found is None:
        raise template.TemplateSyntaxError(f"Component {name} does not declare its properties on its first line.")
    return {prop["name"]: prop["default"] for prop in _PROP.finditer(found["props"])}


def _render(context: template.Context, name: str, given: dict[str, Any]) -> SafeString:
    declared = _declared(name)
    unknown = given.keys() - declared.keys() - {"slot"}
    missing = [prop for prop, default in declared.items() if default is None and prop not in given]
    if unknown or missing:
        raise template.TemplateSyntaxError(f"Component {name}: unknown {sorted(unknown)}, missing {missing}")
    values = {prop: default for prop, default in declared.items() if default is not None} | given
    values["request"] = context.get("request")
    values["csrf_token"] = context.get("csrf_token")
    return SafeString(get_template(f"components/{name}.html").render(values))


@register.simple_tag(takes_context=True)
def ui(context: template.Context, name: str, **props: Any) -> SafeString:
    """Render a component without a slot."""
    return _render(context, name, props)


@register.simple_block_tag(takes_context=True)
def panel(context: template.Context, content: str, name: str, **props: Any) -> SafeString:
    """Render a component around the enclosed content."""
    return _render(context, name, props | {"slot": content})


@register.filter
def localized(row: Any, field: str) -> str:
    """The ``_zh`` or ``_en`` column of ``row`` for the page's language: ``{{ programme|localized:"name" }}``."""
    suffix = "en" if get_language() == "en" else "zh"
    return str(getattr(row, f"{field}_{suffix}") or getattr(row, f"{field}_zh"))
