"""System checks: mistakes of a public installation that must be seen before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

SECRETS = ("SECRET_KEY", "VAULT_KEY", "BLIND_INDEX_KEY", "ATTEMPT_TOKEN_KEY")


@register(Tags.security, deploy=True)
def public_installation(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Findings about the environment of a public installation."""
    found = []
    if not settings.PUBLIC_URL.startswith("https://"):
        found.append(Warning("PUBLIC_URL is not https.", hint="Set PUBLIC_URL=https://…", id="core.W001"))
    if settings.DEMO:
        found.append(Warning("DEMO is on: public passwords and marked documents.", hint="Unset DEMO.", id="core.W002"))
    values = [getattr(settings, name) for name in SECRETS]
    if len(set(values)) < len(values):
        found.append(Warning("Two secrets are equal.", hint=f"Give each of {SECRETS} its own value.", id="core.W003"))
    return found
