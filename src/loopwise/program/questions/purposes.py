"""Where a program may do wrong on purpose: in unit tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePath

from loopwise.program.source.sources import Source
from loopwise.records import Place

_RUNNERS = ("pytest", "unittest")


def unit_tests_in(sources: Iterable[Source]) -> list[Place]:
    """Return the functions that pytest or unittest calls, and the classes that hold them, with all their helpers."""
    return [
        source.place(node)
        for source in sources
        if any(word in source.text for word in _RUNNERS)
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.FunctionDef) and node.name.startswith("test"))
        or (isinstance(node, ast.ClassDef) and _holds_tests(node))
    ]


def is_test_file(source: Source) -> bool:
    """Tell whether pytest or unittest runs a file, by its name and its text: what is read is read for its tests."""
    name = PurePath(source.path).stem
    named = name.startswith("test_") or name.endswith(("_test", "_tests")) or name == "tests"
    return named and any(word in source.text for word in (*_RUNNERS, "def test_"))


def _holds_tests(node: ast.ClassDef) -> bool:
    """Whether a class is one of tests: it derives from a `TestCase`, or pytest finds it by its name."""
    named = node.name.startswith("Test") and any(
        isinstance(part, ast.FunctionDef) and part.name.startswith("test") for part in node.body
    )
    return named or any(ast.unparse(base).endswith("TestCase") for base in node.bases)
