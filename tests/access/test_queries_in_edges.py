"""AZ-06: entry points fetch rows of people and schools through policies, selectors and services only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

ROOTS = ("lms", "question_bank", "courses", "exams")
EDGES = {"views", "consumers", "gateway", "forms", "api"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


def edge_files() -> Iterator[Path]:
    """The modules of every edge layer; migrations and tests stand outside."""
    for root in ROOTS:
        for path in (settings.BASE_DIR / root).rglob("*.py"):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if len(parts) > 2 and parts[2] in EDGES:
                yield path


def offences(source: str) -> list[str]:
    """``line: name`` of each place where a module queries a model itself."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            found.append(f"{node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHORTCUTS:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Name) and first.id[:1].isupper():  # a model; a visible set would be a call
                found.append(f"{node.lineno}: {node.func.id}({first.id})")
    return found


class QueriesInEdges(SimpleTestCase):
    def test_no_entry_point_queries_a_model(self) -> None:
        files = list(edge_files())
        self.assertGreater(len(files), 30)
        found = {str(path): offences(path.read_text(encoding="utf-8")) for path in files}
        self.assertEqual({path: lines for path, lines in found.items() if lines}, {})

    def test_control_a_view_that_forgets_the_filter_is_found(self) -> None:
        for line, offence in (
            ("Attempt.objects.get(pk=1)", "1: .objects"),
            ("models.Person._default_manager.all()", "1: ._default_manager"),
            ("get_object_or_404(Registration, public_id=x)", "1: get_object_or_404(Registration)"),
        ):
            self.assertEqual(offences(line), [offence])
        self.assertEqual(offences("policies.access_attempt(user, public_id)\nget_object_or_404(news.published())"), [])
