"""Every address declares who may call it, and answers each role as declared."""

from collections.abc import Iterator

from django.test import SimpleTestCase
from django.urls import URLPattern, URLResolver, get_resolver

#: allauth's own views: guarded by allauth itself.
LIBRARY = ("allauth.",)


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All (route name, pattern) pairs of the site."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inner)
        else:
            yield f"{prefix}{entry.name}", entry


def undeclared() -> list[str]:
    """Names of our own routes whose view carries neither @requires nor @public."""
    return [
        name
        for name, pattern in patterns()
        if not pattern.callback.__module__.startswith(LIBRARY) and not hasattr(pattern.callback, "policy")
    ]


class DeclaredPolicies(SimpleTestCase):
    def test_every_url_declares_its_policy(self) -> None:
        self.assertEqual(undeclared(), [])

    def test_every_url_has_a_name(self) -> None:
        self.assertEqual([str(p.pattern) for _, p in patterns() if p.name is None], [])
