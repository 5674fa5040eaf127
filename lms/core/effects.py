"""Effect points: where a lower app must start work that belongs to higher apps, without knowing them.

The lower app declares a point and fires it with a frozen value; higher apps register effects in their ``effects.py``
(imported at start-up). ``preview(value)`` says what would change and writes nothing; ``apply(value)`` is idempotent, so
a resumed task may call it again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Effect:
    """One consequence: ``name`` is stable (progress rows store it), lower ``order`` runs first."""

    name: str
    apply: Callable[[Any], None]
    preview: Callable[[Any], list[str]]
    order: int = 100


@dataclass
class EffectPoint:
    """A named point; ``value_type`` is the frozen dataclass that every effect receives."""

    name: str
    value_type: type
    effects: list[Effect] = field(default_factory=list)

    def register(self, effect: Effect) -> None:
        """Add an effect once; two effects of one name are a mistake."""
        if any(known.name == effect.name for known in self.effects):
            raise ValueError(f"{self.name}: an effect named {effect.name} is registered already")
        self.effects.append(effect)
        self.effects.sort(key=lambda known: (known.order, known.name))

    def preview(self, value: Any) -> dict[str, list[str]]:
        """What each effect would do, by effect name."""
        return {effect.name: effect.preview(value) for effect in self.effects}

    def apply(self, value: Any, *, done: Callable[[str], None] = lambda name: None) -> None:
        """Run every effect in order; ``done`` hears each finished name (progress)."""
        for effect in self.effects:
            effect.apply(value)
            done(effect.name)
