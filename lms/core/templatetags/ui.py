"""The component tags, available in every template.

``{% ui "badge" label=state kind="good" %}`` renders ``templates/components/badge.html``.
``{% panel "card" title=_("班別") %}…{% endpanel %}`` renders a component with one slot, ``{{ slot }}``.

A component's first line declares its properties: ``{# props: label kind="neutral" #}`` (no default = required).
An undeclared or missing property is an error, so a typo never reaches a page.
"""

import datetime as dt
import functools
import re
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.core.calendar.rules import format_roc_slash, format_roc_text

register = template.Library()

_LAST_YEAR_BEFORE_ROC = 1911
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
def ui(context: template.Context, component: str, **props: Any) -> SafeString:
    """Render a component without a slot."""
    return _render(context, component, props)


@register.simple_block_tag(takes_context=True)
def panel(context: template.Context, content: str, component: str, **props: Any) -> SafeString:
    """Render a component around the enclosed content."""
    return _render(context, component, props | {"slot": content})


@register.filter
def localized(row: Any, field: str) -> str:
    """The ``_zh`` or ``_en`` column of ``row`` for the page's language: ``{{ programme|localized:"name" }}``."""
    suffix = "en" if _is_english() else "zh"
    return str(getattr(row, f"{field}_{suffix}") or getattr(row, f"{field}_zh"))


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as lists show it: ``115/11/20`` in Chinese, ``20 Nov 2026`` in English (TW-1); empty for None."""
    if value is None or value == "":
        return ""
    on = _date_of(value)
    return format_date(on, "j M Y") if _is_english() else roc(on)


@register.filter
def day_long(value: dt.date | dt.datetime | None) -> str:
    """A date as running text shows it: ``115年11月20日``, ``20 November 2026`` (TW-1); empty for None."""
    if value is None or value == "":
        return ""
    on = _date_of(value)
    if _is_english():
        return format_date(on, "j F Y")
    return format_roc_text(on) if on.year > _LAST_YEAR_BEFORE_ROC else on.isoformat()


@register.filter
def moment(value: dt.datetime | None) -> str:
    """An instant in Taiwan's time: ``115/11/20 09:00``, ``20 Nov 2026, 09:00``; empty for None."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value)
    return f"{day(local)}{', ' if _is_english() else ' '}{local:%H:%M}"


@register.filter
def roc(value: dt.date | dt.datetime | None) -> str:
    """A date in the national form in either language: ``115/11/20``; ISO before 1912; empty for None (TW-1)."""
    if value is None or value == "":
        return ""
    on = _date_of(value)
    return format_roc_slash(on) if on.year > _LAST_YEAR_BEFORE_ROC else on.isoformat()


@register.filter
def twd(amount: int | None) -> str:
    """Whole New Taiwan dollars: ``12,000 元``, ``NT$12,000``; empty for None."""
    if amount is None or amount == "":
        return ""
    return f"NT${amount:,}" if _is_english() else f"{amount:,} 元"


def _is_english() -> bool:
    return get_language() == "en"


def _date_of(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
